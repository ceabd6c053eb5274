"""The last reconciliation, and the suspects of one that is under way."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared.store.connection import Storage
from shared.store.reconciliation import Reconciliation, ReconciliationStore

AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def test_the_last_one_is_kept_and_before_the_first_there_is_none(storage: Storage) -> None:
    store = ReconciliationStore(storage)
    assert store.latest() is None
    first = Reconciliation(AT, compared=300_000, differences=3, repaired=2)
    store.keep(first)
    assert store.latest() == first
    second = Reconciliation(AT + timedelta(days=1), compared=300_001, differences=0, repaired=0)
    store.keep(second)
    assert store.latest() == second


def test_suspects_are_kept_once_by_run_and_entity_until_cleared(storage: Storage) -> None:
    store, run, other = ReconciliationStore(storage), str(uuid4()), str(uuid4())
    ids = sorted(str(uuid4()) for _ in range(250))
    store.suspect(run, "lead", ids)
    store.suspect(run, "lead", ids[:10])
    store.suspect(run, "contact", ids[:1])
    store.suspect(other, "lead", ids[:2])

    assert store.suspects(run, "lead", 1000) == ids
    assert len(store.suspects(run, "lead", 200)) == 200
    store.cleared(run, "lead", ids[:249])
    store.cleared(run, "lead", ids[:1])
    assert store.suspects(run, "lead", 1000) == ids[249:]
    assert store.suspects(run, "contact", 1000) == ids[:1]
    assert store.suspects(other, "lead", 1000) == ids[:2]

    store.forget_all()
    assert store.suspects(run, "lead", 1) == []
    assert store.suspects(other, "lead", 1) == []
