"""Marking points, the debrief and the evidence pack."""
