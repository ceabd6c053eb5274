"""Opens the client for the environment that the settings name."""

from collections.abc import Callable, Mapping

import requests

from shared.dataverse.batch import API_PATH
from shared.dataverse.client import Dataverse
from shared.settings import Settings
from shared.transport import CallCount, Transport

_BEARER = "Bearer "


def open_dataverse(
    settings: Settings,
    *,
    calls: CallCount,
    session: requests.Session,
    token: Callable[[], str],
    refused: Callable[[str], None] = lambda _: None,
) -> Dataverse:
    """A client whose calls are counted by `calls`. `token` is asked before each try. `refused` is
    told of a token that Dataverse does not take (any more); then `token` is asked once more."""

    def headers() -> dict[str, str]:
        return {
            "Accept": "application/json",
            "OData-Version": "4.0",
            "OData-MaxVersion": "4.0",
            "If-None-Match": "null",
            "Authorization": f"{_BEARER}{token()}",
        }

    def on_401(sent: Mapping[str, str]) -> None:
        refused(sent["Authorization"].removeprefix(_BEARER))

    transport = Transport(
        "dataverse",
        settings.dataverse_url + API_PATH,
        session=session,
        headers=headers,
        on_401=on_401,
        calls=calls,
    )
    return Dataverse(transport, url=settings.dataverse_url)
