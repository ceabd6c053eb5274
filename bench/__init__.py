"""Measures speed, calls and memory of the app against the stand-ins: `python -m bench`."""
