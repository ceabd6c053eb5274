"""Table and Queue Storage: what the app remembers, and what waits to be done."""
