"""Microsoft's own Python client (PowerPlatform-Dataverse-Client) against the stand-in."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from azure.core.credentials import AccessToken
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError
from PowerPlatform.Dataverse.models import UpsertItem
from PowerPlatform.Dataverse.models.filters import col, raw
from requests.adapters import HTTPAdapter

from tests.sandbox.dataverse.conftest import World


class StubCredential:
    """A TokenCredential that has one token."""

    def __init__(self, token: str) -> None:
        self._token = token
        self.scopes: set[str] = set()

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes.update(scopes)
        return AccessToken(self._token, int(time.time()) + 600)


class PlainOnLoopback(HTTPAdapter):
    """The client insists on https; the stand-in speaks http."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        assert request.url is not None
        request.url = request.url.replace("https://127.0.0.1", "http://127.0.0.1", 1)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def client(world: World) -> Iterator[DataverseClient]:
    credential = StubCredential(world.sign())
    with DataverseClient(world.url.replace("http:", "https:"), credential) as client:
        assert client._session is not None
        client._session.mount("https://", PlainOnLoopback())
        yield client


def test_create_retrieve_update_delete(client: DataverseClient) -> None:
    lead = client.records.create("lead", {"FirstName": "Ann", "lastname": "Lee"})
    row = client.records.retrieve("lead", lead, select=["fullname"])
    assert row is not None
    assert row["fullname"] == "Ann Lee"
    client.records.update("lead", lead, {"jobtitle": "CEO"})
    changed = client.records.retrieve("lead", lead, select=["jobtitle"])
    assert changed is not None
    assert changed["jobtitle"] == "CEO"
    client.records.delete("lead", lead)
    assert client.records.retrieve("lead", lead) is None


def test_many_rows_at_once(client: DataverseClient) -> None:
    ids = client.records.create("lead", [{"lastname": f"L{n}"} for n in range(5)])
    assert len(set(ids)) == 5
    client.records.update("lead", ids, {"jobtitle": "Same"})
    client.records.update("lead", ids[:2], [{"jobtitle": "First"}, {"jobtitle": "Second"}])
    rows = client.records.list(
        "lead", filter=col("leadid").in_(ids), select=["jobtitle"], orderby=["leadid"]
    )
    titles = {row["leadid"]: row["jobtitle"] for row in rows}
    assert [titles[i] for i in ids] == ["First", "Second", "Same", "Same", "Same"]
    assert client.records.delete("lead", ids)
    assert len(client.records.list("lead", filter=col("leadid").in_(ids))) == 0


def test_pages_and_counts(client: DataverseClient) -> None:
    pages = list(client.records.list_pages("contact", select=["fullname"], page_size=80))
    assert [len(page) for page in pages] == [80, 80, 80, 60]
    assert len(client.records.list("contact", select=["contactid"], top=7)) == 7


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (col("lastname") == "o'neil", {"A"}),
        ((col("cr1_score") > 5) & (col("cr1_vip") == True), {"A"}),  # noqa: E712
        (col("firstname").is_null(), {"C"}),
        (~(col("firstname") == "A") | col("firstname").is_null(), {"B", "C"}),
        (col("emailaddress1") == "b+1@example.com", {"B"}),
        (col("lastname").contains("neil"), {"A"}),
        (col("cr1_score").between(6, 9), {"A"}),
        (raw("Microsoft.Dynamics.CRM.Today(PropertyName='createdon')"), {"A", "B", "C"}),
    ],
)
def test_filters(client: DataverseClient, expression: Any, expected: set[str]) -> None:
    mine = col("department") == "filter test"
    rows = [
        {"firstname": "A", "lastname": "O'Neil", "cr1_score": 7, "cr1_vip": True},
        {"firstname": "B", "lastname": "b", "emailaddress1": "b+1@example.com", "cr1_score": 3},
        {"lastname": "C"},
    ]
    for name, row in zip("ABC", rows, strict=True):
        client.records.create("contact", {**row, "jobtitle": name, "department": "filter test"})
    found = client.records.list("contact", filter=mine & expression, select=["jobtitle"])
    assert {row["jobtitle"] for row in found} == expected


