"""Worlds of a few hundred people, with hosts that tests kill and calls that they spoil."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from sandbox.demo.story import Story
from sandbox.world import World

OpenWorld = Callable[[int, int], AbstractContextManager[World]]
PATIENCE_SECONDS = 100.0
LEASE_IS_OVER_SECONDS = 90.0
"""The lease of a run ends by itself a minute after its holder died; the clock is moved on."""

OF_THE_DEMO = {"mapping.too_precise: cr1_score: 1 decimal places, 0 allowed."}
"""One contact of the demo has a number of employees with a fraction."""


@pytest.fixture
def open_world(tmp_path: Path) -> OpenWorld:
    """Opens a world of so many leads and contacts; no host runs yet."""

    @contextmanager
    def opened(leads: int, contacts: int) -> Iterator[World]:
        with World(
            directory=tmp_path,
            leads=leads,
            contacts=contacts,
            ac_contacts=40,
            limits=False,
            import_seconds=0.2,
            lease_seconds=2,
        ) as world:
            yield world

    return opened


def quiet(world: World) -> Story:
    return Story(world, Console(quiet=True))


def initial_state(world: World, person: str = "ada") -> dict[str, object]:
    """State and progress of the initial sync, as the app tells them."""
    settings = world.api("GET", "/api/sync-settings", person=person)
    found: dict[str, object] = settings["initialSync"]
    return found


def written(world: World) -> int:
    """Rows changed by calls of the app in both systems so far."""
    systems = (world.dataverse, world.activecampaign)
    return sum(int(system.get("/_sandbox/counts")["writes"]) for system in systems)


def until(happened: Callable[[], bool], what: str) -> None:
    """Waits; fails with `what` if it takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, f"in time: {what}"
        time.sleep(0.1)


def assert_nobody_is_lost_or_doubled(story: Story, *, at_least: int) -> None:
    """Both sides agree, every email has one contact, and each record with an email of its own
    is in sync."""
    result = story.compare()
    assert result.differences == []
    assert result.people >= at_least
    contacts = story.world.activecampaign.get("/_sandbox/contacts?limit=5000")["items"]
    emails = [contact["email"].strip().casefold() for contact in contacts]
    assert sorted(emails) == sorted(set(emails))
    problems = story.world.api("GET", "/api/problems?limit=200", person="ada")["items"]
    told = {f"{problem['code']}: {problem['detail']}" for problem in problems}
    assert told <= OF_THE_DEMO
