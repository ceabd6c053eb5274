"""Fields, tags, lists, automations and webhooks: what is sent and what is read."""

import json

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import (
    Automation,
    AutomationEntry,
    FieldDefinition,
    MailingList,
    Tag,
    Webhook,
)
from shared.errors import AnswerNotUnderstood, OutcomeUnknown, RequestRefused, RightMissing

from .conftest import API, asked, query

OPTIONS = [
    {"id": "3", "field": "6", "value": "red", "label": "Red", "orderid": "2"},
    {"id": "1", "field": "6", "value": "green", "label": "Green", "orderid": 10},
    {"id": "2", "field": "6", "value": "", "label": "Blue", "orderid": "1"},
    {"id": "9", "field": "7", "value": "of another", "orderid": "1"},
    {"id": "4", "field": "6", "value": "red", "orderid": "11"},
]
FIELD = {"id": 6, "title": "Colour", "type": "dropdown", "perstag": "COLOUR", "isrequired": "1"}


def sent(account: responses.RequestsMock) -> object:
    return json.loads(account.calls[-1].request.body or "")


def test_a_field_has_its_own_options_by_their_order(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/fields", json={"fields": [FIELD], "fieldOptions": OPTIONS})
    expected = FieldDefinition(
        "6", "Colour", "dropdown", "COLOUR", ("Blue", "red", "green"), required=True
    )
    assert client.fields() == [expected]


def test_options_that_the_list_lacks_are_asked_for(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    text = {"id": "8", "title": "Note", "type": "text"}
    account.get(f"{API}/fields", json={"fields": [FIELD, text]})
    account.get(f"{API}/fields/6/options", json={"fieldOptions": OPTIONS[:1]})
    assert [field.options for field in client.fields()] == [("red",), ()]


def test_more_rows_than_a_page_are_all_read(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    first = [{"id": str(number), "name": "n"} for number in range(1, 101)]
    account.get(f"{API}/lists", json={"lists": first, "meta": {"total": "101"}})
    account.get(f"{API}/lists", json={"lists": [first[-1], {"id": "101", "name": "last"}]})
    assert [found.id for found in client.lists()] == [str(number) for number in range(1, 102)]
    assert query(account) == [("limit", "100"), ("offset", "100")]


def test_a_list_under_a_contact_that_knows_no_paging_is_read_once(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    whole = [{"id": str(n), "list": str(n), "status": "1"} for n in range(1, 131)]
    account.get(f"{API}/contacts/1/contactLists", json={"contactLists": whole})
    assert len(client.contact_lists("1")) == 130


def test_the_same_page_again_is_no_endless_loop(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    page = {"lists": [{"id": str(n)} for n in range(1, 101)], "meta": {"total": 250}}
    account.get(f"{API}/lists", json=page)
    with pytest.raises(AnswerNotUnderstood):
        client.lists()
    assert len(account.calls) == 2


def test_only_tags_of_contacts_are_listed(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    rows = [
        {"id": "1", "tag": "one", "tagType": "contact"},
        {"id": "2", "tag": "two", "tagType": "template"},
    ]
    account.get(f"{API}/tags", json={"tags": rows, "meta": {"total": "2"}})
    assert client.tags() == [Tag("1", "one")]


def test_a_tag_that_is_there_is_not_made_again(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    rows = [
        {"id": "1", "tag": "[D365: Lead] old", "tagType": "contact"},
        {"id": "2", "tag": "[d365: lead]", "tagType": "contact"},
        {"id": "3", "tag": "[D365: Lead]", "tagType": "contact"},
    ]
    account.get(f"{API}/tags", json={"tags": rows})
    assert client.ensure_tag("[D365: Lead]") == Tag("3", "[D365: Lead]")
    assert query(account)[0] == ("search", "[D365: Lead]")


@pytest.mark.parametrize("status", [200, 201])
def test_a_missing_tag_is_made_with_its_type(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    account.get(f"{API}/tags", json={"tags": []})
    account.post(f"{API}/tags", status=status, json={"tag": {"id": 4, "tag": "New"}})
    assert client.ensure_tag("New") == Tag("4", "New")
    assert sent(account) == {"tag": {"tag": "New", "tagType": "contact", "description": ""}}


def test_a_tag_that_somebody_made_meanwhile_is_found(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/tags", json={"tags": []})
    account.post(f"{API}/tags", status=422, json={"errors": [{"code": "duplicate"}]})
    account.get(f"{API}/tags", json={"tags": [{"id": "5", "tag": "New", "tagType": "contact"}]})
    assert client.ensure_tag("New") == Tag("5", "New")


def test_a_tag_that_is_refused_and_not_there_stays_an_error(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/tags", json={"tags": []})
    account.post(f"{API}/tags", status=422, json={"errors": ["too long"]})
    with pytest.raises(RequestRefused, match="too long"):
        client.ensure_tag("New")


def test_a_contact_is_tagged_by_ids(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contactTags", json={"contactTag": {"id": "7"}})
    client.tag_contact("1", "20")
    assert sent(account) == {"contactTag": {"contact": "1", "tag": "20"}}


def test_a_tag_is_taken_by_the_id_of_its_tie(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    ties = [{"id": "7", "tag": "20"}, {"id": "8", "tag": "21"}]
    account.get(f"{API}/contacts/1/contactTags", json={"contactTags": ties})
    account.delete(f"{API}/contactTags/8", status=404, json={"message": "gone meanwhile"})
    client.untag_contact("1", "21")
    assert asked(account)[-1] == ("DELETE", "contactTags/8")


def test_a_tag_that_is_not_carried_needs_no_deletion(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts/1/contactTags", json={"contactTags": []})
    client.untag_contact("1", "21")
    assert len(account.calls) == 1


def test_lists_and_memberships_are_read(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/lists", json={"lists": [{"id": "8", "name": "News"}]})
    rows = [{"id": "1", "list": 8, "status": 2}, {"id": "2", "list": "9", "status": "0"}]
    account.get(f"{API}/contacts/1/contactLists", json={"contactLists": rows})
    assert client.lists() == [MailingList("8", "News")]
    assert client.contact_lists("1") == {"8": "2", "9": "0"}


def test_unsubscribing_writes_status_2_and_nothing_else(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contactLists", json={"contacts": [], "contactList": {"id": "1"}})
    client.unsubscribe("1182", "8")
    assert sent(account) == {"contactList": {"list": "8", "contact": "1182", "status": 2}}


def test_an_opt_out_that_was_not_confirmed_is_not_taken_for_done(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contactLists", json={"message": "List is not valid"})
    with pytest.raises(RequestRefused, match="List is not valid"):
        client.unsubscribe("1182", "8")


def test_only_status_1_is_an_active_automation(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    rows = [{"id": "1", "name": "A", "status": "1"}, {"id": "2", "name": "B", "status": "2"}]
    account.get(f"{API}/automations", json={"automations": rows, "meta": {"total": 2}})
    assert client.automations() == [Automation("1", "A", True), Automation("2", "B", False)]


def test_entries_are_read_whatever_names_the_automation(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    rows = [
        {"id": "6", "automation": "2", "seriesid": "2", "status": "1", "adddate": None},
        {"id": "7", "seriesid": 3, "status": 2},
    ]
    account.get(f"{API}/contacts/1/contactAutomations", json={"contactAutomations": rows})
    assert client.automation_entries("1") == [
        AutomationEntry("6", "2", "1", None),
        AutomationEntry("7", "3", "2", None),
    ]


def test_enrolling_adds_the_contact(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contactAutomations", status=201, json={"contactAutomation": {"id": "1"}})
    assert client.enrol("117", "42") == "added"
    assert sent(account) == {"contactAutomation": {"contact": "117", "automation": "42"}}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, {"message": "Could not create SubscriberSeries"}),
        (422, {"errors": [{"detail": "Could not create SubscriberSeries"}]}),
        (200, {"message": "Could not create SubscriberSeries"}),
    ],
)
def test_an_automation_that_does_not_take_the_contact_is_no_error(
    client: ActiveCampaign, account: responses.RequestsMock, status: int, body: object
) -> None:
    account.post(f"{API}/contactAutomations", status=status, json=body)
    assert client.enrol("117", "42") == "refused"
    assert len(account.calls) == 1


def test_enrolling_is_never_tried_twice_even_where_the_right_is_missing(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contactAutomations", status=403)
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    with pytest.raises(RightMissing):
        client.enrol("117", "42")
    assert asked(account) == [("POST", "contactAutomations"), ("GET", "users/me")]


@pytest.mark.parametrize("body", ["<html>", "", '{"message":"queued"}', "{}"])
def test_a_success_that_is_not_understood_leaves_the_enrolment_open(
    client: ActiveCampaign, account: responses.RequestsMock, body: str
) -> None:
    account.post(f"{API}/contactAutomations", status=200, body=body)
    with pytest.raises(OutcomeUnknown):
        client.enrol("117", "42")


def test_enrolling_waits_out_a_limit_since_nothing_was_done(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/contactAutomations", status=429, headers={"Retry-After": "1"})
    account.post(f"{API}/contactAutomations", status=201, json={"contactAutomation": {"id": "1"}})
    assert client.enrol("117", "42") == "added"


HOOK = {
    "id": 3,
    "name": "D365",
    "url": "https://app.example.org/hook",
    "events": ["update", "subscribe"],
    "sources": ["public"],
}


@pytest.mark.parametrize(
    ("state", "active"), [({}, True), ({"state": "1"}, True), ({"state": 0}, False)]
)
def test_a_webhook_is_active_unless_it_says_otherwise(
    client: ActiveCampaign, account: responses.RequestsMock, state: dict[str, object], active: bool
) -> None:
    account.get(f"{API}/webhooks", json={"webhooks": [HOOK | state]})
    assert client.webhooks() == [
        Webhook(
            "3",
            "D365",
            "https://app.example.org/hook",
            frozenset({"update", "subscribe"}),
            frozenset({"public"}),
            active,
        )
    ]


def test_a_webhook_is_created_with_its_events_and_sources(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(f"{API}/webhooks", status=201, json={"webhook": HOOK})
    created = client.create_webhook(
        name="D365", url="https://app.example.org/hook", events={"update"}, sources=["public"]
    )
    assert created.id == "3"
    assert sent(account) == {
        "webhook": {
            "name": "D365",
            "url": "https://app.example.org/hook",
            "events": ["update"],
            "sources": ["public"],
        }
    }


@pytest.mark.parametrize(
    ("status", "body"), [(200, "{}"), (200, ""), (204, ""), (404, '{"message":"none"}')]
)
def test_a_webhook_that_is_not_there_counts_as_deleted(
    client: ActiveCampaign, account: responses.RequestsMock, status: int, body: str
) -> None:
    account.delete(f"{API}/webhooks/3", status=status, body=body)
    client.delete_webhook("3")
    assert asked(account) == [("DELETE", "webhooks/3")]


def test_the_events_of_the_account_are_read(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    body = {"webhookEvents": ["update", "click"], "meta": {"total": 2}}
    account.get(f"{API}/webhook/events", json=body)
    assert client.webhook_events() == {"update", "click"}
