"""The bulk importer: what it refuses, when it works, and what it leaves alone."""

import time
from typing import Any

import pytest

from tests.sandbox.activecampaign.conftest import Receiver, Service, register, running, wait_until


def start(service: Service, contacts: list[Any], **more: Any) -> Any:
    return service.call("POST", "/import/bulk_import", {"contacts": contacts, **more})


def done(service: Service, contacts: list[Any], **more: Any) -> Any:
    """Imports, waits, and returns the last status."""
    answer = start(service, contacts, **more)
    assert answer.status_code == 200, answer.text
    batch = answer.json()["batchId"]
    status: Any = {}

    def final() -> bool:
        status.update(service.get("/import/info", {"batchId": batch}))
        return status["status"] in ("completed", "failed", "interrupted")

    assert wait_until(final)
    return status


def by_email(service: Service, email: str) -> Any:
    rows = service.get("/contacts", {"email": email})["contacts"]
    return service.raw(rows[0]["id"]) if rows else None


def test_a_batch_creates_and_updates_and_success_names_new_ids_only(service: Service) -> None:
    service.sync("old@x.example", firstName="Old", lastName="Stays")
    status = done(
        service,
        [
            {"email": "OLD@x.example", "first_name": "Ada", "fields": [{"id": 11, "value": "R"}]},
            {"email": "new@x.example", "tags": ["brand new"], "subscribe": [{"listid": 1}]},
        ],
    )
    old, new = by_email(service, "old@x.example"), by_email(service, "new@x.example")
    assert status == {"status": "completed", "success": [str(new["id"])], "failure": []}
    assert (old["firstName"], old["lastName"], old["values"]["11"]) == ("Ada", "Stays", "R")
    assert (new["tags"], new["lists"]) == (["brand new"], {"1": 1})


def test_it_says_success_with_a_capital_letter_when_it_accepts(service: Service) -> None:
    answer = start(service, [{"email": "a@x.example"}]).json()
    assert (answer["Success"], answer["queued_contacts"]) == (1, 1)


def test_nothing_has_happened_when_it_answers_and_the_status_is_false_at_first() -> None:
    with running(import_seconds=2.0) as service:
        batch = start(service, [{"email": "a@x.example"}]).json()["batchId"]
        first = service.get("/import/info", {"batchId": batch})["status"]
        assert first is False
        assert by_email(service, "a@x.example") is None
        assert service.get("/import/bulk_import")["outstanding"][0]["contacts"] == "1"
        seen = set()
        while "completed" not in seen:
            seen.add(service.get("/import/info", {"batchId": batch})["status"])
            time.sleep(0.02)
        assert seen >= {"waiting", "claimed", "active", "completed"}
        assert service.get("/import/bulk_import")["outstanding"] == []


def test_a_batch_that_is_held_stays_active_and_is_worked_off_when_it_is_released(
    service: Service,
) -> None:
    service.control("POST", "imports", {"hold": True, "outcome": "failed"})
    batches = [start(service, [{"email": one}]).json()["batchId"] for one in ("a@x.it", "b@x.it")]
    time.sleep(0.2)
    states = [service.get("/import/info", {"batchId": one})["status"] for one in batches]
    assert states == ["active", "active"]
    assert by_email(service, "b@x.it") is None
    service.control("POST", "imports", {"hold": False})
    states = [service.get("/import/info", {"batchId": one})["status"] for one in batches]
    assert states == ["failed", "completed"]
    assert by_email(service, "a@x.it") is None
    assert by_email(service, "b@x.it") is not None


def test_keys_in_camel_case_are_dropped_silently(service: Service) -> None:
    done(service, [{"email": "a@x.example", "firstName": "Ada", "fieldValues": []}])
    assert by_email(service, "a@x.example")["firstName"] == ""


def test_one_bad_contact_rejects_the_whole_batch_and_is_counted_from_1(service: Service) -> None:
    answer = start(service, [{"email": "a@x.example"}, {"email": "not one"}])
    assert answer.status_code == 400
    assert answer.json()["success"] == 0
    reason = answer.json()["failureReasons"][0]
    assert (reason["contact"], "email" in reason["failureReason"]) == (2, True)
    time.sleep(0.1)
    assert by_email(service, "a@x.example") is None


@pytest.mark.parametrize(
    "contacts",
    [
        [],
        [{"email": f"a{n}@x.example"} for n in range(251)],
        [{"email": "a@x.example", "phone": 39}],
        [{"email": "a@x.example", "tags": "one"}],
        [{"first_name": "Ada"}],
    ],
    ids=["none", "251", "number as phone", "tags as text", "no email"],
)
def test_what_does_not_pass_validation_is_400(service: Service, contacts: list[Any]) -> None:
    assert start(service, contacts).status_code == 400


