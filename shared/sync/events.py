"""Works off webhook events: takes one message and drains more of the same queue."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from shared.errors import RemoteError, RequestRefused, RetryLater, Throttled
from shared.store.day_counts import DayCounts
from shared.store.events import EventQueue
from shared.sync.engine import Engine
from shared.sync.inbound import apply_contact_ids
from shared.sync.progress import Applied
from shared.sync.tally import records_of
from shared.telemetry.lines import EventsApplied, Records
from shared.telemetry.output import Log, tell
from shared.transport import Calls

log = Log(__name__)

Event = Mapping[str, Any]
"""A webhook event as it was enqueued; `contactId` may be missing. `receivedAt` is when
ActiveCampaign delivered it."""

AT_ONCE = 500
"""Events drained by one invocation. An event is only a hint that its contact may have changed,
so that many events of one contact cost one read."""

MANY = 50

AGAIN_SECONDS = 60
STOPPED_SECONDS = 600
"""Until an event is tried again: an administrator needs longer than a network."""


@dataclass(frozen=True)
class _Batch:
    """Events that are worked off together, as the log tells of them."""

    events: int
    contacts: int
    waited_seconds: int | None

    def tell(self, outcome: Literal["applied", "letGo"], records: Records | None = None) -> None:
        tell(EventsApplied(outcome, self.events, self.contacts, records or {}, self.waited_seconds))

    def wait(self, fault: RemoteError) -> None:
        log.warning("events wait: %s", fault)
        tell(
            EventsApplied("later", self.events, self.contacts, {}, self.waited_seconds, fault.code),
            logging.WARNING,
        )


def apply_events(
    engine: Engine,
    queue: EventQueue,
    counts: DayCounts,
    first: Event,
    forward: Callable[[Sequence[Event]], None] | None = None,
) -> None:
    """Applies the contacts of `first` and of what else waits in the queue.

    Before the events are done with they are handed to `forward`, which may get them more than
    once.

    An event is counted once it is done with: as received on the day of its delivery, and as
    applied today if its contact was looked at.

    If a remote system cannot be worked with, the events wait: `first` as a new message with a
    delay, since failing would poison it after five tries, the others by not being deleted. While
    nothing may be written events are let go: the poll finds from its watermark what happened."""
    more = queue.receive(AT_ONCE - 1)
    events = [first, *(message.body for message in more)]
    _note_received(engine, events)
    contact_ids = _contact_ids(events)
    began_at, began = engine.clock(), time.monotonic()
    batch = _Batch(len(events), len(contact_ids), _waited_seconds(events, began_at))
    if contact_ids and engine.may_write() and engine.states.load().initial == "done":
        try:
            applied = _apply(engine, contact_ids)
        except RequestRefused as fault:
            batch.wait(fault)
            read_anew = engine.preparer.forget(began_at)
            queue.enqueue(first, delay_seconds=1 if read_anew else STOPPED_SECONDS)
            return
        except RemoteError as fault:
            batch.wait(fault)
            queue.enqueue(first, delay_seconds=_pause(fault))
            return
        batch.tell("applied", records_of(applied.figures))
        _count_applied(counts, len(events), time.monotonic() - began)
    else:
        batch.tell("letGo")
    if forward is not None:
        forward(events)
    queue.delete(more)
    for day, number in Counter(map(_day_received, events)).items():
        counts.add("received", number, day=day)


def _pause(fault: RemoteError) -> int:
    if isinstance(fault, Throttled):
        return max(1, round(fault.retry_after_seconds))
    return AGAIN_SECONDS if isinstance(fault, RetryLater) else STOPPED_SECONDS


def _apply(engine: Engine, contact_ids: Sequence[str]) -> Applied:
    return apply_contact_ids(engine.open_context_beside("events", Calls()), contact_ids)


def _note_received(engine: Engine, events: Iterable[Event]) -> None:
    """Notes when the last of these was received. Nothing depends on the note, so that events are
    applied without it."""
    times = [at for event in events if (at := received_at(event)) is not None]
    if not times:
        return
    try:
        engine.note_webhook(max(times))
    except RemoteError as fault:
        log.warning("when the webhook was last called could not be noted: %s", fault)


def _waited_seconds(events: Iterable[Event], now: datetime) -> int | None:
    """How long ago the oldest was delivered."""
    times = [at for event in events if (at := received_at(event)) is not None]
    return max(0, round((now - min(times)).total_seconds())) if times else None


def _count_applied(counts: DayCounts, number: int, seconds: float) -> None:
    """How fast it goes is told by those invocations that had much to do, since each has the same
    work before it applies the first."""
    counts.add("applied", number)
    counts.add("applying_ms", round(seconds * 1000))
    if number >= MANY:
        counts.add("many_applied", number)
        counts.add("many_applying_ms", round(seconds * 1000))


def _day_received(event: Event) -> date | None:
    at = received_at(event)
    return at.astimezone(UTC).date() if at is not None else None


def received_at(event: Event) -> datetime | None:
    """When ActiveCampaign delivered it, if it says so."""
    try:
        at = datetime.fromisoformat(str(event.get("receivedAt")))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _contact_ids(events: Iterable[Event]) -> list[str]:
    """The ids that can be ids at all; other accounts' and forged ones are found out on reading."""
    ids = {str(event.get("contactId") or "") for event in events}
    return sorted((contact_id for contact_id in ids if contact_id.isdecimal()), key=int)
