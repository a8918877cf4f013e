"""The learned part of the phrase judge: cues where the wording is free. Pure and deterministic."""
