"""Shape of the configuration as a whole."""

from typing import Literal

from pydantic import Field

from shared.actions.models.base import Input
from shared.actions.models.mapping import MappingInput
from shared.actions.models.sync import SyncSettingsInput
from shared.entities import Entity


class ConfigurationInput(Input):
    """What `GET /api/configuration` gave, here or in another deployment. What is left out stays
    as it is."""

    version: Literal[1] = Field(description="Of the shape of this document.")
    account_url: str | None = Field(
        None,
        max_length=300,
        description="The ActiveCampaign account whose fields the mappings name; null if none was "
        "connected.",
    )
    mappings: dict[Entity, MappingInput] = Field(max_length=2)
    sync_settings: SyncSettingsInput


class ConfigurationOutput(ConfigurationInput):
    """Holds no secret, and no date: as long as nothing is changed, it is the same text."""
