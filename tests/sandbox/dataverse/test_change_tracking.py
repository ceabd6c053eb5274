"""The tracked read, deltas, tokens."""

from typing import Any

import pytest

from tests.sandbox.dataverse.conftest import Client, Make, World, error_code

TRACK = {"Prefer": "odata.track-changes"}


def small_pages(size: int) -> dict[str, str]:
    return {"Prefer": f"odata.track-changes,odata.maxpagesize={size}"}


def read(app: Client, link: str, size: int = 5000) -> tuple[list[dict[str, Any]], str]:
    """All rows up to the delta link, and that link; it stands on the last page only."""
    rows: list[dict[str, Any]] = []
    while True:
        body = app.get(link, headers=small_pages(size)).json()
        rows += body["value"]
        if "@odata.nextLink" not in body:
            return rows, body["@odata.deltaLink"]
        assert "@odata.deltaLink" not in body
        link = body["@odata.nextLink"]


def start(app: Client) -> str:
    return read(app, "leads?$select=lastname")[1]


def test_the_first_read_returns_every_row_over_its_pages(app: Client) -> None:
    rows, link = read(app, "leads?$select=lastname", size=30)
    assert len({row["leadid"] for row in rows}) == 200
    assert set(rows[0]) == {"@odata.etag", "lastname", "leadid"}
    assert "$deltatoken=" in link
    assert "$select=lastname" in link


def test_the_preference_is_said_to_be_applied(app: Client) -> None:
    answer = app.get("leads?$select=lastname", headers=TRACK)
    assert answer.headers["Preference-Applied"] == "odata.track-changes"


def test_without_a_change_a_delta_is_empty_and_gives_a_new_link(app: Client) -> None:
    answer = app.get(start(app)).json()
    assert answer["value"] == []
    assert answer["@odata.context"].endswith("/$delta")
    assert app.get(answer["@odata.deltaLink"]).json()["value"] == []


def test_a_delta_holds_each_changed_row_once_then_the_deleted(app: Client) -> None:
    ids = [row["leadid"] for row in app.value("leads?$select=leadid&$top=3")]
    link = start(app)
    app.call("DELETE", f"leads({ids[0]})")
    app.patch(f"leads({ids[1]})", {"lastname": "First"})
    new = app.create("leads", lastname="New")
    app.patch(f"leads({ids[1]})", {"lastname": "Second"})
    rows, _ = read(app, link)
    assert [row.get("leadid") for row in rows[:2]] == [new, ids[1]]
    assert rows[1]["lastname"] == "Second"
    gone = {"id": ids[0], "reason": "deleted"}
    assert gone.items() <= rows[2].items()
    assert rows[2]["@odata.context"].endswith("/$metadata#leads/$deletedEntity")
    assert len(rows) == 3


def test_a_row_made_and_deleted_in_between_is_reported_as_deleted(app: Client) -> None:
    link = start(app)
    lead = app.create("leads", lastname="Short")
    app.call("DELETE", f"leads({lead})")
    rows, _ = read(app, link)
    assert [row.get("id") for row in rows] == [lead]


def test_a_delta_has_pages_across_changed_and_deleted_rows(app: Client) -> None:
    ids = [row["leadid"] for row in app.value("leads?$select=leadid&$top=9")]
    link = start(app)
    for lead in ids[:4]:
        app.call("DELETE", f"leads({lead})")
    for lead in ids[4:]:
        app.patch(f"leads({lead})", {"jobtitle": "x"})
    for size in (1, 2, 3, 5, 9):
        rows, following = read(app, link, size=size)
        assert [row.get("leadid", row.get("id")) for row in rows] == ids[4:] + ids[:4]
        assert app.get(following).json()["value"] == []


def test_a_change_during_the_first_read_is_in_the_next_delta(app: Client) -> None:
    page = app.get("leads?$select=lastname", headers=small_pages(50)).json()
    seen = page["value"][0]["leadid"]
    app.patch(f"leads({seen})", {"lastname": "Meanwhile"})
    _, link = read(app, page["@odata.nextLink"])
    rows, _ = read(app, link)
    assert [row["lastname"] for row in rows] == ["Meanwhile"]


def test_a_rolled_back_write_is_no_change(app: Client) -> None:
    lead = app.value("leads?$select=leadid&$top=1")[0]["leadid"]
    link = start(app)
    kind = "Microsoft.Dynamics.CRM.lead"
    targets = [
        {"@odata.type": kind, "leadid": lead, "lastname": "Lost"},
        {"@odata.type": kind, "leadid": lead, "lastname": "x" * 51},
    ]
    path = "leads/Microsoft.Dynamics.CRM.UpdateMultiple"
    assert app.call("POST", path, json={"Targets": targets}).status_code == 400
    assert app.get(link).json()["value"] == []


