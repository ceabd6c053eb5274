"""The demo account, and the routes by which a test or a person steers the stand-in."""

import pytest
import requests

from sandbox.demo.people import people
from tests.sandbox.activecampaign.conftest import Service, running


def everyone(service: Service) -> list[dict[str, object]]:
    items: list[dict[str, object]] = service.control("GET", "contacts?limit=5000")["items"]
    return items


def test_five_in_eight_contacts_share_their_email_with_a_dynamics_person() -> None:
    with running(contacts=80) as service:
        known = {p.email.strip().casefold() for p in people(40, 60) if p.email}
        rows = everyone(service)
        shared = [row for row in rows if str(row["email"]).casefold() in known]
        assert (len(rows), len(shared)) == (80, 50)
        statuses = {status for row in rows for status in dict(row["lists"]).values()}
        assert statuses == {0, 1, 2, 3}
        assert any(row["lists"] == {} for row in rows)
        assert any(row["bouncedHard"] for row in rows)


def test_the_demo_is_the_same_every_time() -> None:
    with running() as first, running() as second:
        keys = ("id", "email", "firstName", "lastName", "phone", "lists", "tags")
        one, other = (
            [[row[key] for key in keys] for row in everyone(service)] for service in (first, second)
        )
        assert one == other


def test_an_empty_account_has_nothing() -> None:
    with running(contacts=0) as service:
        state = service.control("GET", "state")
        assert (state["contacts"], state["tags"], state["lists"]) == (0, 0, 0)
        assert service.get("/fields")["fields"] == []
        assert service.get("/automations")["automations"] == []


def test_seeding_anew_empties_and_fills(service: Service) -> None:
    service.sync("a@x.example")
    assert service.control("POST", "seed", {"contacts": 5}) == {"contacts": 5}
    assert [row["id"] for row in everyone(service)] == [1, 2, 3, 4, 5]
    assert service.get("/fields")["meta"]["total"] == "15"


def test_the_raw_dump_is_walked_by_id(service: Service) -> None:
    first = service.control("GET", "contacts?limit=30")
    rest = service.control("GET", f"contacts?limit=30&after={first['next']}")
    assert [row["id"] for row in first["items"] + rest["items"]] == list(range(1, 41))
    assert rest["next"] is None


def test_a_person_changes_email_and_values_and_merges(service: Service) -> None:
    keep = service.sync("keep@x.example", phone="5")["id"]
    gone = service.sync("gone@x.example", phone="6", firstName="Ada")["id"]
    service.control("POST", f"contacts/{keep}", {"email": "kept@x.example", "values": {"1": "X"}})
    service.control("POST", f"contacts/{gone}", {"tags": ["t"]})
    service.control("POST", f"contacts/{gone}", {"mergeInto": keep})
    raw = service.raw(keep)
    assert (raw["email"], raw["phone"], raw["firstName"]) == ("kept@x.example", "5", "Ada")
    assert (raw["tags"], raw["values"]) == (["t"], {"1": "X"})
    assert service.get("/contacts", {"email": "gone@x.example"})["contacts"] == []


def test_acts_that_cannot_be_done_are_422(service: Service) -> None:
    taken = service.raw(2)["email"]
    acts = [{"email": taken}, {"nonsense": 1}, {"values": {"99": "x"}}, {"subscribe": [99]}]
    acts += [{"mergeInto": 1}, {"enrol": [4]}, {"source": "robot", "phone": "1"}]
    for act in acts:
        answer = requests.post(f"{service.base}/_sandbox/contacts/1", json=act, timeout=5)
        assert answer.status_code == 422, act


def test_control_calls_are_not_in_the_journal_and_writes_are_counted(service: Service) -> None:
    service.control("POST", "contacts/1", {"phone": "1"})
    service.sync("a@x.example")
    service.get("/contacts")
    counts = service.control("GET", "counts")
    assert (counts["calls"], counts["writes"]) == (2, 1)


def test_definitions_drift(service: Service) -> None:
    made = service.control(
        "POST", "fields", {"action": "add", "title": "Size", "type": "dropdown", "options": ["S"]}
    )["id"]
    service.control("POST", "fields", {"action": "addOption", "id": made, "value": "XL"})
    service.control("POST", "fields", {"action": "removeOption", "id": made, "value": "S"})
    options = service.get(f"/fields/{made}/options")["fieldOptions"]
    assert [row["value"] for row in options] == ["XL"]
    service.control("POST", "fields", {"action": "change", "id": made, "type": "text"})
    assert service.get(f"/fields/{made}")["field"]["type"] == "text"
    service.control("POST", "fields", {"action": "remove", "id": made})
    assert service.call("GET", f"/fields/{made}").status_code == 404


def test_faults_and_clock_of_the_kit_work_here_too(service: Service) -> None:
    service.control("POST", "faults", {"kind": "status", "path": "/users/me", "status": 403})
    assert service.call("GET", "/users/me").status_code == 403
    assert service.call("GET", "/users/me").status_code == 200
    service.control("POST", "clock", {"offsetSeconds": 86400 * 400})
    id_ = service.sync("a@x.example")["id"]
    service.control("POST", "clock", {"offsetSeconds": 0})
    later = service.sync("b@x.example")["id"]
    ahead = service.get("/contacts", {"filters[updated_after]": "2027-06-01"})["contacts"]
    assert [row["id"] for row in ahead] == [id_]
    assert int(later) > int(id_)


@pytest.mark.parametrize("kind", ["open", "nonsense"])
def test_engagement_without_what_it_needs_is_422(service: Service, kind: str) -> None:
    body = {"contact": 1, "campaign": 7, "kind": kind}
    assert requests.post(f"{service.base}/_sandbox/engage", json=body, timeout=5).status_code == 422
