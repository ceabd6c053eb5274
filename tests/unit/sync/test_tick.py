"""What an initial sync is going to read is counted when it begins; no count stops it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from shared.dataverse.rows import Page
from shared.errors import AppError, CredentialsRefused, RightMissing, Unreachable
from shared.sync import tick
from shared.sync.state import SyncState
from shared.sync.tick import PAGE_SIZE, tick_initial, tick_scheduled
from shared.transport import Calls

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Tables:
    """Tables of so many rows, read page by page; `fault` is raised instead."""

    def __init__(self, **sizes: int) -> None:
        self.sizes = sizes
        self.fault: AppError | None = None
        self.asked: list[tuple[str, Sequence[str]]] = []
        self.on_page = lambda: None

    def page(
        self, table: str, select: Sequence[str], *, page_size: int, link: str | None = None
    ) -> Page:
        self.asked.append((table, select))
        self.on_page()
        if self.fault is not None:
            raise self.fault
        start = int(link or "0")
        end = min(start + page_size, self.sizes[table])
        rows = [{"@odata.etag": "1"}] * (end - start)
        return Page(rows, str(end) if end < self.sizes[table] else None)


class World:
    """An engine that is connected, and what it enqueued and noted."""

    def __init__(self, tables: Tables, *, lead: bool = True, contact: bool = True) -> None:
        self.enqueued: list[Any] = []
        self.expected: list[int] = []
        self.calls: list[dict[str, int]] = []
        self.state = SyncState()
        enabled = {"lead": lead, "contact": contact}
        self.engine: Any = SimpleNamespace(
            may_write=lambda: True,
            mapped=lambda: True,
            clock=lambda: NOW,
            states=SimpleNamespace(
                load=lambda: self.state,
                begin_run=lambda *_, **__: True,
                expect=self.expected.append,
            ),
            mappings=SimpleNamespace(load=lambda entity: ({"enabled": enabled[entity]}, "1")),
            sync_settings=SimpleNamespace(load=lambda: SimpleNamespace(frequency_hours=1)),
            runs=SimpleNamespace(
                load=lambda _: None,
                create=lambda _: None,
                add_figures=lambda _, __, calls: self.calls.append(calls),
            ),
            cursors=SimpleNamespace(load=lambda *_: None),
            steps=SimpleNamespace(enqueue=self.enqueued.append),
            open_dataverse=lambda calls: self._open(tables, calls),
        )

    @staticmethod
    def _open(tables: Tables, calls: Calls) -> Tables:
        tables.on_page = lambda: calls.add("dataverse", 200)
        return tables


def test_both_entities_are_counted_to_the_last_page_by_their_ids_alone() -> None:
    tables = Tables(leads=2 * PAGE_SIZE + 7, contacts=3)
    world = World(tables)

    tick_initial(world.engine)

    assert world.expected == [2 * PAGE_SIZE + 10]
    assert tables.asked == [("contacts", ["contactid"])] + [("leads", ["leadid"])] * 3
    assert world.calls == [{"dynamics": 4}]


def test_an_entity_that_is_switched_off_is_not_counted() -> None:
    world = World(Tables(leads=5, contacts=3), lead=False)
    tick_initial(world.engine)
    assert world.expected == [3]


@pytest.mark.parametrize(
    "fault",
    [
        RightMissing("dataverse", "No read access."),
        CredentialsRefused("dataverse", "No."),
        Unreachable("dataverse", "No answer."),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_count_that_cannot_be_had_stops_nothing(fault: AppError) -> None:
    tables = Tables(leads=5, contacts=3)
    tables.fault = fault
    world = World(tables)

    tick_initial(world.engine)

    assert len(world.enqueued) == 1
    assert world.expected == []
    assert world.calls == [{"dynamics": 1}]


def test_the_run_is_on_its_queue_before_anything_is_counted() -> None:
    tables = Tables(leads=5, contacts=3)
    world = World(tables)
    before: list[int] = []
    opened = world.engine.open_dataverse

    def open_dataverse(calls: Calls) -> Tables:
        before.append(len(world.enqueued))
        found: Tables = opened(calls)
        return found

    world.engine.open_dataverse = open_dataverse
    tick_initial(world.engine)
    assert before == [1]


def test_counting_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tick, "COUNT_SECONDS", -1.0)
    tables = Tables(leads=3, contacts=3 * PAGE_SIZE)
    world = World(tables)
    tick_initial(world.engine)
    assert len(tables.asked) == 1
    assert world.expected == []


def test_a_scheduled_run_counts_nothing() -> None:
    tables = Tables(leads=5, contacts=3)
    world = World(tables)
    world.state = SyncState(initial="done")
    tick_scheduled(world.engine)
    assert len(world.enqueued) == 1
    assert tables.asked == []
