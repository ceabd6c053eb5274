"""One Azurite for the whole session; every test gets tables of its own by a prefix."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sandbox.azurite import Azurite
from shared.settings import Settings
from shared.store.connection import Storage

GUID = "00000000-0000-4000-8000-000000000001"


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    with Azurite() as running:
        yield running


def settings_for(azurite: Azurite, **values: str) -> Settings:
    facts = {
        "AzureWebJobsStorage": azurite.connection_string,
        "DATAVERSE_URL": "http://127.0.0.1:1",
        "ENTRA_TENANT_ID": GUID,
        "ENTRA_CLIENT_ID": GUID,
        "ENTRA_CLIENT_SECRET": "secret",
        "LOCAL_SECRET_KEY": "x" * 32,
        "PUBLIC_URL": "http://127.0.0.1:1",
    }
    return Settings.model_validate({**facts, **values})


@pytest.fixture
def storage(azurite: Azurite) -> Storage:
    made = Storage(settings_for(azurite), prefix=f"t{uuid4().hex[:12]}")
    made.create_all()
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()
