"""The main job from end to end: the demo's story, told by a real host over small systems."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from sandbox.demo.compare import Comparison
from sandbox.demo.story import Story
from sandbox.world import World
from tests.integration.giveaways import (
    SECRET_QUERY,
    TRIED,
    misbehave,
    named_in,
    secrets_of,
    values_of_people,
)


@dataclass(frozen=True)
class Told:
    """What came of the story, all that the host wrote meanwhile, and what must not be in it."""

    result: Comparison
    log: str
    people: set[str]
    secrets: set[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    directory = tmp_path_factory.mktemp("story")
    with World(directory=directory, leads=60, contacts=90, ac_contacts=30, limits=False) as world:
        world.start_host()
        story = Story(world, Console(quiet=True))
        story.connect()
        story.initial_sync()
        story.change_in_dynamics()
        story.enrol()
        story.send()
        story.quiet_run()
        misbehave(world)
        result = story.compare()
        people, secrets = values_of_people(world), secrets_of(world)
    logs = "\n".join(log.read_text() for log in directory.glob("host-*.log"))
    return Told(result, logs, people, secrets)


def test_both_sides_agree_after_changes_on_both_sides(told: Told) -> None:
    assert told.result.people > 100
    assert told.result.differences == []


def test_nothing_that_is_written_names_a_person_or_opens_a_door(told: Told) -> None:
    assert '"event":"run"' in told.log
    assert len(told.people) > 300
    assert {one for one in told.secrets if one in told.log} == set()
    assert SECRET_QUERY.findall(told.log) == []
    assert named_in(f"to {TRIED}.", told.people) == {TRIED}
    assert named_in(told.log, told.people) == set()


def test_a_host_killed_in_the_middle_of_the_initial_sync_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with World(
        directory=tmp_path, leads=200, contacts=300, ac_contacts=40, limits=False, lease_seconds=2
    ) as world:
        world.start_host()
        story = Story(world, Console(quiet=True))
        story.connect()
        for _ in range(3):
            world.kill_host()
            world.start_host()
        story.initial_sync()
        story.quiet_run()
        result = story.compare()
        contacts = world.activecampaign.get("/_sandbox/contacts?limit=1000")["items"]
    assert result.people > 350
    assert result.differences == []
    emails = [contact["email"].strip().casefold() for contact in contacts]
    assert len(emails) == len(set(emails))
