"""The host of the API tests, and its webhook as it is registered in ActiveCampaign."""

import pytest
import requests

from tests.integration.api.conftest import Api, api, nobody, web_site, world

__all__ = ["api", "nobody", "web_site", "world"]


@pytest.fixture(scope="session")
def hook(api: Api) -> str:
    """The whole address of the webhook, with its secret."""
    world = api.world
    answer = requests.get(
        f"{world.activecampaign_url}/api/3/webhooks",
        headers={"Api-Token": world.activecampaign_key},
        timeout=30,
    )
    (found,) = answer.json()["webhooks"]
    return str(found["url"])
