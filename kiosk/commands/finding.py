"""What an examination of the machine found."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the doctor's table."""

    part: str
    state: Literal["good", "absent", "fault"]
    """absent: not there, and the kiosk manages without it."""
    found: str
    remedy: str = ""
