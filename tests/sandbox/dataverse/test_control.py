"""The tester's own routes, the demo rows, service protection limits."""

from typing import Any

import pytest

from sandbox.dataverse.people import SYSTEM_ID, user_id
from sandbox.demo.people import people
from tests.sandbox.dataverse.conftest import Client, Make, World, error_code


def rows(app: Client, set_name: str, limit: int = 90) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        body = app.control("GET", f"rows/{set_name}?after={after}&limit={limit}").json()
        found += body["items"]
        if body["next"] is None:
            return found
        after = body["next"]


def test_the_demo_rows_are_those_of_the_demo_people(make_world: Make) -> None:
    app = make_world(leads=120, contacts=150).app()
    stored = {row["leadid"]: row for row in rows(app, "leads")}
    persons = [person for person in people(120, 150) if person.entity == "lead"]
    assert set(stored) == {person.id for person in persons}
    for person in persons:
        assert person.values.items() <= stored[person.id].items()


def test_every_demo_value_would_be_accepted_by_the_web_api(app: Client) -> None:
    """Written again through the API, no demo row is refused or changed."""
    skipped = {"createdon", "modifiedon", "statecode", "statuscode"}
    kept = [p for p in people(200, 300) if p.values["statecode"] == 0][::7]
    for person in kept:
        values = {
            name: value
            for name, value in person.values.items()
            if name not in skipped and not name.startswith("_")
        }
        path = f"{person.entity}s({person.id})"
        assert app.patch(path, values).status_code == 204
        row = app.get(path).json()
        assert {name: row[name] for name in values} == values


def test_seeding_replaces_the_rows_and_deletes_the_old_ones(app: Client) -> None:
    tracked = app.get("leads?$select=leadid", headers={"Prefer": "odata.track-changes"}).json()
    body = {"leads": 5, "contacts": 8, "seed": 3}
    assert app.control("POST", "seed", body).json() == {"rows": 13}
    assert (app.get("leads/$count").text, app.get("contacts/$count").text) == ("5", "8")
    delta = app.get(tracked["@odata.deltaLink"]).json()["value"]
    assert sum(row.get("reason") == "deleted" for row in delta) == 200
    assert sum("leadid" in row for row in delta) == 5


def test_a_person_qualifies_a_lead_and_its_contact_is_told(app: Client) -> None:
    lead = app.create("leads", lastname="L", emailaddress1="q@example.com")
    made = app.control("POST", f"rows/leads/{lead}/qualify").json()["value"][0]["contactid"]
    assert app.get(f"contacts({made})").json()["_originatingleadid_value"] == lead
    closed = app.get(f"leads({lead})").json()
    assert (closed["statecode"], closed["_parentcontactid_value"]) == (1, made)
    again = app.control("POST", f"rows/leads/{lead}/qualify")
    assert again.status_code == 400


def test_a_person_merges_two_rows_and_restores_a_deleted_one(app: Client) -> None:
    master, other = (app.create("leads", lastname=name) for name in ("Master", "Other"))
    body = {"subordinate": other, "content": {"jobtitle": "CEO"}}
    assert app.control("POST", f"rows/leads/{master}/merge", body).status_code == 200
    row = app.get(f"leads({other})").json()
    assert (row["merged"], row["statecode"], row["_masterid_value"]) == (True, 2, master)
    assert app.get(f"leads({master})").json()["jobtitle"] == "CEO"
    app.control("DELETE", f"rows/leads/{master}")
    assert app.control("POST", f"rows/leads/{master}/restore").status_code == 200
    assert app.get(f"leads({master})").json()["lastname"] == "Master"
    assert app.control("POST", f"rows/leads/{master}/restore").status_code == 404


@pytest.mark.parametrize("path", ["contacts/{id}/qualify", "leads/{id}/promote"])
def test_an_act_that_there_is_not_is_refused(app: Client, path: str) -> None:
    lead = app.create("leads", lastname="L")
    assert app.control("POST", "rows/" + path.format(id=lead)).status_code == 404


def test_a_change_by_a_person_is_stamped_with_that_person(app: Client) -> None:
    lead = app.create("leads", lastname="L")
    assert app.control("PATCH", f"rows/leads/{lead}", {"lastname": "By Sam"}).status_code == 204
    row = app.get(f"leads({lead})").json()
    assert (row["lastname"], row["_modifiedby_value"]) == ("By Sam", user_id("sam"))
    app.control("PATCH", f"rows/leads/{lead}?as=system", {"jobtitle": "x"})
    assert app.get(f"leads({lead})").json()["_modifiedby_value"] == SYSTEM_ID
    made = app.control("POST", "rows/leads?as=nora", {"lastname": "New"}).json()["id"]
    assert app.get(f"leads({made})").json()["_ownerid_value"] == user_id("nora")
    assert app.control("DELETE", f"rows/leads/{made}").status_code == 204
    assert app.get(f"leads({made})").status_code == 404


def test_many_changes_at_once_are_all_or_nothing(app: Client) -> None:
    first, second = (app.create("leads", lastname=name) for name in ("A", "B"))
    items: list[dict[str, Any]] = [
        {"id": first, "lastname": "A2"},
        {"id": second, "$delete": True},
        {"id": "0d000000-0000-4000-8000-000000000001", "lastname": "C"},
    ]
    bad = [*items, {"id": first, "nonsense": 1}]
    assert app.control("POST", "rows/leads/$many", bad).status_code == 400
    assert app.get(f"leads({second})").status_code == 200
    assert app.control("POST", "rows/leads/$many", items).json() == {"changed": 3}
    assert app.get(f"leads({first})").json()["lastname"] == "A2"
    assert app.get(f"leads({second})").status_code == 404


