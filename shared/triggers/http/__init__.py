"""The HTTP API: a table of routes, and the edge that every request passes."""
