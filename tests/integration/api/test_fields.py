"""What the mapping page is offered, read from both stand-ins by the running app."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.dataverse import sales_tables
from sandbox.dataverse.custom_columns import add_custom_columns
from sandbox.dataverse.schema import Table
from sandbox.world import World
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.connect import open_activecampaign
from shared.activecampaign.pace import CallPace
from shared.settings import load_settings
from shared.transport import Calls, open_session
from tests.integration.api.conftest import Api

FIELDS = "/api/entities/{}/fields"
ENGLISH, ITALIAN = {"Accept-Language": "en-GB"}, {"Accept-Language": "it-IT, it;q=0.9, en;q=0.5"}
SECURED = "cr1_code"


def offered(api: Api, entity: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = api.call("GET", FIELDS.format(entity), headers=headers)
    assert answer.status == 200, answer.content
    found: dict[str, Any] = answer.content
    return found


def column(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["dynamics"] if one["name"] == name)


def field(api: Api, field_id: str) -> dict[str, Any]:
    key = f"field:{field_id}"
    found: dict[str, Any] = next(
        one for one in offered(api, "lead")["activecampaign"] if one["key"] == key
    )
    return found


@pytest.fixture
def drift(world: World) -> Iterator[Any]:
    """Changes the fields of the account; those added go away with the test."""
    added: list[str] = []

    def change(**body: Any) -> str:
        made = str(world.activecampaign.post("/_sandbox/fields", body)["id"])
        if body["action"] == "add":
            added.append(made)
        return made

    yield change
    for one in added:
        change(action="remove", id=one)


@pytest.fixture
def account(world: World) -> ActiveCampaign:
    settings = load_settings(world.env)
    return open_activecampaign(
        world.activecampaign_url,
        world.activecampaign_key,
        settings=settings,
        calls=Calls(),
        session=open_session(),
        pace=CallPace(2000, 2000),
    )


@pytest.mark.parametrize(
    ("entity", "table"), [("lead", sales_tables.lead()), ("contact", sales_tables.contact())]
)
def test_every_column_that_can_be_mapped_is_there(api: Api, entity: str, table: Table) -> None:
    add_custom_columns(table)
    derived = {name for name in table.columns if name.endswith(("_base", "_composite"))}
    offered_columns = offered(api, entity)["dynamics"]
    found = {one["name"]: one for one in offered_columns if one["type"] != "LookupEmail"}
    assert found.keys() == table.columns.keys() - derived
    assert derived
    for name, one in found.items():
        known = table.columns[name]
        assert one["custom"] == known.custom
        assert one["required"] == known.required.endswith("Required")
        assert one["maxLength"] == (known.max_length or None)
        assert len(one["options"]) == len(known.options)


@pytest.mark.parametrize("entity", ["lead", "contact"])
def test_beside_lookups_stand_the_emails_of_their_rows(api: Api, entity: str) -> None:
    found = {one["name"]: one for one in offered(api, entity, ITALIAN)["dynamics"]}
    emails = {name.removesuffix("/email") for name in found if name.endswith("/email")}
    assert {"ownerid", "createdby", "cr1_accountid"} <= emails
    assert not {"owningbusinessunit", "owningteam", "transactioncurrencyid"} & emails
    for name in emails:
        email = found[f"{name}/email"]
        assert email["label"] == f"{found[name]['label']} (email)"
        assert (email["required"], email["writable"]) == (False, False)


def test_labels_and_options_are_in_the_language_of_the_caller(api: Api) -> None:
    english = column(offered(api, "contact", ENGLISH), "cr1_tier")
    italian = column(offered(api, "contact", ITALIAN), "cr1_tier")
    assert (english["label"], italian["label"]) == ("Tier", "Livello")
    assert [one["label"] for one in italian["options"]] == ["Oro", "Argento", "Bronzo"]
    assert [one["value"] for one in italian["options"]] == [
        one["value"] for one in english["options"]
    ]
    assert column(offered(api, "contact", {"Accept-Language": "ja"}), "cr1_tier") == english


def test_columns_that_a_sync_does_not_write_are_marked(api: Api) -> None:
    found = {one["name"]: one["writable"] for one in offered(api, "lead")["dynamics"]}
    kept = ("createdon", "ownerid", "statecode", "cr1_accountid", "versionnumber")
    assert not any(found[name] for name in kept)
    assert all(found[name] for name in ("jobtitle", "cr1_tier", "cr1_spend", "cr1_since"))


def test_more_fields_than_one_page_holds_are_all_there(api: Api, drift: Any) -> None:
    added = [
        drift(action="add", title=f"Wide {number}", type="dropdown", options=["A", f"B{number}"])
        for number in range(120)
    ]
    found = {one["key"]: one["options"] for one in offered(api, "lead")["activecampaign"]}
    assert [found[f"field:{one}"] for one in added] == [["A", f"B{n}"] for n in range(120)]


def test_only_what_fits_is_offered(api: Api, drift: Any) -> None:
    empty = drift(action="add", title="Empty", type="radio")
    compatible = offered(api, "lead")["compatible"]
    assert compatible[f"field:{empty}"] == ["cr1_tier"]
    assert "emailaddress1" in compatible["email"]


class TestColumnSecurity:
    @pytest.fixture
    def secure(self, world: World) -> Iterator[Any]:
        """Secures a column of leads, with these rights for the app."""

        def change(*, secured: bool, **access: bool) -> None:
            body = {"user": "app", "table": "lead", "column": SECURED, **access}
            world.dataverse.post("/_sandbox/column-security", body)
            drift = {"change": {"name": SECURED, "secured": secured}}
            world.dataverse.post("/_sandbox/schema/lead", drift)

        yield change
        change(secured=False)

    def test_a_hidden_column_is_not_offered(self, api: Api, secure: Any) -> None:
        secure(secured=True)
        names = {one["name"] for one in offered(api, "lead")["dynamics"]}
        assert SECURED not in names
        assert SECURED in {one["name"] for one in offered(api, "contact")["dynamics"]}

    def test_a_column_that_may_be_read_only_is_marked(self, api: Api, secure: Any) -> None:
        secure(secured=True, read=True)
        assert column(offered(api, "lead"), SECURED)["writable"] is False
        secure(secured=True, read=True, create=True, update=True)
        assert column(offered(api, "lead"), SECURED)["writable"] is True

    @pytest.mark.parametrize(
        ("access", "place", "code"),
        [
            ({}, "dynamics", "mapping.column_secured"),
            ({"read": True, "update": True}, "direction", "mapping.column_read_only"),
        ],
    )
    def test_a_save_names_the_column_and_keeps_the_mapping(
        self,
        api: Api,
        secure: Any,
        drift: Any,
        access: dict[str, bool],
        place: str,
        code: str,
    ) -> None:
        added = drift(action="add", title="Security", type="text")
        secure(secured=True, **access)
        path = "/api/entities/lead/mapping"
        before = api.call("GET", path)
        pair = {"activecampaign": f"field:{added}", "dynamics": SECURED, "direction": "both"}
        wanted = {**before.content, "fields": [*before.content["fields"], pair]}
        saved = api.call("PUT", path, json=wanted, headers={"If-Match": before.headers["ETag"]})
        assert saved.status == 422
        assert saved.faults == {f"fields[{len(before.content['fields'])}].{place}": code}
        (fault,) = saved.content["errors"]
        assert f"Customer Code ({SECURED})" in fault["message"]
        assert api.call("GET", path).content == before.content


def test_a_title_with_markup_is_text(api: Api, drift: Any) -> None:
    title = "<script>alert(1)</script> & “co”"
    added = drift(action="add", title=title, type="dropdown", options=["<b>A</b>"])
    found = field(api, added)
    assert (found["label"], found["options"]) == (title, ["<b>A</b>"])


def test_options_are_made_once(api: Api, drift: Any, account: ActiveCampaign) -> None:
    made = drift(action="add", title="Grows", type="listbox", options=["Gold"])
    account.add_options(made, ["gold", "Silver", "Bronze & Co"])
    account.add_options(made, ["Silver", "Tin"])
    assert field(api, made)["options"] == ["Gold", "Silver", "Bronze & Co", "Tin"]