def test_a_person_is_held_to_the_rules_of_the_columns(app: Client) -> None:
    lead = app.create("leads", lastname="L")
    refused = app.control("PATCH", f"rows/leads/{lead}", {"lastname": "x" * 51})
    assert (refused.status_code, error_code(refused)) == (400, "0x80044331")
    assert app.control("GET", "rows/nonsense").status_code == 404
    assert app.control("PATCH", f"rows/leads/{lead}?as=nobody", {}).status_code == 422


def test_a_role_can_be_given_and_taken_by_an_administrator_elsewhere(world: World) -> None:
    ned = world.user("ned")
    for held, status in ((True, 200), (False, 403)):
        body = {"user": "ned", "role": "Salesperson", "held": held}
        assert ned.control("POST", "roles", body).status_code == 204
        assert ned.get("leads?$top=1").status_code == status


def test_control_calls_are_not_in_the_journal(app: Client) -> None:
    app.control("DELETE", "journal")
    app.control("GET", "state")
    assert app.control("GET", "counts").json()["calls"] == 0


def test_a_column_can_be_added_changed_and_removed(app: Client) -> None:
    column = {"name": "cr1_new", "kind": "string", "label": "New", "maxLength": 5}
    assert app.control("POST", "schema/lead", {"add": column}).status_code == 200
    lead = app.create("leads", cr1_new="12345")
    assert app.patch(f"leads({lead})", {"cr1_new": "123456"}).status_code == 400
    app.control("POST", "schema/lead", {"change": {"name": "cr1_new", "maxLength": 6}})
    assert app.patch(f"leads({lead})", {"cr1_new": "123456"}).status_code == 204
    app.control("POST", "schema/lead", {"remove": "cr1_new"})
    assert app.get("leads?$select=cr1_new").status_code == 400
    assert app.patch(f"leads({lead})", {"cr1_new": "1"}).status_code == 400


def test_options_and_rights_of_a_column_can_drift(app: Client) -> None:
    options = [{"value": 727500000, "label": "Gold"}]
    change = {"change": {"name": "cr1_tier", "options": options}}
    app.control("POST", "schema/contact", change)
    contact = app.create("contacts", lastname="C", cr1_tier=727500000)
    assert app.patch(f"contacts({contact})", {"cr1_tier": 727500002}).status_code == 400
    change = {"change": {"name": "cr1_tier", "validForUpdate": False}}
    app.control("POST", "schema/contact", change)
    assert app.patch(f"contacts({contact})", {"cr1_tier": None}).status_code == 204
    assert app.get(f"contacts({contact})").json()["cr1_tier"] == 727500000


@pytest.mark.parametrize(
    "body", [{"nonsense": 1}, {"remove": "lastname"}, {"change": {"name": "x"}}]
)
def test_a_schema_change_that_makes_no_sense_is_refused(app: Client, body: Any) -> None:
    assert app.control("POST", "schema/lead", body).status_code == 422


def test_a_key_can_be_added_and_removed(app: Client) -> None:
    key = {"name": "cr1_k", "columns": ["emailaddress1"]}
    app.control("POST", "schema/account", {"addKey": key})
    path = "accounts(emailaddress1='x@example.com')"
    assert app.get(path).status_code == 404
    app.control("POST", "schema/account", {"removeKey": "cr1_k"})
    assert app.get(path).status_code == 400


def test_limits_are_off_until_switched_on(app: Client) -> None:
    assert "x-ms-ratelimit-burst-remaining-xrm-requests" not in app.get("WhoAmI()").headers
    app.control("POST", "limits", {"requests": 3})
    answer = app.get("WhoAmI()")
    assert answer.headers["x-ms-ratelimit-burst-remaining-xrm-requests"] == "2"


def test_too_many_requests_are_429_per_user_until_the_window_moves_on(world: World) -> None:
    app, sam = world.app(), world.user("sam")
    app.control("POST", "limits", {"requests": 3})
    assert [app.get("WhoAmI()").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = app.get("WhoAmI()")
    assert error_code(refused) == "0x80072322"
    assert 1 <= int(refused.headers["Retry-After"]) <= 300
    assert sam.get("WhoAmI()").status_code == 200
    app.control("POST", "clock", {"offsetSeconds": 301})
    assert app.get("WhoAmI()").status_code == 200


def test_execution_time_is_limited_too(app: Client) -> None:
    app.control("POST", "limits", {"executionSeconds": 0.0, "retryAfter": 7})
    refused = app.get("WhoAmI()")
    app.control("POST", "limits", {"executionSeconds": 1e-9, "retryAfter": 7})
    app.get("WhoAmI()")
    again = app.get("WhoAmI()")
    assert error_code(refused) == error_code(again) == "0x80072321"
    assert again.headers["Retry-After"] == "7"


def test_no_concurrency_means_429(app: Client) -> None:
    app.control("POST", "limits", {"concurrent": 0})
    assert error_code(app.get("WhoAmI()")) == "0x80072326"
