"""Bulk messages, qualifying, merging, total counts."""

from typing import Any

import pytest

from tests.sandbox.dataverse.conftest import Client, Make, error_code

PREFIX = "Microsoft.Dynamics.CRM."
A, B = "0c000000-0000-4000-8000-00000000000a", "0c000000-0000-4000-8000-00000000000b"


def multiple(app: Client, message: str, *targets: dict[str, Any], set_name: str = "leads") -> Any:
    kind = {"@odata.type": f"{PREFIX}{set_name[:-1]}"}
    body = {"Targets": [{**kind, **target} for target in targets]}
    return app.call("POST", f"{set_name}/{PREFIX}{message}", json=body)


def test_create_multiple_returns_the_ids_in_order(app: Client) -> None:
    answer = multiple(app, "CreateMultiple", {"lastname": "A"}, {"lastname": "B", "leadid": B})
    assert answer.status_code == 200
    first, second = answer.json()["Ids"]
    assert second == B
    assert app.get(f"leads({first})").json()["lastname"] == "A"


@pytest.mark.parametrize("message", ["CreateMultiple", "UpdateMultiple", "UpsertMultiple"])
def test_one_bad_row_undoes_all(app: Client, message: str) -> None:
    lead = app.create("leads", lastname="Before")
    count = app.get("leads/$count").text
    good = {"lastname": "After", "leadid": A if message == "CreateMultiple" else lead}
    answer = multiple(app, message, good, {"leadid": B, "lastname": "x" * 51})
    assert answer.status_code in (400, 404)
    assert app.get("leads/$count").text == count
    assert app.get(f"leads({lead})").json()["lastname"] == "Before"


def test_update_and_upsert_multiple_answer_204(app: Client) -> None:
    lead = app.create("leads", lastname="Before")
    assert multiple(app, "UpdateMultiple", {"leadid": lead, "lastname": "U"}).status_code == 204
    by_key = {"@odata.id": "contacts(cr1_code='new')", "lastname": "K"}
    upsert = multiple(app, "UpsertMultiple", by_key, {"contactid": B}, set_name="contacts")
    assert upsert.status_code == 204
    assert app.get(f"leads({lead})").json()["lastname"] == "U"
    assert app.get("contacts(cr1_code='new')").json()["lastname"] == "K"
    assert app.get(f"contacts({B})").status_code == 200


def test_update_multiple_ignores_an_etag(app: Client) -> None:
    lead = app.create("leads", lastname="Before")
    target = {"leadid": lead, "lastname": "After", "@odata.etag": 'W/"1"'}
    assert multiple(app, "UpdateMultiple", target).status_code == 204


def test_targets_must_say_their_type(app: Client) -> None:
    path, body = f"leads/{PREFIX}CreateMultiple", {"Targets": [{"lastname": "A"}]}
    assert app.call("POST", path, json=body).status_code == 400
    assert app.call("POST", path, json={"Targets": []}).status_code == 400


def test_bulk_messages_can_be_absent(make_world: Make) -> None:
    app = make_world(leads=0, contacts=0, multiple=False).app()
    assert multiple(app, "UpdateMultiple", {"leadid": A}).status_code == 404


def qualify(app: Client, lead: str, **wanted: Any) -> Any:
    body = {
        "CreateAccount": False, "CreateContact": True, "CreateOpportunity": False, "Status": 3,
        **wanted,
    }  # fmt: skip
    return app.call("POST", f"leads({lead})/{PREFIX}QualifyLead", json=body)


def test_qualifying_makes_a_contact_that_points_back(app: Client) -> None:
    values = {"firstname": "Q", "lastname": "L", "emailaddress1": "q@example.com"}
    lead = app.create("leads", donotbulkemail=True, **values)
    answer = qualify(app, lead)
    assert answer.status_code == 200
    contact = answer.json()["value"][0]["contactid"]
    row = app.get(f"contacts({contact})").json()
    assert {**values, "donotbulkemail": True, "_originatingleadid_value": lead}.items() <= (
        row.items()
    )
    closed = app.get(f"leads({lead})").json()
    assert (closed["statecode"], closed["statuscode"]) == (1, 3)
    assert closed["_parentcontactid_value"] == contact
    assert qualify(app, lead).status_code == 400


def test_qualifying_undoes_everything_if_a_part_is_not_allowed(app: Client) -> None:
    """The application user may not create accounts."""
    lead = app.create("leads", lastname="L", companyname="C")
    contacts = app.get("contacts/$count").text
    assert qualify(app, lead, CreateAccount=True).status_code == 403
    assert app.get(f"leads({lead})").json()["statecode"] == 0
    assert app.get("contacts/$count").text == contacts


@pytest.mark.parametrize("wanted", [{"Status": 1}, {"Status": None}, {"CreateContact": "yes"}])
def test_qualifying_needs_good_parameters(app: Client, wanted: dict[str, Any]) -> None:
    assert qualify(app, app.create("leads", lastname="L"), **wanted).status_code == 400


def merge(app: Client, target: str, subordinate: str, **content: Any) -> Any:
    kind = {"@odata.type": f"{PREFIX}contact"}
    body = {
        "Target": {**kind, "contactid": target},
        "Subordinate": {**kind, "contactid": subordinate},
        "UpdateContent": {**kind, **content},
        "PerformParentingChecks": False,
    }
    return app.call("POST", "Merge", json=body)


def test_merging_closes_the_subordinate_and_moves_its_children(app: Client) -> None:
    master = app.create("contacts", lastname="Master")
    other = app.create("contacts", lastname="Other", jobtitle="CEO")
    lead = app.create("leads", **{"parentcontactid@odata.bind": f"/contacts({other})"})
    tracked = app.get("contacts?$select=lastname", headers={"Prefer": "odata.track-changes"})
    assert merge(app, master, other, jobtitle="CEO").status_code == 204
    row = app.get(f"contacts({other})").json()
    assert (row["merged"], row["statecode"], row["_masterid_value"]) == (True, 1, master)
    assert app.get(f"contacts({master})").json()["jobtitle"] == "CEO"
    assert app.get(f"leads({lead})").json()["_parentcontactid_value"] == master
    delta = app.get(tracked.json()["@odata.deltaLink"]).json()["value"]
    assert {change.get("contactid") for change in delta} == {master, other}
    assert merge(app, other, master).status_code == 400


def test_merging_a_row_with_itself_is_refused(app: Client) -> None:
    contact = app.create("contacts", lastname="M")
    answer = merge(app, contact, contact)
    assert (answer.status_code, error_code(answer)) == (400, "0x80048d19")


def test_total_counts_take_names_of_tables(app: Client) -> None:
    good = app.get('RetrieveTotalRecordCount(EntityNames=@p)?@p=["lead","contact"]').json()
    assert good["EntityRecordCountCollection"]["Keys"] == ["lead", "contact"]
    assert good["EntityRecordCountCollection"]["Values"] == [200, 300]
    assert app.get("RetrieveTotalRecordCount(EntityNames=['leads'])").status_code == 400
