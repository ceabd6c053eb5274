"""Every way in which ActiveCampaign says no becomes the error that says what happens next."""

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.faults import complaints
from shared.errors import (
    AnswerNotUnderstood,
    AppError,
    CredentialsRefused,
    Gone,
    OutcomeUnknown,
    RemoteError,
    RequestRefused,
    RightMissing,
    StopRun,
    Throttled,
    Unreachable,
    without_quotes,
)

from .conftest import API, KEY, asked


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ({"errors": [{"title": "Bad", "detail": "No email"}]}, ["Bad: No email"]),
        ({"errors": [{"title": "Bad", "detail": "Bad"}]}, ["Bad"]),
        ({"errors": [{"code": "duplicate"}]}, [""]),
        ({"errors": ["Field name is required", ""]}, ["Field name is required"]),
        ({"errors": "text"}, ["text"]),
        ({"errors": {"title": "one"}}, ["one"]),
        ({"errors": [None, 3], "message": "m"}, ["m"]),
        ({"errors": [], "error": "e"}, ["e"]),
        ({"errors": ["a"], "error": "not heard besides"}, ["a"]),
        ({"message": "alone"}, ["alone"]),
        ({}, []),
        ([], []),
        (None, []),
        ({"message": "ann@example.org is bad"}, ["(email) is bad"]),
        ({"message": "<ann+x@example.org>\n  bad"}, ["<(email)> bad"]),
    ],
)
def test_what_is_wrong_is_read_from_any_shape(body: object, texts: list[str]) -> None:
    assert [complaint.text for complaint in complaints(body)] == texts


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, '{"errors":[{"title":"Bad Request"}]}', RequestRefused),
        (400, "{}", RequestRefused),
        (400, "<html>", AnswerNotUnderstood),
        (400, "", AnswerNotUnderstood),
        (402, "", StopRun),
        (404, '{"message":"No Result found"}', Gone),
        (404, "[]", AnswerNotUnderstood),
        (405, '{"message":"Method not allowed"}', RequestRefused),
        (408, "", Unreachable),
        (413, "<html>", RequestRefused),
        (422, '{"errors":"text"}', RequestRefused),
        (500, "<html>", Unreachable),
        (502, "", Unreachable),
        (504, '{"message":"time-out"}', Unreachable),
        (520, "", Unreachable),
        (302, "", AnswerNotUnderstood),
        (200, "<html>", AnswerNotUnderstood),
        (200, "", AnswerNotUnderstood),
        (200, "[]", AnswerNotUnderstood),
        (200, "{}", AnswerNotUnderstood),
        (200, '{"errors":["no"]}', RequestRefused),
    ],
)
def test_each_answer_becomes_its_error(
    client: ActiveCampaign,
    account: responses.RequestsMock,
    status: int,
    body: str,
    expected: type[AppError],
) -> None:
    account.get(f"{API}/lists", status=status, body=body)
    with pytest.raises(expected) as raised:
        client.lists()
    assert type(raised.value) is expected
    assert KEY not in str(raised.value)


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_what_activecampaign_says_stands_in_quotes(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    """By which it is kept from those who are no administrators."""
    account.get(f"{API}/lists", status=status, json={"message": "Anna Rossi is there."})
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    with pytest.raises(RemoteError) as raised:
        client.lists()
    assert '"Anna Rossi is there"' in str(raised.value)
    assert "Rossi" not in without_quotes(str(raised.value))


def test_a_limit_says_how_long_to_wait(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/lists", status=429, headers={"Retry-After": "90"})
    with pytest.raises(Throttled) as raised:
        client.lists()
    assert raised.value.retry_after_seconds == 90
    assert len(account.calls) == 1


def test_a_passing_403_of_a_good_key_is_not_noticed(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/lists", status=403)
    account.get(f"{API}/lists", status=403)
    account.get(f"{API}/lists", json={"lists": [{"id": "1", "name": "News"}]})
    assert len(client.lists()) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_a_bad_key_is_blamed_on_the_key(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    account.get(f"{API}/lists", status=status, json={"message": "Forbidden"})
    account.get(f"{API}/users/me", status=status)
    with pytest.raises(CredentialsRefused):
        client.lists()


def test_a_refusal_of_a_good_key_is_a_missing_right(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    said = {"errors": [{"title": "Forbidden", "detail": "No permission to view lists."}]}
    account.get(f"{API}/lists", status=403, json=said)
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    with pytest.raises(RightMissing, match="No permission to view lists"):
        client.lists()
    assert asked(account).count(("GET", "users/me")) == 1


def test_a_403_that_speaks_of_an_absent_row_is_one(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/campaigns/3", status=403, json={"message": "No Result found for id 3"})
    with pytest.raises(Gone):
        client.campaign("3")


@pytest.mark.parametrize("status", [500, 503, 408])
def test_a_write_that_must_not_be_repeated_is_unknown_after_a_fault(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    account.post(f"{API}/contactAutomations", status=status)
    with pytest.raises(OutcomeUnknown):
        client.enrol("1", "2")
    assert len(account.calls) == 1
