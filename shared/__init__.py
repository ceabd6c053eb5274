"""The product: everything that runs in the function app."""
