"""What the app tells of its work, one JSON object a line, for whoever watches it."""
