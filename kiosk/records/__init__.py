"""What is kept of a call: database, recordings, retention."""
