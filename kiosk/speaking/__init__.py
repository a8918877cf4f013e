"""From text to a voice: engines, moods, the phone line and the cache of rendered lines."""
