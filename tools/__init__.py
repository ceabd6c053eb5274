"""What is run by make, not by the app."""
