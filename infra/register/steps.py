"""One thing that is looked at: as it should be, or to be changed. Knows no remote system."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["ok", "change", "waits", "left"]


class Stopped(Exception):
    """Nothing more can be done before a person acts; the text says what, in whole sentences."""


@dataclass(frozen=True)
class Step:
    """`ok`: as it should be. `change`: `act` puts it right. `waits`: for something that comes
    later, run again then. `left`: stays as it is, for the reason in `finding`."""

    kind: Kind
    what: str
    finding: str
    act: Callable[[], None] | None = None


@dataclass(frozen=True)
class Count:
    changes: int
    waiting: int


def ok(what: str, finding: str) -> Step:
    return Step("ok", what, finding)


def change(what: str, finding: str, act: Callable[[], None]) -> Step:
    return Step("change", what, finding, act)


def waits(what: str, finding: str) -> Step:
    return Step("waits", what, finding)


def left(what: str, finding: str) -> Step:
    return Step("left", what, finding)


def carry_out(steps: Iterable[Step], *, apply: bool, write: Callable[[str], None]) -> Count:
    """Prints each step and, with `apply`, acts. `steps` is gone through one by one, so that each
    is found after the one before it was done. Raises whatever an act raises."""
    changes = waiting = 0
    for step in steps:
        shown = step.kind
        if step.act is not None:
            changes += 1
            shown = "change"
            if not apply:
                write(f"  would   {step.what}: {step.finding}")
                continue
            write(f"  doing   {step.what}: {step.finding}")
            step.act()
            continue
        waiting += step.kind == "waits"
        write(f"  {shown:<7} {step.what}: {step.finding}")
    return Count(changes, waiting)
