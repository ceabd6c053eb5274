"""Adding to automations, and what automations then do."""

import pytest

from tests.sandbox.activecampaign.conftest import Receiver, Service, register, running, wait_until


def enrol(service: Service, contact: object, automation: int) -> object:
    body = {"contactAutomation": {"contact": contact, "automation": automation}}
    return service.call("POST", "/contactAutomations", body)


def test_automations_say_by_a_text_whether_they_are_active(service: Service) -> None:
    rows = service.get("/automations")["automations"]
    assert {row["name"]: row["status"] for row in rows}["Winter drip 2019"] == "2"
    assert [row["id"] for row in rows if row["status"] == "1"] == ["1", "2", "3", "5"]


def test_one_who_is_added_gets_value_score_tag_and_mail_by_the_system(
    service: Service, receiver: Receiver
) -> None:
    register(service, receiver, ["update", "contact_tag_added"], ("system",))
    id_ = service.sync("a@x.example", firstName="Ada")["id"]
    answer = enrol(service, id_, 1)
    assert answer.status_code == 201
    assert answer.json()["contactAutomation"]["contact"] == int(id_)
    assert wait_until(lambda: "nurtured" in service.raw(id_)["tags"])
    raw = service.raw(id_)
    assert (raw["values"]["12"], raw["score"]) == ("Nurturing", 10)
    assert raw["automations"] == [{"automation": 1, "status": 2}]
    mails = service.control("GET", "outbox")["items"]
    assert [(m["email"], m["subject"]) for m in mails] == [("a@x.example", "Hello Ada")]
    assert wait_until(lambda: sorted(receiver.events()) == ["contact_tag_added", "update"])
    assert {dict(body)["initiated_from"] for body in receiver.bodies} == {"system"}


@pytest.mark.parametrize("automation", [4, 99], ids=["inactive", "unknown"])
def test_an_automation_that_cannot_be_entered_refuses(service: Service, automation: int) -> None:
    answer = enrol(service, 1, automation)
    assert answer.status_code == 403
    assert answer.json() == {"message": "Could not create SubscriberSeries"}


def test_one_who_is_in_or_was_is_refused_also_as_422() -> None:
    with running(enrol_refusal=422, automation_seconds=0.3) as service:
        assert enrol(service, 1, 1).status_code == 201
        running_still = enrol(service, 1, 1)
        assert wait_until(lambda: service.raw(1)["automations"][0]["status"] == 2)
        done = enrol(service, 1, 1)
        assert (running_still.status_code, done.status_code) == (422, 422)
        assert done.json() == {"errors": [{"detail": "Could not create SubscriberSeries"}]}


def test_re_enrolling_can_be_allowed() -> None:
    with running(re_enrol="again") as service:
        enrol(service, 1, 1)
        assert wait_until(lambda: service.raw(1)["automations"][0]["status"] == 2)
        assert enrol(service, 1, 1).status_code == 201


def test_an_update_of_a_field_starts_an_automation_that_changes_another(service: Service) -> None:
    values = [{"field": "6", "value": "Silver"}]
    id_ = service.sync("a@x.example", fieldValues=values)["id"]
    assert wait_until(lambda: service.raw(id_)["values"].get("14") == "Welcome, Silver member")
    service.control("POST", f"contacts/{id_}", {"values": {"6": "Gold"}})
    assert wait_until(lambda: service.raw(id_)["values"].get("14") == "Welcome, Gold member")


def test_subscribing_to_a_list_starts_one_that_gives_the_tag_of_a_lead(service: Service) -> None:
    act = {"email": "visitor@x.example", "subscribe": [3]}
    id_ = service.control("POST", "contacts", act)["id"]
    assert wait_until(lambda: "[D365: Lead]" in service.raw(id_)["tags"])


def test_removing_one_who_is_not_in_is_403(service: Service) -> None:
    entry = enrol(service, 1, 1).json()["contactAutomation"]["id"]
    assert service.call("DELETE", f"/contactAutomations/{entry}").status_code == 200
    missing = service.call("DELETE", f"/contactAutomations/{entry}")
    assert missing.status_code == 403
    assert missing.json()["message"] == f"No Result found for SubscriberSeries with id {entry}"


def test_one_who_unsubscribed_stays_in_but_gets_no_mail(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    service.control("POST", f"contacts/{id_}", {"subscribe": [1]})
    service.control("POST", f"contacts/{id_}", {"optOut": True})
    enrol(service, id_, 1)
    assert wait_until(lambda: "nurtured" in service.raw(id_)["tags"])
    assert service.control("GET", "state")["mails"] == {"sent": 0, "suppressed": 1}
