"""Opens the client for the environment that the settings name."""

from collections.abc import Callable

import requests

from shared.dataverse.batch import API_PATH
from shared.dataverse.client import Dataverse
from shared.settings import Settings
from shared.transport import CallCount, Transport


def open_dataverse(
    settings: Settings, *, calls: CallCount, session: requests.Session, token: Callable[[], str]
) -> Dataverse:
    """A client whose calls are counted by `calls`. `token` is asked before each try."""

    def headers() -> dict[str, str]:
        return {
            "Accept": "application/json",
            "OData-Version": "4.0",
            "OData-MaxVersion": "4.0",
            "If-None-Match": "null",
            "Authorization": f"Bearer {token()}",
        }

    transport = Transport(
        "dataverse",
        settings.dataverse_url + API_PATH,
        session=session,
        headers=headers,
        calls=calls,
    )
    return Dataverse(transport, url=settings.dataverse_url)
