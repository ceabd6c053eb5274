"""The main job from end to end: the demo's story, told by a real host over small systems."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from rich.console import Console

from sandbox.demo.compare import Comparison
from sandbox.demo.story import Story
from sandbox.world import CLIENT_SECRET, KEY, World

TRIED = "caught.red-handed@evil.example"
TOLD_OF_PEOPLE = ("emailaddress1", "lastname", "telephone1", "mobilephone", "cr1_phone")
SHORTEST = 5
"""Of a value that is looked for: shorter ones stand in words that are nobody's."""


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


def misbehave(world: World) -> None:
    """Calls that are refused, each with something of a person in it."""
    admin = {"Authorization": f"Bearer {world.token('ada')}"}
    form = {"type": "update", "contact[email]": TRIED}
    for method, path, sent in (
        ("POST", f"/api/webhooks/activecampaign?secret={TRIED}", {"data": form}),
        ("GET", f"/api/users/search?q={TRIED}", {"headers": admin}),
        ("GET", f"/api/records/lead/{TRIED}", {"headers": admin}),
        ("POST", "/api/people/erase", {"headers": admin, "json": {"email": TRIED, "x": TRIED}}),
        ("GET", "/api/audit", {"headers": {"Authorization": f"Bearer {TRIED}"}}),
    ):
        requests.request(method, world.app_url + path, timeout=30, **sent)  # type: ignore[arg-type]


def values_of_people(world: World) -> set[str]:
    rows = [
        row
        for table in ("leads", "contacts")
        for row in world.dataverse.get(f"/_sandbox/rows/{table}?limit=5000")["items"]
    ]
    found = {str(row[name] or "") for row in rows for name in TOLD_OF_PEOPLE if name in row}
    found |= {f"{row['firstname'] or ''} {row['lastname'] or ''}" for row in rows}
    contacts = world.activecampaign.get("/_sandbox/contacts?limit=5000")["items"]
    found |= {str(contact.get(name) or "") for contact in contacts for name in ("email", "phone")}
    return {value.strip() for value in found if len(value.strip()) >= SHORTEST} | {TRIED}


def secrets_of(world: World) -> set[str]:
    """With what opens a door; and what a query holds, which may be anything."""
    hooks = requests.get(
        f"{world.activecampaign_url}/api/3/webhooks", headers={"Api-Token": KEY}, timeout=30
    ).json()["webhooks"]
    secret = str(hooks[0]["url"]).partition("secret=")[2]
    assert len(secret) > SHORTEST
    signature = world.token("ada").rpartition(".")[2]
    return {KEY, CLIENT_SECRET, world.env["LOCAL_SECRET_KEY"], secret, signature, "secret="}


def test_both_sides_agree_after_changes_on_both_sides(told: Told) -> None:
    assert told.result.people > 100
    assert told.result.differences == []


def test_nothing_that_is_written_names_a_person_or_opens_a_door(told: Told) -> None:
    assert "run " in told.log
    assert len(told.people) > 300
    assert {one for one in told.secrets if one in told.log} == set()
    value = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(told.people)))})(?!\w)"
    assert re.findall(value, f"to {TRIED}.") == [TRIED]
    assert set(re.findall(value, told.log, re.IGNORECASE)) == set()


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