def test_a_payload_over_400_kilobytes_is_400(service: Service) -> None:
    contacts = [{"email": f"a{n}@x.example", "first_name": "x" * 2000} for n in range(250)]
    answer = start(service, contacts)
    assert answer.status_code == 400
    assert "400000" in answer.json()["message"]


def test_its_own_limits_answer_400_and_count_single_contacts_apart() -> None:
    with running(limits=True) as service:
        statuses = []
        for number in range(21):
            answer = start(service, [{"email": f"a{number}@x.example"}])
            while answer.status_code == 429:
                time.sleep(0.2)
                answer = start(service, [{"email": f"a{number}@x.example"}])
            statuses.append(answer.status_code)
        assert statuses == [200] * 20 + [400]
        assert answer.json()["message"] == "Rate limit exceeded."
        time.sleep(1.05)
        many = [{"email": "b@x.example"}, {"email": "c@x.example"}]
        assert start(service, many).status_code == 200


def test_nobody_who_unsubscribed_is_brought_back(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    service.control("POST", f"contacts/{id_}", {"subscribe": [1]})
    service.control("POST", f"contacts/{id_}", {"optOut": True})
    done(service, [{"email": "a@x.example", "subscribe": [{"listid": 1}, {"listid": 2}]}])
    assert service.raw(id_)["lists"] == {"1": 2}


def test_it_unsubscribes(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    service.control("POST", f"contacts/{id_}", {"subscribe": [1]})
    done(service, [{"email": "a@x.example", "unsubscribe": [{"listid": 1}]}])
    assert service.raw(id_)["lists"] == {"1": 2}


@pytest.mark.parametrize(("blanks", "expected"), [("ignore", ("5", "Boss")), ("clear", ("", ""))])
def test_blanks_are_ignored_or_clear(blanks: str, expected: tuple[str, str]) -> None:
    with running(import_blanks=blanks) as service:
        values = [{"field": "1", "value": "Boss"}]
        id_ = service.sync("a@x.example", phone="5", fieldValues=values)["id"]
        sent = {"email": "a@x.example", "phone": "", "fields": [{"id": 1, "value": ""}]}
        done(service, [sent])
        raw = service.raw(id_)
        assert (raw["phone"], raw["values"]["1"]) == expected


def test_no_webhook_is_told(service: Service, receiver: Receiver) -> None:
    register(service, receiver, sources=("public", "admin", "system", "api"))
    done(service, [{"email": "a@x.example", "tags": ["t"], "subscribe": [{"listid": 1}]}])
    time.sleep(0.2)
    assert receiver.bodies == []


@pytest.mark.parametrize(
    ("top", "inside", "expected"),
    [(None, None, True), (True, None, False), (None, "true", False)],
    ids=["not excluded", "top level", "per contact"],
)
def test_automations_run_unless_excluded(
    service: Service, top: bool | None, inside: str | None, expected: bool
) -> None:
    contact: dict[str, Any] = {"email": "a@x.example", "fields": [{"id": 6, "value": "Gold"}]}
    if inside is not None:
        contact["exclude_automations"] = inside
    more = {} if top is None else {"exclude_automations": top}
    done(service, [contact], **more)
    started = wait_until(lambda: "14" in by_email(service, "a@x.example")["values"], 0.3)
    assert started is expected


def test_emails_that_fail_later_are_in_failure_and_a_batch_can_end_badly(service: Service) -> None:
    service.control("POST", "imports", {"refuse": ["bad@x.example"]})
    status = done(service, [{"email": "bad@x.example"}, {"email": "a@x.example"}])
    assert (status["failure"], len(status["success"])) == (["bad@x.example"], 1)
    service.control("POST", "imports", {"outcome": "interrupted"})
    half = done(service, [{"email": f"i{n}@x.example"} for n in range(4)])
    assert (half["status"], len(half["success"])) == ("interrupted", 2)
    service.control("POST", "imports", {"outcome": "failed"})
    assert done(service, [{"email": "f@x.example"}])["status"] == "failed"
    assert by_email(service, "f@x.example") is None


def test_the_callback_is_called_with_the_counts(service: Service, receiver: Receiver) -> None:
    callback = {"url": receiver.url, "requestType": "POST", "detailed_results": "true"}
    callback["params"] = [{"key": "run", "value": "7"}]
    batch = [{"email": "a@x.example"}, {"email": "b@x.example"}]
    done(service, batch, callback=callback)
    assert wait_until(lambda: len(receiver.bodies) == 1)
    sent = dict(receiver.bodies[0])
    assert (sent["run"], sent["success"], sent["failure"]) == ("7", "2", "0")


def test_info_needs_a_batch(service: Service) -> None:
    answer = service.call("GET", "/import/info")
    assert (answer.status_code, answer.json()["message"]) == (400, "'batchId' is a required field.")
