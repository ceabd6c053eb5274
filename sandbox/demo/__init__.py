"""Demo data that the stand-ins share: the people who use the product and the people in it."""
