"""The real engine in this process, without a host, against storage and stand-ins on loopback."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.processes import Spent, Watch
from sandbox.demo.compare import PAIRS
from sandbox.world import Remote, World
from shared.actions import registration
from shared.actions.connect import connect
from shared.actions.people import Person
from shared.entities import ENTITIES
from shared.settings import load_settings
from shared.store.connection import STEPS_QUEUE
from shared.store.runs import Run, RunKind
from shared.store.steps import StepMessage
from shared.sync.changes import OVERLAP
from shared.sync.run import run_step
from shared.sync.state import PollState
from shared.transport import Calls
from shared.wiring import App, build

ADMIN = Person(oid="bench", id="bench", name="Bench", roles=frozenset())
MANY = 1_000
"""Rows a call to the control routes of a stand-in."""
RESTING_SECONDS = 2.0
"""ActiveCampaign dates changes by the second."""


class RunBroke(Exception):
    """A run did not end as done; the text says how."""


@dataclass(frozen=True)
class Measured:
    """One run: what it counted, how long it took, and what it took of each process."""

    run: Run
    spent: Spent

    @property
    def seconds(self) -> float:
        return self.spent.seconds

    @property
    def shares(self) -> str:
        return self.spent.shares

    def total(self, name: str) -> int:
        """One of the figures, over both entities."""
        return sum(int(getattr(figures, name)) for figures in self.run.entities.values())


@contextmanager
def world_of(
    *, leads: int = 0, contacts: int = 0, limits: bool = False, import_seconds: float = 0.05
) -> Iterator[World]:
    """Storage and stand-ins: so many records in Dynamics, and an ActiveCampaign account that has
    fields and one contact who is nobody's."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
        World(
            directory=Path(directory),
            leads=leads,
            contacts=contacts,
            ac_contacts=1,
            limits=limits,
            import_seconds=import_seconds,
            activecampaign_options=("--shared", "0"),
        ) as world,
    ):
        yield world


class InProcess:
    """An app that is connected and mapped as the demo's; its runs are worked off here."""

    def __init__(self, env: Mapping[str, str], url: str, key: str) -> None:
        self.app: App = build(load_settings(env))
        connect(self.app, ADMIN, url, key)
        # Changing everybody is what is measured here, and not to be held.
        self.app.sync_settings.change({"fuse_percent": 100, "fuse_unsubscribed": 1_000_000})
        # No host listens: deliveries would only cost the stand-in its time.
        client = self.app.activecampaign(Calls())
        registration.remove_all(client, self.app.settings.public_url)
        for entity in ENTITIES:
            found = self.app.mappings.load(entity)
            assert found is not None
            mapping, version = found
            known = {pair["activecampaign"] for pair in mapping["fields"]}
            mapping["fields"] += [
                {"activecampaign": key, "dynamics": shown.column, "direction": "both"}
                for key, shown in PAIRS.items()
                if key not in known
            ]
            self.app.mappings.save(entity, mapping, version)

    @classmethod
    def of(cls, world: World) -> "InProcess":
        return cls(world.env, world.activecampaign_url, world.activecampaign_key)

    def run(self, kind: RunKind) -> Measured:
        """Works one run off, step after step, as the queue function does.

        Raises RunBroke if it does not end well."""
        engine = self.app.engine
        run_id = str(uuid4())
        states = engine.states
        begun = (
            states.begin_reconciliation(run_id)
            if kind == "reconcile"
            else states.begin_run(run_id, engine.clock(), initial=kind == "initial")
        )
        if not begun:
            raise RunBroke("another run is under way")
        engine.runs.create(Run.begun(run_id, kind, engine.clock()))
        watch = Watch()
        message: StepMessage | None = StepMessage(run_id=run_id, kind=kind, sequence=0)
        while message is not None:
            run_step(engine, message)
            message = self._next_message(run_id)
        spent = watch.spent()
        run = engine.runs.load(run_id)
        if run is None or run.state != "done":
            raise RunBroke(f"the {kind} run ended as {run}")
        return Measured(run, spent)

    def come_to_rest(self) -> None:
        """Works off what is left of earlier work, and looks back on it no more: only what is
        changed from here on is part of what is measured next."""
        self.run("scheduled")
        time.sleep(RESTING_SECONDS)
        cursors = self.app.engine.cursors
        found = cursors.load("poll", PollState)
        if found is None:
            raise RunBroke("the initial sync left no watermark")
        watermark = self.app.clock() + OVERLAP - timedelta(seconds=1)
        cursors.save("poll", found[0].model_copy(update={"watermark": watermark}), found[1])

    def _next_message(self, run_id: str) -> StepMessage | None:
        queue = self.app.storage.queue(STEPS_QUEUE)
        while True:
            for message in queue.receive_messages():
                queue.delete_message(message)
                return StepMessage.model_validate_json(message.content)
            run = self.app.engine.runs.load(run_id)
            if run is None or run.state != "running":
                return None
            time.sleep(0.2)  # the message is delayed


def linked_pages(app: App) -> Iterator[list[tuple[str, str]]]:
    """(record id, contact id) of every Dynamics contact that is linked, page by page."""
    for page in app.links.all_links("contact"):
        yield [
            (link.record_id, link.contact_id)
            for link in page
            if link.state == "linked" and link.contact_id is not None
        ]


def linked(app: App) -> list[tuple[str, str]]:
    """The same in one list."""
    return [pair for page in linked_pages(app) for pair in page]


def change_records(dataverse: Remote, ids: Sequence[str], values: Mapping[str, Any]) -> None:
    """Changes contacts in Dynamics, as a person does."""
    for start in range(0, len(ids), MANY):
        rows = [{"id": record_id, **values} for record_id in ids[start : start + MANY]]
        dataverse.post("/_sandbox/rows/contacts/$many", json=rows)


def change_contacts(world: World, ids: Sequence[str], values: Mapping[str, Any]) -> None:
    """Changes contacts in ActiveCampaign, as a user does in its pages."""
    for start in range(0, len(ids), MANY):
        items = [{"id": contact_id, **values} for contact_id in ids[start : start + MANY]]
        world.activecampaign.post("/_sandbox/contacts/$many", json={"items": items})


def writes(world: World) -> int:
    """Writes that both systems have seen so far."""
    systems = (world.dataverse, world.activecampaign)
    return sum(int(system.get("/_sandbox/counts")["writes"]) for system in systems)
