"""Reads and sets what an administrator decides about the schedule. Knows no HTTP."""

from datetime import datetime
from typing import Any

from shared.actions.audit import note
from shared.actions.models.sync import (
    FuseOutput,
    InitialSyncOutput,
    SyncSettingsInput,
    SyncSettingsOutput,
)
from shared.actions.people import Person
from shared.actions.services import Services
from shared.actions.timeline.writing import TableMissing, has_table
from shared.errors import Conflict
from shared.store.sync_settings import SyncSettings
from shared.sync.schedule import next_run_at
from shared.sync.state import SyncState
from shared.transport import Calls


class InitialSyncBegun(Conflict):
    code = "sync.initial_begun"
    title = "The initial sync has begun"

    def __init__(self) -> None:
        super().__init__(
            "Whether automations run on it can be set only before the initial sync begins."
        )


def sync_settings_of(services: Services) -> SyncSettingsOutput:
    """The settings, and how far the initial sync is."""
    settings = services.sync_settings.load()
    state = services.engine.states.load()
    return SyncSettingsOutput(
        global_sync=settings.global_sync,
        frequency_hours=settings.frequency_hours,
        initial_sync=InitialSyncOutput(
            state=state.initial,
            processed=state.processed,
            total=state.total,
            run_automations=settings.run_automations,
        ),
        next_run_at=next_run(services, settings, state),
        timeline=settings.timeline,
        fuse=FuseOutput(
            changed_percent=settings.fuse_percent, unsubscribed=settings.fuse_unsubscribed
        ),
    )


def set_sync_settings(
    services: Services, person: Person, wanted: SyncSettingsInput
) -> SyncSettingsOutput:
    """Changes what `wanted` names. Raises InitialSyncBegun, and TableMissing if the timeline
    would have no place in Dynamics."""
    for _, refusal in refusals(services, wanted):
        raise refusal
    changes = changes_of(wanted)
    services.sync_settings.change(changes)
    named = ", ".join(f"{name}={value}" for name, value in changes.items())
    note(services, person, "sync_settings.set", "sync-settings", named or "Nothing.")
    return sync_settings_of(services)


def refusals(services: Services, wanted: SyncSettingsInput) -> list[tuple[str, Conflict]]:
    """What stands against `wanted`, each with the JSON path of the setting."""
    found: list[tuple[str, Conflict]] = []
    if wanted.timeline and not has_table(services.dataverse(Calls())):
        found.append(("timeline", TableMissing()))
    begun = services.engine.states.load().initial != "pending"
    if begun and wanted.initial_sync is not None:
        before = services.sync_settings.load().run_automations
        if wanted.initial_sync.run_automations != before:
            found.append(("initialSync.runAutomations", InitialSyncBegun()))
    return found


def changes_of(wanted: SyncSettingsInput) -> dict[str, Any]:
    """By the names of `SyncSettings`; what `wanted` leaves out is not in it."""
    fuse = wanted.fuse
    initial = wanted.initial_sync
    named: dict[str, Any] = {
        "global_sync": wanted.global_sync,
        "frequency_hours": wanted.frequency_hours,
        "timeline": wanted.timeline,
        "run_automations": initial.run_automations if initial is not None else None,
        "fuse_percent": fuse.changed_percent if fuse is not None else None,
        "fuse_unsubscribed": fuse.unsubscribed if fuse is not None else None,
    }
    return {name: value for name, value in named.items() if value is not None}


def next_run(services: Services, settings: SyncSettings, state: SyncState) -> datetime | None:
    """None while syncing is off, nothing is connected, or the initial sync is not done."""
    if not services.engine.may_write() or state.initial != "done":
        return None
    now = services.clock()
    return max(now, next_run_at(state, settings.frequency_hours) or now)
