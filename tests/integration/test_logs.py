"""What a deployment logs, told by a real host while both systems fail: every line can be read by
machine, and none holds anything about a person, or a secret."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from rich.console import Console

from sandbox import azurite
from sandbox.demo.story import ADMIN, Story
from sandbox.world import CLIENT_SECRET, KEY, CallFailed, Remote, World
from shared.telemetry.lines import LINES
from shared.telemetry.output import COMMON
from tools.log_document import fields

FIELDS = {line.event: {"event", *fields(line), *COMMON} for line in LINES}
OURS = re.compile(r"\S+ \S+ (?P<level>[A-Z]+) shared[\w.]* (?P<message>.*)")
SECRET_QUERY = re.compile(r"[?&](?:secret|sig|email|search|filters|code|token)[\w\[\]%]*=", re.I)
JSON_WORDS = {"false", "true"}
"""The demo has a contact with such a text."""

SHORTEST = 5
"""Characters of a value that is looked for; shorter ones are found in words."""

QUOTED = "Zebedee Quoted, zebedee.quoted@people.example, +39 06 5550 1234"
"""What both systems repeat of a record when they refuse it."""

REFUSED_BY_DYNAMICS = {
    "kind": "status",
    "method": "POST",
    "status": 400,
    "body": json.dumps({"error": {"code": "0x80040265", "message": f"Refused: {QUOTED}"}}),
}
REFUSED_BY_ACTIVECAMPAIGN = {
    "kind": "status",
    "method": "PUT",
    "status": 422,
    "body": json.dumps({"errors": [{"title": QUOTED, "detail": QUOTED, "code": "invalid"}]}),
}
OUTAGES: list[dict[str, Any]] = [
    {"kind": "status", "status": 503, "body": f"<html>{QUOTED}</html>"},
    {"kind": "cutBefore"},
    {"kind": "cutAfter"},
    {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}, "body": QUOTED},
]


@dataclass(frozen=True)
class Told:
    """All that the host wrote, and all that must not be in it, by what it is."""

    text: str = field(repr=False)
    seeded: Mapping[str, set[str]] = field(repr=False)

    @property
    def messages(self) -> list[str]:
        found = (OURS.fullmatch(line) for line in self.text.splitlines())
        return [match["message"] for match in found if match is not None]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(message) for message in self.messages]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    directory = tmp_path_factory.mktemp("logs")
    sizes = {"leads": 30, "contacts": 40, "ac_contacts": 20}
    with World(directory=directory, limits=False, import_seconds=0.1, **sizes) as world:
        world.start_host()
        story = Story(world, Console(quiet=True))
        story.connect()
        _fail(world.dataverse, r"/\$batch", [{**REFUSED_BY_DYNAMICS, "times": 2}])
        story.initial_sync()
        changed = story.change_in_dynamics()
        row = f"/_sandbox/rows/contacts/{changed['id']}"
        world.dataverse.patch(row, {"telephone1": "+39 06 5550 1234", "lastname": "Quoted"})
        _fail(world.activecampaign, r"/contacts/\d+$", [REFUSED_BY_ACTIVECAMPAIGN])
        story.next_run()
        for system in (world.dataverse, world.activecampaign):
            _fail(system, r"/api/", OUTAGES)
        story.next_run()
        _ask_wrongly(world)
        seeded = _seeded(world, story)
        world.stop_host()
        yield Told((directory / "host-0.log").read_text(), seeded)


def _fail(system: Remote, path: str, rules: list[dict[str, Any]]) -> None:
    for rule in rules:
        system.post("/_sandbox/faults", {**rule, "path": path})


def _ask_wrongly(world: World) -> None:
    """Requests with what must not be repeated in their path, query, headers and body."""
    attempts: list[tuple[str, str, Any]] = [
        ("PUT", "/api/sync-settings", {"zebedee.quoted@people.example": QUOTED}),
        ("GET", "/api/users/search?q=zebedee.quoted%40people.example", None),
        ("GET", f"/api/runs/{uuid4()}", None),
        ("POST", "/api/connection", {"url": "https://zebedee.quoted.example", "key": KEY[::-1]}),
    ]
    for method, path, body in attempts:
        with suppress(CallFailed):
            world.api(method, path, person=ADMIN, json=body)
    hook = world.app_url + "/api/webhooks/activecampaign?secret=made-up-secret"
    form = {"type": "update", "contact[email]": "zebedee.quoted@people.example"}
    assert requests.post(hook, data=form, timeout=60).status_code == 401
    bearer = {"Authorization": "Bearer made-up-token"}
    assert requests.get(world.app_url + "/api/me", headers=bearer, timeout=60).status_code == 401


def _seeded(world: World, story: Story) -> dict[str, set[str]]:
    """Everything that both systems know of people, and every secret there is."""
    records = [
        *story._all(world.dataverse.get, "/_sandbox/rows/contacts"),
        *story._all(world.dataverse.get, "/_sandbox/rows/leads"),
    ]
    contacts = [*story._all(world.activecampaign.get, "/_sandbox/contacts")]
    rows = [*records, *contacts]

    def values(*keys: str) -> set[str]:
        return {str(row[key]) for row in rows for key in keys if row.get(key)}

    answer = requests.get(
        world.activecampaign_url + "/api/3/webhooks", headers={"Api-Token": KEY}, timeout=60
    )
    hooks = [hook["url"] for hook in answer.json()["webhooks"]]
    return {
        "email": values("emailaddress1", "email") | {"zebedee.quoted@people.example"},
        "name": values("fullname", "lastname", "lastName", "companyname") | {"Zebedee", "Quoted"},
        "phone": values("telephone1", "mobilephone", "phone") | {"+39 06 5550 1234", "5550 1234"},
        "value": values("cr1_text", "jobtitle", "description") - JSON_WORDS,
        "secret": {
            *(KEY, CLIENT_SECRET, azurite.KEY, KEY[::-1], "made-up-secret", "made-up-token"),
            *(url.partition("secret=")[2] for url in hooks),
            *(world.token(person) for person in (ADMIN, "sam")),
            world.env["LOCAL_SECRET_KEY"],
        },
    }


def test_every_line_is_one_json_object_with_the_fields_of_its_event(told: Told) -> None:
    assert len(told.lines) > 50
    for line in told.lines:
        assert set(line) <= FIELDS[line["event"]], line


def test_the_story_is_told_from_tick_to_remote_call(told: Told) -> None:
    events = {line["event"] for line in told.lines}
    expected = {"function", "request", "remote", "problem", "step", "run", "events", "watch"}
    assert expected <= events
    states = [(line["kind"], line["state"]) for line in told.of("run")]
    assert states.count(("initial", "begun")) == states.count(("initial", "done")) == 1
    assert ("scheduled", "done") in states


def test_what_happened_in_a_run_bears_its_id(told: Told) -> None:
    runs = {line["run"] for line in told.of("run")}
    assert runs
    for line in told.of("step"):
        assert line["run"] in runs
        assert line["function"] == "sync_step"
    initial = next(line for line in told.of("run") if line["state"] == "done")
    steps = [line for line in told.of("step") if line["run"] == initial["run"]]
    read = sum(sum(f["read"] for f in line.get("records", {}).values()) for line in steps)
    assert read >= 70


def test_faults_of_both_systems_are_counted_by_route(told: Told) -> None:
    calls = told.of("remote")
    for service in ("dataverse", "activecampaign"):
        mine = [line for line in calls if line["service"] == service]
        assert sum(line["failed"] for line in mine) >= 2
        assert sum(line["refused"] for line in mine) >= 1
        assert sum(line["throttled"] for line in mine) >= 1
    assert not [line for line in calls if re.search(r"\d{2,}|[=@]|[0-9a-f]{8}-", line["route"])]


def test_functions_of_queues_tell_the_age_of_their_message(told: Told) -> None:
    taken = [
        line for line in told.of("function") if line["function"] in ("sync_step", "apply_events")
    ]
    assert taken
    assert all(line["deliveries"] >= 1 and line["waitedSeconds"] >= 0 for line in taken)


def test_requests_are_told_by_template_status_and_code(told: Told) -> None:
    answered = {(line["route"], line["status"], line.get("code")) for line in told.of("request")}
    assert ("webhooks/activecampaign", 401, "webhook.secret") in answered
    assert ("runs/{id}", 404, "run.not_found") in answered
    assert ("sync-settings", 422, "request.invalid") in answered


@pytest.mark.parametrize("kind", ["email", "name", "phone", "value", "secret"])
def test_nothing_about_a_person_and_no_secret_is_in_the_log(told: Told, kind: str) -> None:
    looked_for = {value for value in told.seeded[kind] if len(value) >= SHORTEST}
    assert looked_for
    text = told.text.casefold()
    assert {value for value in looked_for if value.casefold() in text} == set()


def test_no_query_string_is_in_the_log(told: Told) -> None:
    assert SECRET_QUERY.findall(told.text) == []


def test_the_search_finds_what_it_looks_for(told: Told, tmp_path: Path) -> None:
    """Else the two above would say nothing."""
    email = next(iter(told.seeded["email"]))
    spoilt = Told(
        f"{told.text}\nx y WARNING urllib3 GET /api/3/contacts?email={email}", told.seeded
    )
    assert email in spoilt.text
    assert SECRET_QUERY.findall(spoilt.text)
