"""ActiveCampaign's API: client, models, webhooks, bulk import. Knows nothing of Dynamics."""
