"""Records planned a second, pure, by one core: without and with the conversion of what was read."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.engine import InProcess, change_records, linked, world_of
from bench.figures import Figure, at_least
from bench.options import Options
from shared.activecampaign.models import Contact
from shared.dataverse.rows import Row
from shared.store.links import Link
from shared.sync.context import EntitySync
from shared.sync.pair import Pair
from shared.sync.plan import plan
from shared.sync.sides import TABLE, columns_read, contact_state, record_state
from shared.transport import Calls

TARGET = 20_000
RECORDS = 2_000
SECONDS = 2.0


@dataclass(frozen=True)
class Prepared:
    """What one record's planning starts from, as read."""

    row: Row
    contact: Contact
    link: Link


def measure(_: Options) -> Iterator[Figure]:
    """Plans linked pairs, of which the record differs from the base by one value."""
    sync, prepared = _prepare()
    pairs = [_pair(sync, item) for item in prepared]
    if not all(plan(pair, sync.rules).to_contact for pair in pairs):
        raise ValueError("a pair with a changed record planned no write to its contact")
    note = f"{len(pairs):,} linked pairs with one changed value, {len(sync.rules.fields)} fields"
    alone = _rate(len(pairs), lambda: [plan(pair, sync.rules) for pair in pairs])
    yield at_least("plan", alone, TARGET, "records/s", note)
    whole = _rate(len(pairs), lambda: [plan(_pair(sync, item), sync.rules) for item in prepared])
    yield at_least("plan, and conversion of row and contact", whole, TARGET, "records/s", note)


def _prepare() -> tuple[EntitySync, list[Prepared]]:
    """From the stand-ins, so that rows, contacts and schema are as the clients answer them."""
    with world_of(contacts=RECORDS) as world:
        engine = InProcess.of(world)
        engine.run("initial")
        tied = linked(engine.app)
        ids = [record for record, _ in tied]
        change_records(world.dataverse, ids, {"telephone1": "+39 02 0000001"})
        ctx = engine.app.engine.open_context(
            "bench", Calls(), after_id="0", exclude_automations=False
        )
        sync = ctx.entities["contact"]
        rows = ctx.dataverse.rows_by_id(TABLE["contact"], ids, columns_read(sync))
        contacts = ctx.activecampaign.contacts_by_id([contact for _, contact in tied])
        links = ctx.links.read("contact", ids)
        return sync, [
            Prepared(rows[record], contacts[contact], links[record]) for record, contact in tied
        ]


def _pair(sync: EntitySync, item: Prepared) -> Pair:
    return Pair(
        "contact", item.link, record_state(sync, item.row), contact_state(sync, item.contact)
    )


def _rate(number: int, act: Callable[[], object]) -> float:
    """Of this thread's processor time: what other processes do meanwhile does not count."""
    act()
    rounds, began = 0, time.thread_time()
    while (spent := time.thread_time() - began) < SECONDS:
        act()
        rounds += 1
    return rounds * number / spent
