"""Shapes of the connection to ActiveCampaign."""

from typing import Annotated

from pydantic import Field, SecretStr

from shared.actions.models.base import Input, Moment, Output, ReasonWithRemedy


class ConnectionInput(Input):
    url: Annotated[str, Field(max_length=500)] = Field(
        description="The address under Settings > Developer in ActiveCampaign."
    )
    key: SecretStr = Field(max_length=500, description="The key that stands there.")


class WebhookOutput(Output):
    registered: bool
    last_received_at: Moment | None


class ConnectionOutput(Output):
    """All is null while not connected. The key is never given back."""

    connected: bool
    url: str | None
    account_name: str | None
    connected_at: Moment | None
    connected_by: str | None
    webhook: WebhookOutput
    problem: ReasonWithRemedy | None = Field(
        description="What ActiveCampaign refuses of the key, with the remedy."
    )
