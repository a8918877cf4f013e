"""What `kiosk bench` measures, one subject a file."""
