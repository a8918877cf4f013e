"""Cues from an utterance: phrases and tone. Pure and deterministic."""
