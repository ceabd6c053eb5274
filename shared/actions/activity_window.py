"""Which part of each source a window of activities takes, and where the next one goes on. Pure.

A window is what one reading of all sources gives: of each at most a hundred rows. Where a source
has more, what is older than the oldest of these rows may lack rows, and is left to the next
window. That begins a little before its end, since sources note the same fact at times of their
own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.actions.activity_merge import SAME_TIME, merged
from shared.activecampaign.activity_models import (
    ActivityPage,
    ContactHistory,
    Happening,
    Names,
    Source,
)

MOST_CALLS = 6
"""Calls of ActiveCampaign for one window, the reading of the contact among them."""

DONE = -1

_TICK = timedelta(microseconds=1)
"""What happened at the very end of a window is left to the next one."""

Starts = Mapping[Source, int]
"""Source -> how many rows newer than the window it has; DONE: all its rows are. Absent: 0."""

Read = Source | Literal["tag_names"]

SPARE: Sequence[Source] = ("emails", "events", "notes", "tracking")
"""What calls that are left go to."""

_FIRST: Sequence[Source] = ("activities", "emails", "bounces", "notes", "tracking", "events")
"""Whose word on id and time stands, where several tell the same."""


@dataclass(frozen=True, slots=True)
class Window:
    """Facts newest first, and where the next window begins; None: there is nothing older. That
    window shows what is older than the time and id `before`."""

    facts: tuple[Happening, ...]
    following: Starts | None = None
    before: tuple[datetime, str] | None = None


def reads_beside(
    history: ContactHistory,
    stream: ActivityPage | None,
    left_out: Collection[Read],
    known: Names,
    calls_made: int,
    spare: Sequence[Source] = SPARE,
) -> list[Read]:
    """What to ask besides contact and stream, the most needed first, within MOST_CALLS. `stream`
    None: the account lacks it. Notes and tracked events are in the stream too, so that they are
    needed for their texts only, and where it shows any."""
    told = None if stream is None else {happening.what for happening in stream.happenings}
    tags = {fact.tag_id for fact in history.happenings if fact.tag_id}
    needed: list[tuple[Read, bool]] = [
        ("emails", told is None or "sent" not in told),
        ("bounces", history.has_bounced is not False),
        ("notes", told is None or "note" in told),
        ("tracking", told is None or "tracked" in told),
        ("tag_names", not {("tag", tag_id) for tag_id in tags} <= known.keys()),
    ]
    wanted: list[Read] = [read for read, is_needed in needed if is_needed]
    wanted += spare
    return [read for read in dict.fromkeys(wanted) if read not in left_out][
        : MOST_CALLS - calls_made
    ]


def window_of(
    history: ContactHistory,
    pages: Mapping[Source, ActivityPage],
    starts: Starts,
    live: Sequence[Happening] = (),
) -> Window:
    """What the answers make together with what webhooks told."""
    ordered = [pages[source].happenings for source in _FIRST if source in pages]
    facts = merged([*ordered, live, history.happenings])
    limiting = [page for page in pages.values() if page.more and page.happenings]
    if not limiting:
        return Window(tuple(facts))
    cut, margin = _cut(limiting)
    following = dict(starts)
    for source, page in pages.items():
        newer = sum(one.at > cut + margin for one in page.happenings)
        at_its_end = not page.more and newer == len(page.happenings)
        following[source] = DONE if at_its_end else starts.get(source, 0) + newer
    return Window(tuple(fact for fact in facts if fact.at > cut), following, (cut + _TICK, ""))


def _cut(limiting: Sequence[ActivityPage]) -> tuple[datetime, timedelta]:
    """After which time everything is known, and how much before it the next window begins. Where
    hundreds of rows are of a few minutes there is no room for a margin: a fact that two sources
    tell may come twice there."""
    horizon = max(_oldest(page) for page in limiting)
    newest = max(page.happenings[0].at for page in limiting if _oldest(page) == horizon)
    if newest > horizon + 2 * SAME_TIME:
        return horizon + SAME_TIME, SAME_TIME
    return (horizon if newest > horizon else horizon - _TICK), timedelta()


def _oldest(page: ActivityPage) -> datetime:
    return page.happenings[-1].at
