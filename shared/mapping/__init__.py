"""Field pairs, compatibility, value conversion and criteria. Pure: no input, no output."""
