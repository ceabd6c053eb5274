"""Checking a key and naming the account."""

import pytest
import responses

from shared.activecampaign.account import name_in_address
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Account
from shared.errors import AnswerNotUnderstood, CredentialsRefused

from .conftest import API, KEY, ORIGIN


def test_a_good_key_names_its_user(client: ActiveCampaign, account: responses.RequestsMock) -> None:
    user = {"id": 1, "username": "ann", "email": "ann@example.org", "firstName": "A"}
    account.get(f"{API}/users/me", json={"user": user})
    me = client.me()
    assert (me.id, me.username, me.email, me.first_name, me.last_name) == (
        "1",
        "ann",
        "ann@example.org",
        "A",
        "",
    )
    assert account.calls[0].request.headers["Api-Token"] == KEY


@pytest.mark.parametrize(("status", "tries"), [(401, 1), (403, 3)])
def test_a_bad_key_is_declared_so_after_three_tries(
    client: ActiveCampaign, account: responses.RequestsMock, status: int, tries: int
) -> None:
    account.get(f"{API}/users/me", status=status)
    with pytest.raises(CredentialsRefused) as raised:
        client.me()
    assert len(account.calls) == tries
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, "<html>"), (404, '{"message":"none"}'), (200, "<html>"), (200, "{}"), (301, "")],
)
def test_an_address_where_no_account_answers_is_not_a_bad_key(
    client: ActiveCampaign, account: responses.RequestsMock, status: int, body: str
) -> None:
    account.get(f"{API}/users/me", status=status, body=body)
    with pytest.raises(AnswerNotUnderstood):
        client.me()


def test_the_account_has_its_display_name(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/brandings", json={"brandings": [{"siteName": "Acme Ltd"}]})
    assert client.account() == Account("Acme Ltd", ORIGIN)


@pytest.mark.parametrize(
    ("status", "body"),
    [(403, ""), (404, '{"message":"none"}'), (200, "<html>"), (200, '{"brandings":[]}')],
)
def test_without_the_right_to_the_display_name_the_address_names_the_account(
    client: ActiveCampaign, account: responses.RequestsMock, status: int, body: str
) -> None:
    account.get(f"{API}/brandings", status=status, body=body)
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    assert client.account() == Account("acme", ORIGIN)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8443", "http://localhost:8443"])
def test_a_local_address_names_no_account(url: str) -> None:
    assert name_in_address(url) is None
