"""Single contacts: what is sent, and what is made of the answers."""

import json
from datetime import UTC, datetime

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.faults import EmailTaken
from shared.activecampaign.models import Contact, ContactWrite
from shared.errors import AnswerNotUnderstood, Gone, RequestRefused

from .conftest import API, asked, query

ROW = {
    "id": "10",
    "email": "ann@example.org",
    "firstName": "Ann",
    "lastName": "Lee",
    "phone": "+1 5",
    "cdate": "2022-04-14T10:03:23-05:00",
    "udate": "2022-04-15T00:00:00-05:00",
    "bounced_hard": "1",
}
VALUES = [
    {"id": "1", "contact": "10", "field": "6", "value": "2008-01-20"},
    {"id": "2", "contact": "10", "field": 7, "value": None},
    {"id": "3", "contact": "11", "field": "6", "value": "of somebody else"},
]
ANN = Contact(
    id="10",
    email="ann@example.org",
    first_name="Ann",
    last_name="Lee",
    phone="+1 5",
    fields={"6": "2008-01-20", "7": ""},
    tag_ids=None,
    lists=None,
    created_at=datetime(2022, 4, 14, 15, 3, 23, tzinfo=UTC),
    updated_at=datetime(2022, 4, 15, 5, tzinfo=UTC),
    hard_bounced=True,
)
DUPLICATE = {
    "errors": [
        {
            "title": "Email address already exists in the system",
            "detail": "",
            "code": "duplicate",
            "source": {"pointer": "/data/attributes/email"},
        }
    ]
}


def test_a_contact_is_read_with_its_own_field_values_only(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts/10", json={"contact": ROW, "fieldValues": VALUES})
    assert client.contact("10") == ANN


def test_a_row_with_nothing_but_an_id_is_a_contact_of_blanks(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    row = {"id": 10, "email": None, "phone": None, "cdate": "0000-00-00", "bounced_hard": None}
    account.get(f"{API}/contacts/10", json={"contact": row, "fieldValues": []})
    found = client.contact("10")
    assert found == Contact("10", "", "", "", "", {}, None, None, None, None, False)


def test_a_contact_answered_without_field_values_is_asked_for_them(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts/10", json={"contact": ROW})
    account.get(f"{API}/contacts/10/fieldValues", json={"fieldValues": VALUES[:2]})
    assert client.contact("10").fields == {"6": "2008-01-20", "7": ""}


def test_a_contact_that_is_not_there_is_gone(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    said = {"message": "No Result found for Subscriber with id 10"}
    account.get(f"{API}/contacts/10", status=404, json=said)
    with pytest.raises(Gone):
        client.contact("10")


@pytest.mark.parametrize("body", ["<html>Not Found</html>", ""])
def test_a_404_that_is_not_the_apis_never_says_that_a_contact_is_gone(
    client: ActiveCampaign, account: responses.RequestsMock, body: str
) -> None:
    account.get(f"{API}/contacts/10", status=404, body=body)
    with pytest.raises(AnswerNotUnderstood):
        client.contact("10")


def test_an_id_cannot_leave_its_place_in_the_path(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts/..%2Fusers%3Fx", status=404, json={"message": "none"})
    with pytest.raises(Gone):
        client.contact("../users?x")


def test_an_email_with_a_plus_is_encoded_in_the_query(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    row = {"id": "3", "email": "Ann+News@Example.org"}
    account.get(f"{API}/contacts", json={"contacts": [row], "fieldValues": []})
    found = client.contact_by_email(" ann+news@example.org ")
    assert found is not None
    assert found.id == "3"
    assert "email=ann%2Bnews%40example.org" in (account.calls[0].request.url or "")


def test_another_contact_than_the_one_asked_for_is_no_answer(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"contacts": [ROW], "fieldValues": []})
    assert client.contact_by_email("bob@example.org") is None


def test_an_answer_without_contacts_is_not_taken_for_an_empty_one(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"meta": {"total": "0"}})
    with pytest.raises(AnswerNotUnderstood):
        client.contact_by_email("ann@example.org")


def test_sync_sends_only_what_is_set_and_a_blank_clears(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contact/sync", status=201, json={"contact": ROW, "fieldValues": VALUES})
    write = ContactWrite(email="ann@example.org", phone="", fields={"6": "0", "7": ""})
    assert client.sync_contact(write) == ANN
    assert json.loads(account.calls[0].request.body or "") == {
        "contact": {
            "email": "ann@example.org",
            "phone": "",
            "fieldValues": [{"field": "6", "value": "0"}, {"field": "7", "value": ""}],
        }
    }


@pytest.mark.parametrize("status", [200, 201])
def test_sync_may_answer_created_or_updated_and_with_numbers(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    account.post(f"{API}/contact/sync", status=status, json={"contact": {"id": 10}})
    written = client.sync_contact(ContactWrite(email="ann@example.org"))
    assert (written.id, written.fields) == ("10", None)


def test_sync_without_an_email_is_our_own_mistake(client: ActiveCampaign) -> None:
    with pytest.raises(ValueError, match="email"):
        client.sync_contact(ContactWrite(first_name="Ann"))


def test_sync_is_repeated_after_a_passing_fault(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contact/sync", status=503)
    account.post(f"{API}/contact/sync", status=200, json={"contact": ROW})
    assert client.sync_contact(ContactWrite(email="ann@example.org")).id == "10"


@pytest.mark.parametrize("without_code", [False, True])
def test_an_email_of_another_contact_is_told_apart(
    client: ActiveCampaign, account: responses.RequestsMock, without_code: bool
) -> None:
    item = {key: said for key, said in DUPLICATE["errors"][0].items() if key != "code"}
    body = {"errors": [item]} if without_code else DUPLICATE
    account.put(f"{API}/contacts/10", status=422, json=body)
    with pytest.raises(EmailTaken):
        client.update_contact("10", ContactWrite(email="bob@example.org"))


def test_creating_a_contact_that_exists_says_so(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contacts", status=422, json=DUPLICATE)
    with pytest.raises(EmailTaken):
        client.create_contact(ContactWrite(email="ann@example.org"))


def test_a_created_contact_is_answered(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contacts", status=201, json={"contact": ROW, "fieldValues": VALUES})
    assert client.create_contact(ContactWrite(email="ann@example.org")) == ANN


def test_a_bad_email_is_refused_but_not_taken(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    said = {"errors": [{"title": "Email is not valid.", "source": {"pointer": "/email"}}]}
    account.post(f"{API}/contact/sync", status=422, json=said)
    with pytest.raises(RequestRefused) as refusal:
        client.sync_contact(ContactWrite(email="ann"))
    assert not isinstance(refusal.value, EmailTaken)
    assert "Email is not valid" in refusal.value.detail


def test_updating_a_contact_that_is_not_there_says_gone(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.put(f"{API}/contacts/10", status=404, json={"message": "No Result found"})
    with pytest.raises(Gone):
        client.update_contact("10", ContactWrite(first_name="Ann"))


def test_counting_asks_for_one_contact_and_believes_the_total(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"contacts": [ROW], "meta": {"total": "4711"}})
    assert client.count_updated_after(datetime(2026, 11, 24, 10, tzinfo=UTC)) == 4711
    assert query(account) == [
        ("filters[updated_after]", "2026-11-24T10:00:00+00:00"),
        ("limit", "1"),
    ]
    assert asked(account) == [("GET", "contacts")]
