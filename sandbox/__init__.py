"""Stand-ins of Dataverse, ActiveCampaign and Entra ID, and a local Functions host.

The stand-ins know the public APIs only and nothing of `shared/`."""