def test_a_restored_row_comes_back_with_its_id(app: Client) -> None:
    row = app.value("leads?$select=leadid,lastname&$top=1")[0]
    link = start(app)
    app.call("DELETE", f"leads({row['leadid']})")
    target = {"@odata.type": "Microsoft.Dynamics.CRM.lead", "leadid": row["leadid"]}
    path = "leads/Microsoft.Dynamics.CRM.Restore"
    assert app.call("POST", path, json={"Target": target}).status_code == 200
    rows, _ = read(app, link)
    assert [(r["leadid"], r["lastname"]) for r in rows] == [(row["leadid"], row["lastname"])]


def test_waiting_changes_can_be_counted(app: Client) -> None:
    token = start(app).partition("$deltatoken=")[2]
    lead = app.create("leads", lastname="One")
    app.call("DELETE", f"leads({app.create('leads', lastname='Two')})")
    app.patch(f"leads({lead})", {"lastname": "More"})
    assert app.get(f"leads/$count?$deltatoken={token}").text == "2"


@pytest.mark.parametrize("option", ["$filter=statecode eq 0", "$orderby=lastname", "$top=5",
                                    "$expand=owninguser"])  # fmt: skip
def test_options_that_tracking_does_not_take_are_named(app: Client, option: str) -> None:
    answer = app.get(f"leads?$select=lastname&{option}", headers=TRACK)
    assert answer.status_code == 400
    assert option.partition("=")[0] in answer.json()["error"]["message"]


@pytest.mark.parametrize("token", ["nonsense", "999999999!11/24/2026 10:00:00", "1", ""])
def test_an_unknown_token_is_expired(app: Client, token: str) -> None:
    answer = app.get("leads", params={"$select": "lastname", "$deltatoken": token})
    assert (answer.status_code, error_code(answer)) == (400, "0x80044352")


def test_a_token_expires_after_the_days_of_the_organisation(world: World) -> None:
    app = world.app()
    days = app.value("organizations?$select=expirechangetrackingindays")[0]
    assert days["expirechangetrackingindays"] == 7
    link = start(app)
    seconds = 7 * 86_400 + 60
    app.control("POST", "clock", {"offsetSeconds": seconds - 3600})
    later = world.client(world.sign(exp=2**33))
    assert later.get(link).status_code == 200
    app.control("POST", "clock", {"offsetSeconds": seconds})
    assert error_code(later.get(link)) == "0x80044352"


def test_all_tokens_can_be_made_to_expire(app: Client) -> None:
    link = start(app)
    app.control("POST", "tokens/expire")
    assert error_code(app.get(link)) == "0x80044352"
    assert app.get(start(app)).status_code == 200


def test_the_status_of_an_expired_token_can_be_chosen(make_world: Make) -> None:
    app = make_world(leads=1, contacts=0, expired_token_status=410).app()
    assert app.get("leads?$deltatoken=x").status_code == 410


def test_tracking_needs_read_of_the_whole_table(world: World) -> None:
    answer = world.user("theo").get("leads?$select=lastname", headers=TRACK)
    assert (answer.status_code, error_code(answer)) == (403, "0x80040220")


def test_a_table_without_tracking_refuses(app: Client) -> None:
    app.control("POST", "schema/lead", {"changeTracking": False})
    answer = app.get("leads?$select=lastname", headers=TRACK)
    assert answer.status_code == 400
    shown = app.get("EntityDefinitions(LogicalName='lead')?$select=ChangeTrackingEnabled").json()
    assert shown["ChangeTrackingEnabled"] is False


def test_an_administrator_can_turn_tracking_on_but_not_off(world: World, app: Client) -> None:
    app.control("POST", "schema/lead", {"changeTracking": False})
    path = "EntityDefinitions(LogicalName='lead')"
    whole = {**app.get(path).json(), "ChangeTrackingEnabled": True}
    merge = {"MSCRM.MergeLabels": "true"}
    assert app.call("PUT", path, json=whole, headers=merge).status_code == 403
    ada = world.user("ada")
    assert ada.call("PUT", path, json=whole, headers=merge).status_code == 204
    xml = "<importexportxml><entities><entity>lead</entity></entities></importexportxml>"
    assert ada.call("POST", "PublishXml", json={"ParameterXml": xml}).status_code == 204
    assert app.get("leads?$select=lastname", headers=TRACK).status_code == 200
    off = {**whole, "ChangeTrackingEnabled": False}
    assert ada.call("PUT", path, json=off, headers=merge).status_code == 400
