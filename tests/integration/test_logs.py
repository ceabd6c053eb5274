"""What a deployment logs, told by a real host while both systems fail: every line can be read by
machine, and none holds anything about a person, or a secret."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from rich.console import Console

from sandbox.demo.story import Story
from sandbox.world import Remote, World
from shared.telemetry.lines import LINES
from shared.telemetry.output import COMMON
from tests.integration.giveaways import (
    SECRET_QUERY,
    TABLES,
    answers_to_a_salesperson,
    misbehave,
    named_in,
    secrets_of,
    values_by_record,
    values_of_people,
)
from tools.log_document import fields

FIELDS = {line.event: {"event", *fields(line), *COMMON} for line in LINES}
OURS = re.compile(r"\S+ \S+ (?P<level>[A-Z]+) shared[\w.]* (?P<message>.*)")
PEOPLE = int(os.environ.get("PEOPLE", "40"))
"""Leads, and as many contacts; `make test-long` takes more."""

QUOTED = "Zebedee Quoted, zebedee.quoted@people.example, +39 06 5550 1234"
"""What both systems repeat of a record when they refuse it."""

QUOTED_VALUES = {"Zebedee", "Quoted", "zebedee.quoted@people.example", "5550 1234"}

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
    """All that the host wrote, and all that must not be in it."""

    text: str = field(repr=False)
    people: set[str] = field(repr=False)
    secrets: set[str] = field(repr=False)
    answers: list[tuple[Sequence[str], str]] = field(repr=False)
    """What a salesperson was answered: the records asked for, and the answer."""
    own: dict[str, set[str]] = field(repr=False)
    """Record id -> what is known of its person."""
    failing: list[str]

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
    sizes = {"leads": PEOPLE, "contacts": PEOPLE, "ac_contacts": PEOPLE // 2}
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
        failing = _made_to_fail(world, story)
        misbehave(world)
        people, secrets = values_of_people(world), secrets_of(world)
        answers = list(answers_to_a_salesperson(world))
        own = values_by_record(world)
        world.stop_host()
        text = (directory / "host-0.log").read_text()
        yield Told(text, people | QUOTED_VALUES, secrets, answers, own, failing)


def _made_to_fail(world: World, story: Story) -> list[str]:
    """One record of each entity that ActiveCampaign refuses from here on, quoting somebody else."""
    for rule in ({"method": "PUT", "path": r"/contacts/\d+$"}, {"path": "/import/bulk_import"}):
        refused = {**REFUSED_BY_ACTIVECAMPAIGN, "times": None, "method": "POST", **rule}
        world.activecampaign.post("/_sandbox/faults", refused)
    failing = []
    for entity, table in TABLES.items():
        record_id = story.mailable(entity, 1)[0]["id"]
        failing.append(record_id)
        row = f"/_sandbox/rows/{table}/{record_id}"
        world.dataverse.patch(row, {"telephone1": "+39 02 5550 0000"})
    story.next_run()
    return failing


def _fail(system: Remote, path: str, rules: list[dict[str, Any]]) -> None:
    for rule in rules:
        system.post("/_sandbox/faults", {**rule, "path": path})


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
    assert read >= 2 * PEOPLE


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
    assert ("audit", 401, "auth.unauthenticated") in answered
    assert ("sync-settings", 422, "request.invalid") in answered


def test_nothing_about_a_person_is_in_the_log(told: Told) -> None:
    assert named_in(told.text, told.people) == set()
    assert named_in(f"{told.text} {QUOTED}", told.people) >= {"Zebedee", "Quoted"}


def test_no_secret_and_no_query_is_in_the_log(told: Told) -> None:
    assert {secret for secret in told.secrets if secret in told.text} == set()
    assert SECRET_QUERY.findall(told.text) == []
    assert SECRET_QUERY.findall("GET /api/3/contacts?email=a&x=b") == ["?email="]


def test_a_salesperson_is_told_of_nobody_but_of_whom_they_ask(told: Told) -> None:
    for asked_for, answer in told.answers:
        own = {value.casefold() for one in asked_for for value in told.own[one]}
        named = {value.casefold() for value in named_in(answer, told.people)}
        assert named <= own, (asked_for, answer)


def test_a_salesperson_is_told_why_a_record_fails_though_not_in_the_words_of_the_other_system(
    told: Told,
) -> None:
    of_one = {ids[0]: answer for ids, answer in reversed(told.answers) if len(ids) == 1}
    assert len(told.failing) == 2
    for record_id in told.failing:
        assert '"state":"failing"' in of_one[record_id]
        assert "ActiveCampaign refused" in of_one[record_id]


def test_no_secret_is_in_an_answer_to_a_salesperson(told: Told) -> None:
    answers = "\n".join(answer for _, answer in told.answers)
    assert {secret for secret in told.secrets if secret in answers} == set()
