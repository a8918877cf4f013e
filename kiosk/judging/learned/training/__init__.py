"""Trains the learned part of the phrase judge. Needs the `train` extra; nothing here runs during a call."""
