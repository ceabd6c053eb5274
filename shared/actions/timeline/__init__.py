"""What happened with people in ActiveCampaign, as activities of Dynamics: exactly one for each
event and record."""
