"""Dataverse's Web API: client, batch, change tracking, metadata, people. Knows nothing of
ActiveCampaign."""
