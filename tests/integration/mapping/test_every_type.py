"""Every type of column beside every type of field that it may be tied to, both ways, through the
whole engine and both stand-ins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import requests

from sandbox.dataverse import exact_json
from sandbox.world import World
from shared.entities import ENTITIES, Entity
from shared.sync.sides import TABLE
from tests.integration.engine.two_systems import TwoSystems, new_email
from tests.integration.engine.webhook_receiver import WebhookReceiver
from tests.integration.mapping.both_sides import in_activecampaign, in_dynamics
from tests.integration.mapping.every_pair import Raw, pairs

ACCOUNTS = ("Äon & Co", "A||B", None)
TIMEOUT_SECONDS = 30.0
PAIRS = tuple(pairs())
BOTH_WAYS = [pair for pair in PAIRS if pair.direction == "both"]
PEOPLE = max(len(pair.held) for pair in PAIRS)


@dataclass
class Everything:
    """Both systems with every pair mapped, on leads and contacts. `fields`: the id of the field of
    each pair, by its title. `people`: record id -> contact id, by entity."""

    systems: TwoSystems
    fields: Mapping[str, str]
    accounts: Mapping[str, str]
    people: dict[Entity, dict[str, str]]

    def change_rows(self, entity: Entity, rows: Sequence[Mapping[str, Any]]) -> None:
        """Sam creates and changes rows; numbers are sent digit by digit."""
        path = f"/_sandbox/rows/{TABLE[entity]}/$many?as=sam"
        self._exact("POST", path, exact_json.dumps(rows))

    def rows(self, entity: Entity) -> dict[str, dict[str, Any]]:
        found = self._exact("GET", f"/_sandbox/rows/{TABLE[entity]}?limit=5000")["items"]
        return {
            row[f"{entity}id"]: row for row in found if row[f"{entity}id"] in self.people[entity]
        }

    def texts(self, entity: Entity) -> dict[str, dict[str, str]]:
        """Contact id -> what the contact holds in the field of each pair, by its title."""
        found = {}
        for contact_id in self.people[entity].values():
            values = self.systems.contact(contact_id)["values"]
            found[contact_id] = {
                pair.title: str(values.get(self.fields[pair.title], "")) for pair in PAIRS
            }
        return found

    def differences(self, entity: Entity) -> list[str]:
        """Where the two sides do not say the same, and problems."""
        names = {**{row_id: name for name, row_id in self.accounts.items()}, **self._users()}
        rows, texts = self.rows(entity), self.texts(entity)
        found = []
        for record_id, contact_id in self.people[entity].items():
            problem = self.systems.problem(entity, record_id)
            found += [] if problem is None else [f"{problem.code} {problem.detail}"]
            for pair in PAIRS:
                text = texts[contact_id][pair.title]
                left = in_dynamics(pair, entity, rows[record_id], names)
                right = in_activecampaign(pair, text)
                found += [] if left == right else [f"{pair.title}: {left!r:.80} / {text!r:.80}"]
        return found

    def _users(self) -> dict[str, str]:
        items = self.systems.world.dataverse.get("/_sandbox/rows/systemusers")["items"]
        return {row["systemuserid"]: row["fullname"] for row in items}

    def _exact(self, method: str, path: str, body: bytes | None = None) -> Any:
        url = self.systems.world.dataverse_url + path
        answer = requests.request(method, url, data=body, timeout=TIMEOUT_SECONDS)
        assert answer.ok, answer.text
        return exact_json.loads(answer.content)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    """People whose every column holds a value from its edges are in sync."""
    with (
        WebhookReceiver() as receiver,
        World(
            directory=tmp_path_factory.mktemp("world"),
            leads=2,
            contacts=2,
            ac_contacts=2,
            limits=False,
            import_seconds=0.1,
            activecampaign_options=("--automation-seconds", "0.1"),
            settings={"PUBLIC_URL": receiver.url, "MAP_STANDARD_COLUMNS": "true"},
        ) as world,
    ):
        systems = TwoSystems(world, receiver)
        made = mapped(systems)
        systems.run_initial()
        for entity in ENTITIES:
            enter_people(made, entity)
        systems.run_scheduled()
        for entity, people in made.people.items():
            for record_id in people:
                people[record_id] = systems.contact_id(entity, record_id)
        yield made


def mapped(systems: TwoSystems) -> Everything:
    world = systems.world
    accounts = {
        name: world.dataverse.post("/_sandbox/rows/accounts", {"name": name})["id"]
        for name in ACCOUNTS
        if name is not None
    }
    fields = {}
    for pair in PAIRS:
        field = {"title": pair.title, "type": pair.field_type, "options": pair.options}
        added = world.activecampaign.post("/_sandbox/fields", {"action": "add", **field})
        fields[pair.title] = str(added["id"])
    for entity in ENTITIES:
        for pair in PAIRS:
            if pair.type.spec is not None:
                column = {"name": pair.column, **pair.type.spec}
                world.dataverse.post(f"/_sandbox/schema/{entity}", {"add": column})
        standard = [one for one in systems.pairs(entity) if "field:" not in one["activecampaign"]]
        custom = [
            {
                "activecampaign": f"field:{fields[pair.title]}",
                "dynamics": pair.column,
                "direction": pair.direction,
            }
            for pair in PAIRS
        ]
        systems.set_mapping(entity, fields=[*standard, *custom])
    return Everything(systems, fields, accounts, {entity: {} for entity in ENTITIES})


def enter_people(made: Everything, entity: Entity) -> None:
    rows = []
    for number in range(PEOPLE):
        record_id = str(uuid4())
        made.people[entity][record_id] = ""
        row: dict[str, Any] = {"id": record_id, "emailaddress1": new_email(), "lastname": "Case"}
        row |= {"subject": "A case"} if entity == "lead" else {}
        for pair in PAIRS:
            if pair.type.kind == "reference" and pair.type.spec is not None:
                account = ACCOUNTS[number % len(ACCOUNTS)]
                several = pair.type.name == "customer"
                navigation = f"{pair.column}_account" if several else pair.column
                target = account and f"/accounts({made.accounts[account]})"
                row[f"{navigation}@odata.bind"] = target
            elif pair.type.spec is not None:
                row[pair.column] = pair.held[number % len(pair.held)]
        rows.append(row)
    made.change_rows(entity, rows)


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_stands_in_dynamics_arrives_in_activecampaign(
    everything: Everything, entity: Entity
) -> None:
    assert everything.differences(entity) == []


def test_further_runs_write_nothing(everything: Everything) -> None:
    assert everything.systems.writes_of_another_run() == 0


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_is_typed_in_activecampaign_arrives_in_dynamics(
    everything: Everything, entity: Entity
) -> None:
    """Each takes over what the next one has, and what people may type besides."""
    seen = everything.texts(entity)
    typed: dict[str, dict[str, str]] = {contact_id: {} for contact_id in seen}
    for pair in BOTH_WAYS:
        first, *others = (texts[pair.title] for texts in seen.values())
        choice = list(dict.fromkeys([*others, first, *pair.typed]))
        for number, texts in enumerate(typed.values(), 1):
            texts[pair.title] = choice[number % len(choice)]
    before = everything.rows(entity)
    for contact_id, texts in typed.items():
        values = {everything.fields[title]: text for title, text in texts.items()}
        everything.systems.change_contact(contact_id, values=values)
    everything.systems.deliver_events()
    everything.systems.run_scheduled()

    assert everything.differences(entity) == []
    after, held = everything.rows(entity), everything.texts(entity)
    assert all(before[record_id] != row for record_id, row in after.items())
    for contact_id, texts in typed.items():
        for pair in BOTH_WAYS:
            left, right = texts[pair.title], held[contact_id][pair.title]
            assert in_activecampaign(pair, left) == in_activecampaign(pair, right), pair.title


def test_runs_after_that_write_nothing(everything: Everything) -> None:
    assert everything.systems.writes_of_another_run() == 0


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_is_cleared_on_one_side_is_cleared_on_the_other(
    everything: Everything, entity: Entity
) -> None:
    """Half of the people are cleared in Dynamics, half in ActiveCampaign."""
    people = list(everything.people[entity].items())
    here, there = people[::2], people[1::2]
    cleared: dict[str, Raw] = {pair.column: None for pair in BOTH_WAYS}
    everything.change_rows(entity, [{"id": record_id, **cleared} for record_id, _ in here])
    blanks = {everything.fields[pair.title]: "" for pair in BOTH_WAYS}
    for _, contact_id in there:
        everything.systems.change_contact(contact_id, values=blanks)
    everything.systems.settle()

    assert everything.differences(entity) == []
    rows, texts = everything.rows(entity), everything.texts(entity)
    for record_id, contact_id in people:
        for pair in BOTH_WAYS:
            assert texts[contact_id][pair.title] == "", pair.title
            assert rows[record_id][pair.column] in (None, False), pair.title
