"""What the engine works with, put together by wiring; opens the context of a step."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.entities import ENTITIES, Entity
from shared.errors import AppError
from shared.store.claims import ClaimStore
from shared.store.consent import ConsentLedger
from shared.store.contact_index import ContactIndex
from shared.store.cursors import CursorStore
from shared.store.history import HistoryStore
from shared.store.leases import LeaseStore
from shared.store.links import LinkStore
from shared.store.mappings import MappingStore
from shared.store.problems import ProblemStore
from shared.store.reconciliation import ReconciliationStore
from shared.store.runs import Figures, Run, RunStore
from shared.store.steps import StepQueue
from shared.store.sync_settings import SyncSettingsStore
from shared.sync.context import SyncContext
from shared.sync.late_imports import waiting_for_import
from shared.sync.newcomers import Newcomers
from shared.sync.positions import Positions, run_cursor
from shared.sync.prepare import Preparer
from shared.sync.states import SyncStates
from shared.sync.tags import TagIds
from shared.telemetry.lines import RunChanged
from shared.telemetry.output import bound, tell
from shared.transport import Calls


@dataclass(frozen=True)
class Engine:
    """Stores, and how to open the clients of one step. `is_connected` asks the store only;
    `note_webhook` notes when ActiveCampaign last called."""

    links: LinkStore
    claims: ClaimStore
    open_contact_index: Callable[[], ContactIndex]
    open_consent: Callable[[], ConsentLedger]
    problems: ProblemStore
    history: HistoryStore
    runs: RunStore
    cursors: CursorStore
    reconciliations: ReconciliationStore
    leases: LeaseStore
    steps: StepQueue
    mappings: MappingStore
    sync_settings: SyncSettingsStore
    states: SyncStates
    preparer: Preparer
    clock: Callable[[], datetime]
    is_connected: Callable[[], bool]
    note_webhook: Callable[[datetime], None]
    open_dataverse: Callable[[Calls], Dataverse]
    open_activecampaign: Callable[[Calls], ActiveCampaign]

    def may_write(self) -> bool:
        """False while global sync is off or nothing is connected: then no sync writes anything."""
        return self.is_connected() and self.sync_settings.load().global_sync

    def run_automations(self) -> bool:
        """True if the administrator wants automations to run on the initial sync."""
        return self.sync_settings.load().run_automations

    def open_context(
        self,
        run_id: str,
        calls: Calls,
        *,
        after_id: str,
        exclude_automations: bool,
        schema_for: str | None = None,
    ) -> SyncContext:
        """The context of one step. `after_id` is how far contacts are indexed. `schema_for` is the
        run before whose first step the schema of both sides is read anew.

        Raises RetryLater or StopRun if metadata has to be read and cannot be."""
        activecampaign = self.open_activecampaign(calls)
        dataverse = self.open_dataverse(calls)
        contact_index = self.open_contact_index()
        entities, tags = self.preparer.prepare(dataverse, activecampaign, schema_for)
        problems = {entity: self.problems.codes(entity) for entity in ENTITIES}
        return SyncContext(
            run_id=run_id,
            activecampaign=activecampaign,
            dataverse=dataverse,
            links=self.links,
            claims=self.claims,
            contact_index=contact_index,
            newcomers=Newcomers(activecampaign, contact_index, after_id),
            problems=self.problems,
            history=self.history,
            consent=self.open_consent(),
            entities=entities,
            clock=self.clock,
            tags=TagIds(activecampaign, tags),
            exclude_automations=exclude_automations,
            open_problems={entity: set(codes) for entity, codes in problems.items()},
            late={entity: waiting_for_import(codes) for entity, codes in problems.items()},
            field_ids=lambda: frozenset(field.id for field in activecampaign.fields()),
        )

    def open_context_beside(self, name: str, calls: Calls) -> SyncContext:
        """The context of what is done beside the runs: contacts are indexed as far as those have
        come. Raises as `open_context` does."""
        after_id = Positions(self.cursors).sweep().after_id
        return self.open_context(name, calls, after_id=after_id, exclude_automations=False)

    def mapped(self) -> bool:
        """True once there is a mapping: connecting seeds them."""
        return any(self.mappings.load(entity) is not None for entity in ENTITIES)

    def note_progress(self, run: Run, figures: Mapping[Entity, Figures]) -> None:
        """Moves the progress of the initial sync on."""
        if run.kind == "initial":
            self.states.progress(sum(figure.read for figure in figures.values()))

    def lasted_seconds(self, run: Run) -> int:
        """Since the run began."""
        return round((self.clock() - run.started_at).total_seconds())

    def end_run(
        self, run: Run, state: Literal["done", "failed"], *, error: AppError | None = None
    ) -> None:
        """Closes the run. An initial sync that failed is taken up again by the next tick, and a
        scheduled run that failed is followed by another before its time (`schedule`)."""
        now = self.clock()
        self.runs.finish(run.id, state, now, error=str(error) if error else None)
        self.states.run_ended(
            run.id,
            initial_done=run.kind == "initial" and state == "done",
            stopped_at=now if state == "failed" else None,
        )
        self.cursors.remove(run_cursor(run.id))
        code = error.code if error is not None else None
        with bound(run=run.id):
            level = logging.INFO if state == "done" else logging.ERROR
            tell(RunChanged(run.kind, state, self.lasted_seconds(run), code), level)
