"""Creating, changing, deleting: what is refused, what is dropped, what the platform adds."""

from typing import Any

import pytest

from sandbox.dataverse.people import DOLLAR_ID, user_id
from tests.sandbox.dataverse.conftest import Client, Make, World, error_code

NEW = "0e000000-0000-4000-8000-00000000000a"
OTHER = "0e000000-0000-4000-8000-00000000000b"


@pytest.fixture
def lead(app: Client) -> str:
    return app.create("leads", lastname="Lead")


def read(app: Client, path: str) -> dict[str, Any]:
    answer = app.get(path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_create_answers_204_with_the_address_of_the_row(app: Client) -> None:
    answer = app.call("POST", "leads", json={"lastname": "A"})
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["OData-EntityId"].startswith(f"{app.api}/leads(")


def test_a_representation_can_be_asked_for(app: Client) -> None:
    headers = {"Prefer": "return=representation"}
    created = app.call("POST", "leads?$select=fullname", json={"lastname": "A"}, headers=headers)
    assert created.status_code == 201
    assert set(created.json()) == {"@odata.context", "@odata.etag", "fullname", "leadid"}
    path = f"leads({created.json()['leadid']})?$select=fullname"
    updated = app.patch(path, {"firstname": "B"}, Prefer="return=representation")
    assert (updated.status_code, updated.json()["fullname"]) == (200, "B A")
    assert updated.headers["Preference-Applied"] == "return=representation"


def test_a_lead_without_topic_or_last_name_is_accepted(app: Client) -> None:
    assert app.call("POST", "leads", json={"firstname": "Only"}).status_code == 204


def test_the_platform_fills_what_is_its_own(app: Client) -> None:
    me = read(app, "WhoAmI()")["UserId"]
    row = read(app, f"leads({app.create('leads', firstname='Ann', lastname='Lee')})")
    assert row["fullname"] == "Ann Lee"
    assert (row["statecode"], row["statuscode"]) == (0, 1)
    assert row["_ownerid_value"] == row["_createdby_value"] == row["_modifiedby_value"] == me
    assert row["_createdonbehalfby_value"] is None
    assert row["modifiedon"].endswith("Z")
    assert len(row["modifiedon"]) == 20
    assert row["donotbulkemail"] is False
    assert row["followemail"] is True
    assert row["@odata.etag"] == f'W/"{row["versionnumber"]}"'


def test_a_duplicate_id_is_412(app: Client) -> None:
    app.create("leads", leadid=NEW, lastname="A")
    answer = app.call("POST", "leads", json={"leadid": NEW, "lastname": "B"})
    assert (answer.status_code, error_code(answer)) == (412, "0x80040237")


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"nonsense": 1}, 400, "0x80048d19"),
        ({"FirstName": "x"}, 400, "0x80048d19"),
        ({"lastname": 5}, 400, "0x80048d19"),
        ({"lastname": "x" * 51}, 400, "0x80044331"),
        ({"lastname": "🙂" * 26}, 400, "0x80044331"),
        ({"mobilephone": "x" * 21}, 400, "0x80044331"),
        ({"cr1_score": "5"}, 400, "0x80048d19"),
        ({"cr1_score": 5.5}, 400, "0x80048d19"),
        ({"cr1_score": True}, 400, "0x80048d19"),
        ({"cr1_score": 1001}, 400, "0x8004432f"),
        ({"cr1_ratio": "1.5"}, 400, "0x80048d19"),
        ({"cr1_ratio": 100_001}, 400, "0x80044330"),
        ({"cr1_vip": "true"}, 400, "0x80048d19"),
        ({"cr1_vip": 1}, 400, "0x80048d19"),
        ({"cr1_tier": 5}, 400, "0x8004431a"),
        ({"cr1_tier": "Gold"}, 400, "0x80048d19"),
        ({"cr1_interests": 727500000}, 400, "0x80048d19"),
        ({"cr1_interests": "727500000,9"}, 400, "0x8004431a"),
        ({"cr1_since": "2020-01-01T00:00:00Z"}, 400, "0x80048d19"),
        ({"cr1_since": "2020-02-30"}, 400, "0x80048d19"),
        ({"cr1_since": "1700-01-01"}, 400, "0x80040239"),
        ({"cr1_lastseen": "2020-01-01"}, 400, "0x80048d19"),
        ({"cr1_lastseen": "2020-01-01T10:00:00"}, 400, "0x80048d19"),
        ({"cr1_externalid": "no guid"}, 400, "0x80048d19"),
        ({"cr1_bigcount": 2**63}, 400, "0x80048d19"),
        ({"_parentaccountid_value": NEW}, 400, "0x80060888"),
        ({"parentaccountid": NEW}, 400, "0x80048d19"),
        ({"cr1_accountid@odata.bind": f"/accounts({NEW})"}, 400, "0x80048d19"),
        ({"cr1_AccountId@odata.bind": f"/accounts({NEW})"}, 404, "0x80040217"),
        ({"cr1_AccountId@odata.bind": f"/contacts({NEW})"}, 400, "0x80048d19"),
        ({"statuscode": 3}, 400, "0x80048408"),
        ({"ownerid@odata.bind": None}, 400, "0x80040203"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    app: Client, values: dict[str, Any], status: int, code: str
) -> None:
    answer = app.call("POST", "leads", json={"lastname": "X", **values})
    assert (answer.status_code, error_code(answer)) == (status, code)
    assert app.get("leads/$count").text == "200"


