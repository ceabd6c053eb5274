"""What a write turned out to be, told from the value before it, the value meant, and the value
read back. Pure."""

from enum import Enum

from shared.mapping.values import Canonical
from shared.sync.merge import same


class Settled(Enum):
    """How a written value came out."""

    AGREED = "agreed"
    """Both sides hold it: it is the new base."""

    CHANGED_SINCE = "changed_since"
    """It was taken, and then changed on that side (by a rule there, or kept in another form):
    the value meant is the new base, and what stands there is a change like any other. So a blank
    at the end that one side never keeps goes on the other, too."""

    NOT_TAKEN = "not_taken"
    """What was there before still stands: the base stays, and the record has a problem."""


def settle(key: str, before: Canonical, meant: Canonical, after: Canonical) -> Settled:
    """`before` is the value that was read when the write was planned."""
    if same(key, meant, after):
        return Settled.AGREED
    if same(key, before, after) and not _reads_alike(before, meant):
        return Settled.NOT_TAKEN
    return Settled.CHANGED_SINCE


def _reads_alike(one: Canonical, other: Canonical) -> bool:
    """True if the two texts differ in outer blanks and line ends alone, which a side may keep in
    a form of its own."""
    return _plain(one) is not None and _plain(one) == _plain(other)


def _plain(value: Canonical) -> str | None:
    if value is None:
        return ""
    return "\n".join(value.strip().splitlines()) if isinstance(value, str) else None
