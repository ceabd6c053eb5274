"""Tables and queues in memory answer as Azurite does, operation by operation."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError

from sandbox.azurite import Azurite
from shared.store.connection import EVENTS_QUEUE, Storage
from tests.integration.conftest import settings_for
from tests.model.storage import Account, MemoryStorage

Opened = tuple[Any, Any]


@pytest.fixture(params=["azurite", "memory"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """A table and a queue."""
    if request.param == "memory":
        memory = MemoryStorage(Account(), lambda _, act: act())
        return memory.table("links"), memory.queue(EVENTS_QUEUE)
    azurite: Azurite = request.getfixturevalue("azurite")
    storage = Storage(settings_for(azurite), prefix=f"t{uuid4().hex[:12]}")
    storage.create_all()
    queue = storage.queue(EVENTS_QUEUE)
    queue.clear_messages()
    return storage.table("links"), queue


def row(key: str, partition: str = "p", **values: Any) -> dict[str, Any]:
    return {"PartitionKey": partition, "RowKey": key, **values}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(HttpResponseError) as caught:
        act()
    return type(caught.value).__name__


def if_unchanged(etag: str) -> dict[str, Any]:
    return {"etag": etag, "match_condition": MatchConditions.IfNotModified, "mode": "replace"}


def test_values_come_back_as_they_were(opened: Opened) -> None:
    table, _ = opened
    values: dict[str, Any] = {"text": "ü", "number": 7, "yes": True, "bytes": b"\x00\x01"}
    etag = table.create_entity(row("a", **values))["etag"]
    found = table.get_entity("p", "a")
    assert {name: found[name] for name in values} == values
    assert found.metadata["etag"] == etag


def test_a_write_is_refused_unless_its_condition_holds(opened: Opened) -> None:
    table, _ = opened
    old = table.create_entity(row("a", n=1))["etag"]
    new = table.update_entity(row("a", n=2), **if_unchanged(old))["etag"]
    assert new != old
    assert refused(lambda: table.create_entity(row("a", n=3))) == "ResourceExistsError"
    assert refused(lambda: table.update_entity(row("a"), **if_unchanged(old))) == (
        "ResourceModifiedError"
    )
    assert refused(lambda: table.update_entity(row("b"), **if_unchanged(old))) == (
        "ResourceNotFoundError"
    )
    assert refused(lambda: table.get_entity("p", "b")) == "ResourceNotFoundError"
    assert table.get_entity("p", "a")["n"] == 2


def test_a_batch_is_carried_out_as_a_whole_or_not_at_all(opened: Opened) -> None:
    table, _ = opened
    table.create_entity(row("a"))
    upsert = ("upsert", row("b", n=1), {"mode": "replace"})
    refusal = refused(lambda: table.submit_transaction([upsert, ("create", row("a"))]))
    assert refusal == "TableTransactionError"
    assert refused(lambda: table.get_entity("p", "b")) == "ResourceNotFoundError"
    (answer,) = table.submit_transaction([upsert])
    assert answer["etag"] == table.get_entity("p", "b").metadata["etag"]
    table.submit_transaction([("delete", row("a"))])
    table.delete_entity("p", "a")  # is no error


def test_rows_are_listed_by_key_page_by_page(opened: Opened) -> None:
    table, _ = opened
    for key in ("c", "a", "d", "b"):
        table.create_entity(row(key, n=ord(key), shown=key != "b"))
    table.create_entity(row("a", partition="q", shown=True))
    query = "PartitionKey eq @p and RowKey gt @after and shown eq true"
    parameters = {"p": "p", "after": "a"}
    pages = table.query_entities(
        query, parameters=parameters, select=["RowKey"], results_per_page=1
    ).by_page()
    assert [[one["RowKey"] for one in page] for page in pages if page] == [["c"], ["d"]]


def test_rows_of_one_form_or_another_are_listed(opened: Opened) -> None:
    table, _ = opened
    for key, state, reason in (("a", "out", "x"), ("b", "over", "x"), ("c", "over", "y")):
        table.create_entity(row(key, state=state, reason=reason))
    query = (
        "PartitionKey eq @p and "
        "( state eq @out or state eq @over and reason eq @x or reason eq @z )"
    )
    parameters = {"p": "p", "out": "out", "over": "over", "x": "x", "z": "z"}
    pages = table.query_entities(query, parameters=parameters).by_page()
    assert [one["RowKey"] for page in pages for one in page] == ["a", "b"]


def test_a_message_is_hidden_while_it_is_worked_on(opened: Opened) -> None:
    _, queue = opened
    queue.send_message("now", time_to_live=-1)
    queue.send_message("later", visibility_timeout=600, time_to_live=-1)
    (message,) = queue.receive_messages(max_messages=5, visibility_timeout=600)
    assert message.content == "now"
    assert list(queue.receive_messages(max_messages=5, visibility_timeout=600)) == []
    assert refused(lambda: queue.delete_message(message.id, "wrong")) in (
        "ResourceNotFoundError",
        "HttpResponseError",
    )
    queue.delete_message(message.id, message.pop_receipt)
