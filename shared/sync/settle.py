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
    the value meant is the new base, and what stands there is a change like any other."""

    NOT_TAKEN = "not_taken"
    """What was there before still stands: the base stays, and the record has a problem."""


def settle(key: str, before: Canonical, meant: Canonical, after: Canonical) -> Settled:
    """`before` is the value that was read when the write was planned."""
    if same(key, meant, after):
        return Settled.AGREED
    if same(key, before, after):
        return Settled.NOT_TAKEN
    return Settled.CHANGED_SINCE
