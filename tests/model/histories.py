"""Tells histories one after another; makes one that breaks a law as short as it can."""

import gc
import logging
import traceback
from dataclasses import dataclass

from shared.store import bulk
from shared.sync import leasing, phases, single_calls
from tests.model.scheduler import EPISODE, History
from tests.model.violation import Violation

TRIES = 60


@dataclass(frozen=True)
class Asked:
    """`only` names the steps that are told of the first episode; empty: all."""

    seed: str
    steps: int
    first: int = 1
    tell: bool = False
    shrink: bool = True
    only: str = ""
    about_consent: bool = False


def tell_all(asked: Asked) -> bool:
    """True if one broke a law."""
    _one_thread()
    skipped = _all_but(asked.only)
    done, number, looks = 0, asked.first, 0
    while done < asked.steps:
        length = min(EPISODE, asked.steps - done)
        history = History(f"{asked.seed}/{number}", skipped, asked.about_consent)
        fault = _told(history, length)
        if asked.tell:
            print("\n".join(history.told))
        if fault is not None:
            print(f"episode {number} of seed {asked.seed}: {fault.text}")
            shrink = asked.shrink
            print(_shortened(history, length, fault.law) if shrink else "\n".join(history.told))
            return True
        done, number, looks = done + length, number + 1, looks + history.looks
    print(f"{done} steps, {looks} times at rest: every law held; seed {asked.seed}")
    return False


def _all_but(only: str) -> set[int]:
    kept: set[int] = set()
    for part in filter(None, only.split(",")):
        first, _, last = part.partition("-")
        kept.update(range(int(first), int(last or first) + 1))
    return set(range(1, EPISODE + 1)) - kept if kept else set()


@dataclass(frozen=True)
class Fault:
    """What went wrong: the law that was broken, or where the app failed, and in words."""

    law: str
    text: str


def _told(history: History, steps: int) -> Fault | None:
    """What went wrong."""
    try:
        history.run(steps)
    except Violation as violation:
        return Fault(violation.law, str(violation))
    except Exception as fault:  # noqa: BLE001 - a worker must not fail in any other way
        return Fault(type(fault).__name__, traceback.format_exc())
    finally:
        gc.unfreeze()  # the stand-in keeps its rows from being collected, but here they go
        gc.collect()
    return None


def _shortened(history: History, steps: int, law: str) -> str:
    """What happens in the shortest history that breaks the same law, as far as could be found."""
    last = max((_number(line) for line in history.told), default=steps)
    kept = list(range(1, last + 1))
    best, tries, size, why = history.told, 0, max(1, len(kept) // 2), ""
    while size >= 1 and tries < TRIES:
        start = 0
        while start < len(kept) and tries < TRIES:
            wanted = kept[:start] + kept[start + size :]
            skipped = set(range(1, last + 1)) - set(wanted)
            shorter = History(history.seed, skipped, history.about_consent)
            tries += 1
            fault = _told(shorter, last)
            if fault is not None and fault.law == law:
                kept, best, why = wanted, shorter.told, fault.text
            else:
                start += size
        size //= 2
    shown = ",".join(map(str, kept))
    return "\n".join([f"{len(kept)} of {steps} steps are enough: --only {shown}", *best, why])


def _number(line: str) -> int:
    head = line.split(":")[0]
    return int(head) if head.isdecimal() else 0


def _one_thread() -> None:
    """What a worker does in several threads it does in one: only then do seeds decide."""
    bulk.THREADS = single_calls.THREADS = phases.AT_ONCE = 1  # type: ignore[misc]
    leasing.RENEW_SECONDS = 1e6
    logging.disable(logging.CRITICAL)
