"""Registering webhooks, and what then arrives."""

import time
from typing import Any

import pytest

from tests.sandbox.activecampaign.conftest import Receiver, Service, register, running, wait_until


def arrived(receiver: Receiver, count: int = 1) -> list[dict[str, str]]:
    assert wait_until(lambda: len(receiver.bodies) >= count), receiver.events()
    return [dict(body) for body in receiver.bodies]


def act(service: Service, contact: int, **what: Any) -> None:
    service.control("POST", f"contacts/{contact}", what)


def test_a_webhook_is_created_listed_changed_and_deleted(
    service: Service, receiver: Receiver
) -> None:
    made = register(service, receiver, ["update"])
    assert made["listid"] == "0"
    found = service.get("/webhooks", {"filters[url]": receiver.url})["webhooks"]
    assert [row["id"] for row in found] == [made["id"]]
    path = f"/webhooks/{made['id']}"
    changed = service.call("PUT", path, {"webhook": {"events": ["update", "bounce"]}})
    assert changed.json()["webhook"]["events"] == ["update", "bounce"]
    assert changed.json()["webhook"]["sources"] == ["public", "admin", "system"]
    assert service.call("DELETE", path).status_code == 200
    assert service.call("GET", path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://example.com:8443/hook"},
        {"url": "ftp://example.com"},
        {"events": ["contact_deleted"]},
        {"sources": ["robot"]},
        {"name": ""},
    ],
    ids=["https off 443", "ftp", "unknown event", "unknown source", "no name"],
)
def test_a_wrong_registration_is_422(service: Service, wrong: dict[str, Any]) -> None:
    good = {"name": "n", "url": "https://example.com/h", "events": ["update"], "sources": ["api"]}
    assert service.call("POST", "/webhooks", {"webhook": good | wrong}).status_code == 422


def test_the_names_of_events_are_listed(service: Service) -> None:
    events = service.get("/webhook/events")
    assert events["meta"]["total"] == len(events["webhookEvents"]) == 25


def test_an_update_arrives_as_a_form_with_keys_in_brackets(
    service: Service, listening: Receiver
) -> None:
    act(service, 2, firstName="Łukasz", values={"1": "a&b=c"})
    (body,) = arrived(listening)
    assert listening.types == ["application/x-www-form-urlencoded"]
    assert (body["type"], body["initiated_from"], body["list"]) == ("update", "admin", "0")
    assert (body["contact[id]"], body["contact[first_name]"]) == ("2", "Łukasz")
    assert body["contact[fields][1]"] == "a&b=c"
    assert body["date_time"][-6:] in ("-06:00", "-05:00")


def test_custom_fields_may_be_named_by_perstag(receiver: Receiver) -> None:
    with running(webhook_fields="perstag") as service:
        register(service, receiver, ["update"])
        act(service, 2, values={"1": "Boss"})
        assert arrived(receiver)[0]["contact[fields][job_title]"] == "Boss"


def test_a_call_of_the_api_is_told_only_to_those_who_ask_for_api(
    service: Service, listening: Receiver
) -> None:
    service.sync("a@x.example")
    act(service, 1, phone="1")
    assert [body["initiated_from"] for body in arrived(listening)] == ["admin"]
    register(service, listening, ["update"], ("api",))
    service.sync("a@x.example", phone="2")
    assert arrived(listening, 2)[1]["initiated_from"] == "api"


def test_a_contact_made_by_a_form_subscribes_to_no_list_and_to_each_of_its_lists(
    service: Service, listening: Receiver
) -> None:
    service.control("POST", "contacts", {"email": "v@x.example", "subscribe": [1, 2]})
    bodies = arrived(listening, 3)
    assert sorted((b["type"], b["list"], b["initiated_from"]) for b in bodies) == [
        ("subscribe", "0", "public"),
        ("subscribe", "1", "public"),
        ("subscribe", "2", "public"),
    ]


def test_an_unsubscribe_names_its_list_differently_by_a_user_and_by_the_contact(
    service: Service, receiver: Receiver
) -> None:
    register(service, receiver, ["unsubscribe"])
    id_ = service.control("POST", "contacts", {"email": "v@x.example", "subscribe": [1, 2]})["id"]
    act(service, id_, unsubscribe=[1])
    assert arrived(receiver)[0]["list"] == "1"
    act(service, id_, optOut=True, reason="Too many", campaign=1)
    body = arrived(receiver, 2)[1]
    assert body["list[][id]"] == "2"
    assert "list" not in body
    assert (body["unsubscribe[reason]"], body["campaign[id]"]) == ("Too many", "1")


def test_tags_name_the_tag(service: Service, listening: Receiver) -> None:
    act(service, 1, tags=["fresh"])
    act(service, 1, untag=["fresh"])
    events = sorted((body["type"], body["tag"]) for body in arrived(listening, 2))
    assert events == [("contact_tag_added", "fresh"), ("contact_tag_removed", "fresh")]


