"""A plain imitation of Dynamics in a browser: it imports the product's built zip and shows what is
in it. Reads nothing of the product but that zip."""
