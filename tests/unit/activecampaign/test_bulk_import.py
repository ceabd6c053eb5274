"""Bulk import: batches, requests, verdicts and status."""

import json
from itertools import pairwise

import pytest
import responses
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.activecampaign.bulk_import import (
    MOST_BYTES,
    MOST_CONTACTS,
    ImportRejected,
    import_request,
    split_import,
)
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import ImportContact, ImportStatus
from shared.errors import AnswerNotUnderstood, Throttled

from .conftest import API, query

IMPORT = f"{API}/import/bulk_import"


def people(count: int) -> list[ImportContact]:
    return [ImportContact(email=f"p{number}@example.org") for number in range(count)]


def start(client: ActiveCampaign, contacts: list[ImportContact]) -> str:
    return client.start_import(contacts, exclude_automations=False)


texts = st.text(max_size=40) | st.sampled_from(["é" * 3_000, "😀" * 3_000, "\ud800", '"\\\n'])
contacts = st.builds(
    ImportContact,
    email=st.text(min_size=1, max_size=30),
    first_name=st.none() | texts,
    phone=st.none() | texts,
    fields=st.dictionaries(st.integers(1, 300).map(str), texts, max_size=4),
    tags=st.lists(texts, max_size=3).map(tuple),
    unsubscribe=st.lists(st.integers(1, 99).map(str), max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(contacts, max_size=30), st.integers(1, 12))
def test_batches_hold_every_contact_in_order_and_keep_both_limits(
    few: list[ImportContact], times: int
) -> None:
    everyone = few * times
    batches = split_import(everyone)
    assert [contact for batch in batches for contact in batch] == everyone
    for batch in batches:
        body = import_request(batch, exclude_automations=True).body or b""
        assert 1 <= len(batch) <= MOST_CONTACTS
        assert len(body) <= MOST_BYTES
        assert len(json.loads(body)["contacts"]) == len(batch)


@settings(max_examples=60, deadline=None)
@given(st.lists(contacts, max_size=30), st.integers(1, 12))
def test_no_batch_is_closed_before_it_is_full(few: list[ImportContact], times: int) -> None:
    batches = split_import(few * times)
    for batch, after in pairwise(batches):
        one_more = [*batch, after[0]]
        if len(one_more) <= MOST_CONTACTS:
            with pytest.raises(ImportRejected):
                import_request(one_more, exclude_automations=True)


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (250, [250]), (251, [250, 1])])
def test_batches_are_cut_at_250_contacts(count: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in split_import(people(count))] == sizes


def test_size_is_counted_in_bytes_and_not_in_characters() -> None:
    wide = [ImportContact(f"p{n}@example.org", fields={"1": "é" * 1_000}) for n in range(250)]
    assert len(split_import(wide)) == 2
    plain = [ImportContact(f"p{n}@example.org", fields={"1": "e" * 1_000}) for n in range(250)]
    assert len(split_import(plain)) == 1


