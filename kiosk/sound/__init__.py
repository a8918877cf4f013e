"""Audio in and out: chunks, WAV, microphone, loudspeaker, end of turn. Knows no story."""
