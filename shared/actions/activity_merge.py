"""Makes one list of what several sources tell. Pure.

Two sources tell of the same fact if it is the same kind, at about the same time, and no id that
both name differs. Each row of a source is paired with at most one of the others, so that two
sends of one campaign stay two."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.activecampaign.activity_models import Happening

SAME_TIME = timedelta(minutes=2)
"""Sources note one fact at times of their own, some seconds apart."""

Order = tuple[datetime, int, str]

_IDS = ("campaign_id", "automation_id", "list_id", "tag_id")
_UNSURE = "opened_or_clicked"
_TOLD_BY_EVENTS = ("opened", "clicked")


def merged(sources: Iterable[Sequence[Happening]]) -> list[Happening]:
    """Newest first. Of a fact that several sources tell, id and time are those of the first
    source that tells it; what it lacks is taken from the others."""
    facts: list[Happening] = []
    for source in sources:
        free = set(range(len(facts)))
        left = list(source)
        for exact in (True, False):
            left = [one for one in left if not _paired(one, facts, free, exact=exact)]
        facts += left
    return sorted(facts, key=order, reverse=True)


def order(happening: Happening) -> Order:
    return order_of(happening.at, happening.id)


def order_of(at: datetime, activity_id: str) -> Order:
    """By which activities are in order, also those of one second: the same whenever they are
    read."""
    return at, len(activity_id), activity_id


def _paired(one: Happening, facts: list[Happening], free: set[int], *, exact: bool) -> bool:
    """Puts `one` into the nearest of the `free` facts that it may be; True if there is any.
    `exact`: both name the same reference, or the kinds are equal; else what is unsure may become
    sure."""
    fitting = [place for place in free if _may_be(one, facts[place], exact=exact)]
    if not fitting:
        return False
    nearest = min(fitting, key=lambda place: (abs(facts[place].at - one.at), place))
    free.discard(nearest)
    facts[nearest] = _together(facts[nearest], one)
    return True


def _may_be(one: Happening, fact: Happening, *, exact: bool) -> bool:
    if abs(one.at - fact.at) > SAME_TIME or any(_differ(one, fact, key) for key in _IDS):
        return False
    if not exact:
        return fact.what == _UNSURE and one.what in _TOLD_BY_EVENTS
    return one.what == fact.what and not _differ(one, fact, "reference_id")


def _differ(one: Happening, other: Happening, key: str) -> bool:
    mine, theirs = getattr(one, key), getattr(other, key)
    return bool(mine and theirs and mine != theirs)


def _together(fact: Happening, one: Happening) -> Happening:
    return replace(
        fact,
        what=one.what if fact.what == _UNSURE else fact.what,
        **{
            key: getattr(fact, key) or getattr(one, key)
            for key in ("reference_id", *_IDS, "text", "url")
        },
    )
