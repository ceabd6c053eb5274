"""A stand-in of Microsoft Graph v1.0: applications, service principals, delegated permissions."""
