"""Whoever opened the client is told when ActiveCampaign refuses the key or a right of it."""

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.errors import CredentialsRefused, RightMissing, StopRun
from shared.transport import Calls, Transport, open_session
from tests.unit.activecampaign.conftest import API, KEY, ORIGIN


@pytest.fixture
def told() -> list[StopRun]:
    return []


@pytest.fixture
def client(account: responses.RequestsMock, told: list[StopRun]) -> ActiveCampaign:
    transport = Transport(
        "activecampaign",
        API,
        session=open_session(),
        headers=lambda: {"Api-Token": KEY},
        calls=Calls(),
        sleep=lambda _: None,
    )
    return ActiveCampaign(transport, url=ORIGIN, key=KEY, on_refused=told.append)


def test_a_refused_key_is_told_once(
    client: ActiveCampaign, account: responses.RequestsMock, told: list[StopRun]
) -> None:
    account.get(f"{API}/lists", status=403)
    account.get(f"{API}/users/me", status=401)
    with pytest.raises(CredentialsRefused):
        client.lists()
    assert [type(fault) for fault in told] == [CredentialsRefused]


def test_a_missing_right_is_told(
    client: ActiveCampaign, account: responses.RequestsMock, told: list[StopRun]
) -> None:
    account.get(f"{API}/lists", status=403)
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    with pytest.raises(RightMissing):
        client.lists()
    assert [type(fault) for fault in told] == [RightMissing]


@pytest.mark.parametrize("status", [200, 404, 422, 429, 500])
def test_nothing_else_is_told(
    client: ActiveCampaign, account: responses.RequestsMock, told: list[StopRun], status: int
) -> None:
    account.get(f"{API}/lists", status=status, json={"lists": []})
    if status == 200:
        client.lists()
    else:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whichever
            client.lists()
    assert told == []