def test_upsert_by_alternate_key(client: DataverseClient) -> None:
    items = [
        UpsertItem(alternate_key={"cr1_code": f"UP-{n}"}, record={"lastname": f"L{n}"})
        for n in range(2)
    ]
    client.records.upsert("contact", items[:1])
    client.records.upsert("contact", items)
    found = client.records.list("contact", filter="startswith(cr1_code,'UP-')")
    assert sorted(row["lastname"] for row in found) == ["L0", "L1"]


def test_labels_are_resolved_by_the_metadata(client: DataverseClient) -> None:
    lead = client.records.create("lead", {"lastname": "L", "cr1_tier": "Argento"})
    row = client.records.retrieve(
        "lead", lead, select=["cr1_tier"],
        include_annotations="OData.Community.Display.V1.FormattedValue",
    )  # fmt: skip
    assert row is not None
    assert row["cr1_tier"] == 727500001
    assert row["cr1_tier@OData.Community.Display.V1.FormattedValue"] == "Silver"


def test_a_batch_with_a_change_set(client: DataverseClient) -> None:
    existing = client.records.create("lead", {"lastname": "Old"})
    batch = client.batch.new()
    batch.records.create("lead", {"lastname": "Alone"})
    batch.records.retrieve("lead", existing, select=["lastname"])
    with batch.changeset() as changes:
        made = changes.records.create("contact", {"lastname": "In set"})
        changes.records.update("contact", made, {"firstname": "Later"})
        changes.records.update("lead", existing, {"lastname": "New"})
    batch.records.delete("lead", existing)
    result = batch.execute()
    assert [item.status_code for item in result.responses] == [204, 200, 204, 204, 204, 204]
    assert result.responses[1].data is not None
    assert result.responses[1].data["lastname"] == "Old"
    contact = result.responses[2].entity_id
    assert contact is not None
    row = client.records.retrieve("contact", contact, select=["fullname"])
    assert row is not None
    assert row["fullname"] == "Later In set"


def test_a_batch_that_continues_on_error(client: DataverseClient) -> None:
    batch = client.batch.new()
    batch.records.create("lead", {"lastname": "x" * 51})
    batch.records.create("lead", {"lastname": "Good"})
    result = batch.execute(continue_on_error=True)
    assert [item.status_code for item in result.responses] == [400, 204]
    assert result.failed[0].error_code == "0x80044331"


def test_errors_carry_status_and_code(client: DataverseClient) -> None:
    with pytest.raises(HttpError) as caught:
        client.records.create("lead", {"lastname": "L", "nonsense": "x"})
    assert caught.value.status_code == 400
    assert caught.value.details["service_error_code"] == "0x80048d19"
    with pytest.raises(HttpError) as caught:
        client.records.create("account", {"name": "not allowed"})
    assert caught.value.status_code == 403


def test_table_and_column_metadata(client: DataverseClient) -> None:
    info = client.tables.get("Lead")
    assert info is not None
    assert info["entity_set_name"] == "leads"
    tables = client.tables.list(filter="startswith(SchemaName,'Con')", select=["LogicalName"])
    assert [table["LogicalName"] for table in tables] == ["contact"]
    columns = client.tables.list_columns("lead", select=["LogicalName", "AttributeType"])
    types = {column["LogicalName"]: column["AttributeType"] for column in columns}
    assert types["cr1_spend"] == "Money"
    assert client.tables.get_alternate_keys("contact")[0].key_attributes == ["cr1_code"]
    names = {one["SchemaName"] for one in client.tables.list_table_relationships("systemuser")}
    assert "systemuserroles_association" in names


def test_expanded_lookups(client: DataverseClient) -> None:
    rows = client.records.list(
        "contact",
        filter="_parentcustomerid_value ne null",
        select=["fullname"],
        expand=["parentcustomerid_account"],
        top=1,
    )
    assert next(iter(rows))["parentcustomerid_account"]["name"]
