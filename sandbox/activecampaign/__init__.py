"""A stand-in of ActiveCampaign: API v3, the v1 calls still in use, webhooks, bulk import."""
