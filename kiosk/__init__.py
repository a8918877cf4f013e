"""A voice role-play kiosk: practise, aloud, how to calm an upset customer."""

__version__ = "0.1.0"
