"""From sound to utterances: recognisers and prosody."""