@pytest.mark.parametrize(
    ("kind", "more", "event", "key"),
    [
        ("open", {}, "open", "campaign[id]"),
        ("click", {"url": "https://shop.example.com/x"}, "click", "link[url]"),
        ("bounce", {}, "bounce", "bounce[type]"),
        ("reply", {}, "reply", "message"),
        ("forward", {}, "forward", "forward[count]"),
        ("share", {}, "share", "share[network]"),
        ("note", {}, "subscriber_note", "note"),
    ],
)
def test_engagement_is_told(
    service: Service, listening: Receiver, kind: str, more: dict[str, str], event: str, key: str
) -> None:
    service.control("POST", "engage", {"contact": 1, "campaign": 1, "kind": kind, **more})
    (body,) = arrived(listening)
    assert (body["type"], body["contact[id]"]) == (event, "1")
    assert body[key] != ""


def test_a_campaign_that_starts_sending_names_no_contact(
    service: Service, listening: Receiver
) -> None:
    service.control("POST", "engage", {"contact": 1, "campaign": 1, "kind": "sent"})
    (body,) = arrived(listening)
    assert body["campaign[name]"] == "Spring news"
    assert not [key for key in body if key.startswith("contact[")]


def test_a_list_narrows_events_of_lists_but_not_tags(service: Service, receiver: Receiver) -> None:
    register(service, receiver, listid=2)
    id_ = service.control("POST", "contacts", {"email": "v@x.example", "subscribe": [1]})["id"]
    act(service, id_, phone="1")
    act(service, id_, tags=["t"])
    act(service, id_, subscribe=[2])
    bodies = arrived(receiver, 2)
    time.sleep(0.1)
    assert sorted((b["type"], b["list"]) for b in bodies) == [
        ("contact_tag_added", "0"),
        ("subscribe", "2"),
    ]


def test_deletions_and_merges_tell_nobody(service: Service, listening: Receiver) -> None:
    act(service, 1, delete=True)
    act(service, 2, mergeInto=3)
    assert service.call("GET", "/contacts/2").status_code == 404
    time.sleep(0.2)
    assert listening.bodies == []


def test_the_api_answers_before_the_webhook_is_sent(service: Service, receiver: Receiver) -> None:
    register(service, receiver, ["update"], ("api",))
    receiver.may_answer.clear()
    service.call("PUT", "/contacts/1", {"contact": {"phone": "1"}})
    assert receiver.answered == 0
    arrived(receiver)


def test_a_failed_delivery_is_never_repeated(service: Service, listening: Receiver) -> None:
    listening.status = 500
    act(service, 1, phone="1")
    assert wait_until(lambda: service.control("GET", "state")["webhooks"]["failed"] == 1)
    time.sleep(0.2)
    assert len(listening.bodies) == 1


def test_an_answer_too_late_counts_as_failed(receiver: Receiver) -> None:
    with running(webhook_timeout_seconds=0.1) as service:
        register(service, receiver)
        receiver.may_answer.clear()
        act(service, 1, phone="1")
        assert wait_until(lambda: service.control("GET", "state")["webhooks"]["failed"] == 1)


def test_a_410_ends_the_webhook_for_good(service: Service, listening: Receiver) -> None:
    listening.status = 410
    act(service, 1, phone="1")
    arrived(listening)
    assert wait_until(lambda: service.get("/webhooks")["webhooks"][0]["state"] == "0")
    listening.status = 200
    id_ = service.get("/webhooks")["webhooks"][0]["id"]
    service.call("PUT", f"/webhooks/{id_}", {"webhook": {"name": "again"}})
    act(service, 1, phone="2")
    time.sleep(0.15)
    assert len(listening.bodies) == 1


def test_deliveries_can_be_lost_doubled_and_shuffled(service: Service, listening: Receiver) -> None:
    service.control("POST", "deliveries", {"drop": 1})
    act(service, 1, phone="1")
    service.control("POST", "deliveries", {"duplicate": 1})
    act(service, 1, phone="2")
    bodies = arrived(listening, 2)
    assert [body["contact[phone]"] for body in bodies] == ["2", "2"]
    assert service.control("GET", "state")["webhooks"]["dropped"] == 1
    service.control("POST", "deliveries", {"shuffle": True})
    items = [{"id": 1, "phone": str(number)} for number in range(100, 120)]
    service.control("POST", "contacts/$many", {"items": items})
    phones = [body["contact[phone]"] for body in arrived(listening, 22)[2:]]
    assert sorted(phones) == [str(number) for number in range(100, 120)]
    assert phones != sorted(phones)


def test_deliveries_can_be_delayed(service: Service, listening: Receiver) -> None:
    service.control("POST", "deliveries", {"delaySeconds": 1.5})
    act(service, 1, phone="1")
    assert service.control("GET", "state")["webhooks"]["pending"] == 1
    time.sleep(0.2)
    assert listening.bodies == []
    arrived(listening)
