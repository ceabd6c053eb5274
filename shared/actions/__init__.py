"""What people and ActiveCampaign ask of the app: connect, settings, enrol, send, look-ups.

Each module does one thing for one caller who was authenticated and authorised before; none knows
HTTP. The engine that syncs is in shared/sync."""
