"""The Dataverse client: pure builders and readers by equality, calls by `responses`."""
