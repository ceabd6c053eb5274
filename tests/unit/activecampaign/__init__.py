"""Tests of shared/activecampaign, by resource."""