def test_one_contact_that_is_too_large_is_refused_without_a_call(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    huge = ImportContact("huge@example.org", fields={"1": "x" * MOST_BYTES})
    batches = split_import([*people(1), huge, *people(1)])
    assert [len(batch) for batch in batches] == [1, 1, 1]
    with pytest.raises(ImportRejected) as rejection:
        start(client, batches[1])
    assert list(rejection.value.faults) == [0]
    assert len(account.calls) == 0


@pytest.mark.parametrize("count", [0, 251])
def test_an_import_takes_1_to_250_contacts(client: ActiveCampaign, count: int) -> None:
    with pytest.raises(ValueError, match="250"):
        start(client, people(count))


def test_what_is_sent_is_snake_case_with_numbers_for_ids_and_without_blanks(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(IMPORT, json={"Success": 1, "queued_contacts": 2, "batchId": "b-1"})
    full = ImportContact(
        email="ann@example.org",
        first_name="Zoë",
        last_name="",
        phone=None,
        fields={"6": "0", "7": "", "8": "||A||"},
        tags=("[D365: Lead]",),
        unsubscribe=("3",),
    )
    batch_id = client.start_import([full, *people(1)], exclude_automations=True)
    assert batch_id == "b-1"
    request = account.calls[0].request
    assert request.headers["Content-Type"] == "application/json"
    assert "Zoë".encode() in (request.body or b"")
    assert json.loads(request.body or "") == {
        "contacts": [
            {
                "email": "ann@example.org",
                "first_name": "Zoë",
                "fields": [{"id": 6, "value": "0"}, {"id": 8, "value": "||A||"}],
                "tags": ["[D365: Lead]"],
                "unsubscribe": [{"listid": 3}],
                "exclude_automations": True,
            },
            {"email": "p0@example.org", "exclude_automations": True},
        ],
        "exclude_automations": True,
    }


def test_automations_run_unless_they_are_excluded(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(IMPORT, json={"success": 1, "batchId": "b-1"})
    start(client, people(1))
    assert json.loads(account.calls[0].request.body or "") == {
        "contacts": [{"email": "p0@example.org"}],
        "exclude_automations": False,
    }


@pytest.mark.parametrize(
    ("reasons", "faults"),
    [
        ([{"contact": 2, "failureReason": "bad email"}], {1: "bad email"}),
        ([{"contact": "3", "failureReason": "bad"}], {2: "bad"}),
        (
            [{"contact": 0, "failureReason": "a"}, {"contact": 2, "failureReason": "b"}],
            {0: "a", 2: "b"},
        ),
        (["p1@example.org is not valid"], {1: "(email) is not valid"}),
        ([{"contact": 9, "failureReason": "out of range"}], {}),
        (["something is wrong"], {}),
        ("text", {}),
        (None, {}),
    ],
)
def test_a_rejection_names_the_contacts_it_blames(
    client: ActiveCampaign,
    account: responses.RequestsMock,
    reasons: object,
    faults: dict[int, str],
) -> None:
    said = {"success": 0, "message": "Not queued.", "failureReasons": reasons}
    account.post(IMPORT, status=400, json=said)
    with pytest.raises(ImportRejected, match="Not queued") as rejection:
        start(client, people(3))
    assert rejection.value.faults == faults


def test_a_success_that_says_it_failed_is_a_rejection(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(IMPORT, json={"Success": 0, "message": "no", "batchId": ""})
    with pytest.raises(ImportRejected):
        start(client, people(2))


@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_in_any_other_shape_is_a_rejection_without_blame(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    account.post(IMPORT, status=status, json={"errors": ["odd"]})
    with pytest.raises(ImportRejected, match="odd") as rejection:
        start(client, people(2))
    assert rejection.value.faults == {}


def test_a_success_without_a_batch_is_not_understood(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(IMPORT, json={"success": 1, "message": "Contact import queued"})
    with pytest.raises(AnswerNotUnderstood):
        start(client, people(2))


def test_the_limit_of_imports_comes_as_a_400_and_is_a_wait(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    said = {
        "success": 0,
        "message": "Rate limit exceeded.",
        "failureReasons": ["Up to 100 imports may be requested per minute."],
    }
    account.post(IMPORT, status=400, json=said)
    with pytest.raises(Throttled) as raised:
        start(client, people(2))
    assert raised.value.retry_after_seconds == 60


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": False}, ImportStatus("waiting")),
        ({"status": "waiting"}, ImportStatus("waiting")),
        ({"status": "claimed"}, ImportStatus("active")),
        ({"status": "active"}, ImportStatus("active")),
        ({"status": "something new"}, ImportStatus("active")),
        ({"status": "interrupted"}, ImportStatus("failed")),
        ({"status": "failed", "success": None, "failure": None}, ImportStatus("failed")),
        (
            {"status": "completed", "success": ["123", 124], "failure": ["bad@x"]},
            ImportStatus("completed", ("123", "124"), ("bad@x",)),
        ),
    ],
)
def test_the_status_of_a_batch(
    client: ActiveCampaign,
    account: responses.RequestsMock,
    answer: dict[str, object],
    expected: ImportStatus,
) -> None:
    account.get(f"{API}/import/info", json=answer)
    assert client.import_status("b-1") == expected
    assert query(account) == [("batchId", "b-1")]