@pytest.mark.parametrize(
    ("column", "sent", "kept"),
    [
        ("cr1_text", "", None),
        ("cr1_text", " padded ", " padded "),
        ("lastname", "🙂" * 25, "🙂" * 25),
        ("cr1_score", 0, 0),
        ("cr1_vip", False, False),
        ("cr1_ratio", 1.256, 1.26),
        ("cr1_interests", "727500002, 727500000", "727500000,727500002"),
        ("cr1_lastseen", "2024-06-01T01:00:00.987+02:00", "2024-05-31T23:00:00Z"),
        ("cr1_eventtime", "2024-06-01T10:00:00Z", "2024-06-01T10:00:00Z"),
        ("cr1_since", "2024-02-29", "2024-02-29"),
        ("cr1_bigcount", 9_007_199_254_740_993, 9_007_199_254_740_993),
        ("cr1_externalid", NEW.upper(), NEW),
        ("emailaddress1", "not an email", "not an email"),
    ],
)
def test_what_a_column_keeps(app: Client, lead: str, column: str, sent: Any, kept: Any) -> None:
    assert app.patch(f"leads({lead})", {column: sent}).status_code == 204
    assert read(app, f"leads({lead})?$select={column}")[column] == kept


def test_columns_not_valid_for_update_are_dropped_without_an_error(app: Client, lead: str) -> None:
    values = {"fullname": "Forged", "createdon": "2001-01-01T00:00:00Z", "versionnumber": 1}
    assert app.patch(f"leads({lead})", values).status_code == 204
    row = read(app, f"leads({lead})")
    assert row["fullname"] == "Lead"
    assert row["createdon"] > "2020"


def test_the_state_is_not_valid_for_create(app: Client) -> None:
    assert read(app, f"leads({app.create('leads', lastname='S', statecode=2)})")["statecode"] == 0


def test_a_creation_time_can_be_back_dated_on_create_only(app: Client) -> None:
    row = app.create("leads", lastname="Old", overriddencreatedon="2010-01-01T00:00:00Z")
    assert read(app, f"leads({row})")["createdon"] == "2010-01-01T00:00:00Z"


def test_an_update_moves_version_and_time_even_without_a_difference(app: Client, lead: str) -> None:
    before = read(app, f"leads({lead})")
    assert app.patch(f"leads({lead})", {"lastname": "Lead"}).status_code == 204
    assert read(app, f"leads({lead})")["versionnumber"] > before["versionnumber"]


def test_an_etag_guards_update_and_delete(app: Client, lead: str) -> None:
    path = f"leads({lead})"
    stale = read(app, path)["@odata.etag"]
    assert app.patch(path, {"firstname": "A"}, **{"If-Match": stale}).status_code == 204
    lost = app.patch(path, {"firstname": "B"}, **{"If-Match": stale})
    assert (lost.status_code, error_code(lost)) == (412, "0x80060882")
    assert app.call("DELETE", path, headers={"If-Match": stale}).status_code == 412
    current = read(app, path)["@odata.etag"]
    assert app.call("DELETE", path, headers={"If-Match": current}).status_code == 204
    assert app.call("DELETE", path).status_code == 404


def test_a_patch_creates_unless_it_may_not(app: Client) -> None:
    path = f"leads({NEW})"
    assert app.patch(path, {"lastname": "A"}, **{"If-Match": "*"}).status_code == 404
    assert app.patch(path, {"lastname": "A"}, **{"If-None-Match": "*"}).status_code == 204
    again = app.patch(path, {"lastname": "B"}, **{"If-None-Match": "*"})
    assert again.status_code == 412
    assert app.patch(path, {"lastname": "C"}, **{"If-None-Match": "null"}).status_code == 204
    assert read(app, path)["lastname"] == "C"
    headers = {"Prefer": "return=representation"}
    assert app.patch(f"leads({OTHER})", {"lastname": "D"}, **headers).status_code == 201


