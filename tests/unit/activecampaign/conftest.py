"""A client whose account answers what a test says, without pace and without waiting."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.connect import POLICY
from shared.transport import Calls, Transport, open_session

ORIGIN = "https://acme.api-us1.com"
API = f"{ORIGIN}/api/3"
KEY = "key-0123456789"


@pytest.fixture
def account() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def client(account: responses.RequestsMock, calls: Calls) -> ActiveCampaign:
    transport = Transport(
        "activecampaign",
        API,
        session=open_session(),
        headers=lambda: {"Api-Token": KEY},
        calls=calls,
        policy=POLICY,
        sleep=lambda _: None,
    )
    return ActiveCampaign(transport, url=ORIGIN, key=KEY)


def asked(account: responses.RequestsMock) -> list[tuple[str, str]]:
    """Method and path (below /api/3) of every call, in order."""
    return [
        (call.request.method or "", urlsplit(call.request.url or "").path.removeprefix("/api/3/"))
        for call in account.calls
    ]


def query(account: responses.RequestsMock, place: int = -1) -> list[tuple[str, str]]:
    """The decoded query of a call."""
    return parse_qsl(urlsplit(account.calls[place].request.url or "").query, keep_blank_values=True)
