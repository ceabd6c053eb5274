"""The main job from end to end: the demo's story, told by a real host over small systems."""

from pathlib import Path

from rich.console import Console

from sandbox.demo.story import Story
from sandbox.world import World


def test_both_sides_agree_after_changes_on_both_sides(tmp_path: Path) -> None:
    with World(directory=tmp_path, leads=60, contacts=90, ac_contacts=30, limits=False) as world:
        world.start_host()
        story = Story(world, Console(quiet=True))
        story.connect()
        story.initial_sync()
        story.change_in_dynamics()
        story.enrol()
        story.send()
        story.quiet_run()
        result = story.compare()
    assert result.people > 100
    assert result.differences == []


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
