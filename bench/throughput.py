"""Records a second both ways with limits off, and what 1,000 changed records cost in calls."""

import json
from collections.abc import Iterator

from bench.engine import (
    InProcess,
    Measured,
    change_contacts,
    change_records,
    linked,
    world_of,
    writes,
)
from bench.figures import Figure, at_least, at_most
from bench.options import Options
from bench.processes import Spent, Watch
from shared.store.connection import EVENTS_QUEUE
from shared.sync.events import apply_events

OUTBOUND, INBOUND = 3_000, 1_000
CALLS_ACTIVECAMPAIGN, CALLS_DATAVERSE = 30, 10
CHANGED = 1_000


def measure(options: Options) -> Iterator[Figure]:
    """Changes every linked contact on one side, and times the run that brings it over."""
    with world_of(contacts=max(options.changed, CHANGED + 200)) as world:
        engine = InProcess.of(world)
        engine.run("initial")
        engine.run("scheduled")
        pairs = linked(engine.app)
        records = [record for record, _ in pairs]
        contacts = [contact for _, contact in pairs]

        engine.come_to_rest()
        change_records(world.dataverse, records, {"telephone1": "+39 02 0000001"})
        out = engine.run("scheduled")
        _expect(out.total("updated"), len(pairs))
        yield at_least(
            "outbound", len(pairs) / out.seconds, OUTBOUND, "records/s", _how(pairs, out)
        )

        engine.come_to_rest()
        change_contacts(world, contacts, {"phone": "+39 02 0000002"})
        back = engine.run("scheduled")
        _expect(back.total("updated"), len(pairs))
        yield at_least(
            "inbound, by the poll",
            len(pairs) / back.seconds,
            INBOUND,
            "records/s",
            _how(pairs, back),
        )

        changed = contacts[:CHANGED]
        change_contacts(world, changed, {"phone": "+39 02 0000003"})
        before = writes(world)
        spent = _apply_events(engine, changed)
        _expect(writes(world) - before, CHANGED)
        yield at_least(
            "inbound, by events",
            CHANGED / spent.seconds,
            INBOUND,
            "records/s",
            f"{CHANGED:,} events that wait on the queue; {spent.shares}",
        )

        engine.come_to_rest()
        change_records(world.dataverse, records[:CHANGED], {"telephone1": "+39 02 0000004"})
        few = engine.run("scheduled")
        _expect(few.total("updated"), CHANGED)
        echo = engine.run("scheduled")
        calls, after = few.run.calls, echo.run.calls
        yield at_most(
            "calls for 1,000 changed: ActiveCampaign", calls["activecampaign"],
            CALLS_ACTIVECAMPAIGN, "calls",
            f"and {after['activecampaign']} in the next run, which reads them once more",
        )  # fmt: skip
        yield at_most(
            "calls for 1,000 changed: Dataverse", calls["dynamics"], CALLS_DATAVERSE, "calls",
            f"and {after['dynamics']} in the next run",
        )  # fmt: skip


def _apply_events(engine: InProcess, contact_ids: list[str]) -> Spent:
    """What it takes to work the events off, one worker alone; the queue is filled before."""
    events, queue = engine.app.events, engine.app.storage.queue(EVENTS_QUEUE)
    for contact_id in contact_ids:
        events.enqueue({"type": "update", "contactId": contact_id})
    watch = Watch()
    while (message := next(iter(queue.receive_messages(max_messages=1)), None)) is not None:
        apply_events(engine.app.engine, events, engine.app.counts, json.loads(message.content))
        queue.delete_message(message)
    return watch.spent()


def _how(pairs: list[tuple[str, str]], measured: Measured) -> str:
    return f"{len(pairs):,} records; {measured.shares}"


def _expect(found: int, wanted: int) -> None:
    """A figure of a run that did not do its work says nothing."""
    if found != wanted:
        raise ValueError(f"{wanted} were to be written, {found} were")
