"""A stand-in of the Dataverse Web API v9.2, as strict as the real one, on loopback."""
