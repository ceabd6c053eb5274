"""What makes the product run in Azure: Bicep, hooks of azd, the registration script."""
