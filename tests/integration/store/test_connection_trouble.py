"""What is wrong with the key is kept with the connection whose key it is."""

from datetime import UTC, datetime

import pytest

from shared.store.connection import Storage
from shared.store.connection_store import Connection, ConnectionStore, Trouble

TROUBLE = Trouble(code="connection.key_refused", detail="No.", remedy="Renew it.")


@pytest.fixture
def store(storage: Storage) -> ConnectionStore:
    made = ConnectionStore(storage)
    made.save(connection("one"))
    return made


def connection(digest: str) -> Connection:
    return Connection(
        url="https://acme.api-us1.com",
        account_name="Acme",
        connected_at=datetime(2026, 11, 24, tzinfo=UTC),
        connected_by="Ann",
        webhook_id="1",
        webhook_last_received_at=None,
        account=1,
        key_digest=digest,
    )


def trouble_in(store: ConnectionStore) -> Trouble | None:
    known = store.load()
    assert known is not None
    return known.trouble


def test_it_is_noted_and_taken_back(store: ConnectionStore) -> None:
    store.note_trouble("one", TROUBLE)
    assert trouble_in(store) == TROUBLE
    store.note_trouble("one", None)
    assert trouble_in(store) is None


def test_of_another_key_it_is_not_noted(store: ConnectionStore) -> None:
    store.note_trouble("another", TROUBLE)
    assert trouble_in(store) is None


def test_another_key_starts_without_it(store: ConnectionStore) -> None:
    store.note_trouble("one", TROUBLE)
    store.save(connection("two"))
    assert trouble_in(store) is None


def test_without_a_connection_nothing_is_noted(store: ConnectionStore) -> None:
    store.clear()
    store.note_trouble("one", TROUBLE)
    assert store.load() is None