def test_an_alternate_key_upserts_and_is_unique(app: Client) -> None:
    assert app.patch("contacts(cr1_code='U1')", {"lastname": "A"}).status_code == 204
    assert app.patch("contacts(cr1_code='u1')", {"lastname": "B"}).status_code == 204
    rows = app.value("contacts?$filter=cr1_code eq 'U1'&$select=lastname,cr1_code")
    assert [(row["lastname"], row["cr1_code"]) for row in rows] == [("B", "U1")]
    taken = app.call("POST", "contacts", json={"cr1_code": "U1 ", "lastname": "C"})
    assert (taken.status_code, error_code(taken)) == (412, "0x80060892")
    app.create("contacts", lastname="no key")
    app.create("contacts", lastname="no key either")


def test_a_lookup_is_set_and_cleared(app: Client) -> None:
    account = app.value("accounts?$select=accountid&$top=1")[0]["accountid"]
    contact = app.create("contacts", lastname="L")
    path, bind = f"contacts({contact})", {"cr1_AccountId@odata.bind": f"/accounts({account})"}

    def value() -> object:
        return read(app, f"{path}?$select=_cr1_accountid_value")["_cr1_accountid_value"]

    for clearing in ({"cr1_AccountId@odata.bind": None}, {"cr1_AccountId": None}):
        app.patch(path, bind)
        assert value() == account
        assert app.patch(path, clearing).status_code == 204
        assert value() is None
    app.patch(path, {"cr1_AccountId@odata.bind": f"{app.api}/accounts({account})"})
    assert app.call("DELETE", f"{path}/cr1_AccountId/$ref").status_code == 204
    assert value() is None


def test_a_column_is_cleared_by_delete_and_set_by_put(app: Client, lead: str) -> None:
    assert app.call("PUT", f"leads({lead})/jobtitle", json={"value": "CEO"}).status_code == 204
    assert read(app, f"leads({lead})")["jobtitle"] == "CEO"
    assert app.call("DELETE", f"leads({lead})/jobtitle").status_code == 204
    assert read(app, f"leads({lead})")["jobtitle"] is None


def test_money_brings_its_value_in_the_base_currency(app: Client) -> None:
    bind = {"transactioncurrencyid@odata.bind": f"/transactioncurrencies({DOLLAR_ID})"}
    row = read(app, f"leads({app.create('leads', lastname='M', revenue=100, **bind)})")
    assert (row["revenue"], row["revenue_base"], row["exchangerate"]) == (100.0, 80.0, 1.25)
    row = read(app, f"leads({app.create('leads', lastname='M', cr1_spend=5.0)})")
    assert row["cr1_spend_base"] == 5.0
    assert row["_transactioncurrencyid_value"] is not None


def test_an_owner_brings_unit_and_kind(app: Client) -> None:
    bind = {"ownerid@odata.bind": f"/systemusers({user_id('nora')})"}
    row = read(app, f"leads({app.create('leads', lastname='O', **bind)})")
    assert row["_ownerid_value"] == row["_owninguser_value"] == user_id("nora")
    ned = {"ownerid@odata.bind": f"/systemusers({user_id('ned')})"}
    assert app.call("POST", "leads", json=ned).status_code == 403


@pytest.mark.parametrize(("state", "status"), [(1, 3), (2, 4)])
def test_a_closed_lead_is_read_only_until_it_is_opened_again(
    app: Client, lead: str, state: int, status: int
) -> None:
    path = f"leads({lead})"
    wrong = app.patch(path, {"statecode": state, "statuscode": 1})
    assert (wrong.status_code, error_code(wrong)) == (400, "0x80048408")
    assert app.patch(path, {"statecode": state, "statuscode": status}).status_code == 204
    assert app.patch(path, {"firstname": "X"}).status_code == 400
    assert app.patch(path, {"statecode": 0, "statuscode": 1}).status_code == 204
    assert app.patch(path, {"firstname": "X"}).status_code == 204


def test_an_inactive_contact_can_be_changed_unless_the_start_says_otherwise(
    make_world: Make, world: World
) -> None:
    strict = make_world(leads=0, contacts=0, inactive_contacts_read_only=True)
    for client, expected in ((world.app(), 204), (strict.app(), 400)):
        path = f"contacts({client.create('contacts', lastname='I')})"
        assert client.patch(path, {"statecode": 1}).status_code == 204
        assert read(client, path)["statuscode"] == 2
        assert client.patch(path, {"jobtitle": "X"}).status_code == expected


def test_lookups_to_a_deleted_row_are_cleared(app: Client) -> None:
    contact = app.create("contacts", lastname="Parent")
    lead = app.create("leads", **{"parentcontactid@odata.bind": f"/contacts({contact})"})
    app.call("DELETE", f"contacts({contact})")
    assert read(app, f"leads({lead})")["_parentcontactid_value"] is None


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"[]", {"Content-Type": "application/json"}, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    app: Client, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert app.call("POST", "leads", data=body, headers=headers).status_code == status
