"""The set-up, looked at from end to end: what is in place, what is missing, and what helps. Asks
both systems, and changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from shared.actions import registration
from shared.actions.connect import connection_state
from shared.actions.models.connection import ConnectionOutput
from shared.actions.models.setup import CheckOutput, SetupOutput
from shared.actions.services import Services
from shared.actions.sync_settings import sync_settings_of
from shared.actions.timeline.rows import TABLE
from shared.actions.timeline.writing import has_table
from shared.activecampaign.models import Webhook
from shared.entities import ENTITIES, Entity
from shared.errors import AppError, RemoteError
from shared.transport import Calls

Checks = Iterator[CheckOutput]


def setup_of(services: Services) -> SetupOutput:
    """A check that itself fails says so, and keeps no other from being made."""
    checks: list[CheckOutput] = []
    for code, title, look in _LOOKS:
        try:
            checks += look(services)
        except AppError as fault:
            remedy = fault.remedy if isinstance(fault, RemoteError) else None
            checks.append(_check(code, "failed", title, fault.detail, remedy or "Try again."))
    return SetupOutput(checks=checks)


def _dynamics(services: Services) -> Checks:
    services.dataverse(Calls()).who_am_i()
    yield _check(
        "setup.dynamics", "ok", "Dynamics", f"{services.settings.dataverse_url} can be reached."
    )


def _change_tracking(services: Services) -> Checks:
    dataverse = services.dataverse(Calls())
    off = [entity for entity in ENTITIES if not dataverse.entity_definition(entity).change_tracking]
    title = "Change tracking"
    if not off:
        yield _check("setup.tracking", "ok", title, "It is on for leads and contacts.")
        return
    yield _check(
        "setup.tracking",
        "failed",
        title,
        f"It is off for: {', '.join(off)}.",
        "In Power Apps open the table's properties, and under Advanced options switch on Track "
        "changes.",
    )


def _opt_out_column(services: Services) -> Checks:
    name = services.settings.opt_out_column
    attributes = services.dataverse(Calls()).attributes_of(list(ENTITIES))
    lacking = [
        entity
        for entity in ENTITIES
        if not any(one.name == name and one.type == "Boolean" for one in attributes[entity])
    ]
    title = "Opt-out column"
    if not lacking:
        yield _check("setup.opt_out", "ok", title, f"{name} is there for leads and contacts.")
        return
    yield _check(
        "setup.opt_out",
        "failed",
        title,
        f"There is no yes/no column {name} that can be read, for: {', '.join(lacking)}.",
        "Correct the setting OPT_OUT_COLUMN, or create the column.",
    )


def _connection(services: Services) -> Checks:
    state = connection_state(services)
    title = "ActiveCampaign"
    if not state.connected:
        remedy = "Enter address and key on the page Settings."
        yield _check("setup.connection", "todo", title, "No account is connected.", remedy)
        return
    if state.problem is not None:
        detail, remedy = state.problem.detail, state.problem.remedy
        yield _check("setup.connection", "failed", title, detail, remedy)
        return
    yield _check(
        "setup.connection", "ok", title, f"{state.account_name or state.url} is connected."
    )
    webhooks = services.activecampaign(Calls()).webhooks()
    yield _webhook(services, state, webhooks)
    yield from _other_deployments(services, webhooks)


def _webhook(
    services: Services, state: ConnectionOutput, webhooks: Sequence[Webhook]
) -> CheckOutput:
    title = "Webhook"
    known = services.connection_store.load()
    webhook_id = known.webhook_id if known is not None else None
    trouble = registration.trouble(webhooks, webhook_id)
    if trouble is not None:
        return _check(
            "setup.webhook",
            "failed",
            title,
            f"It is {_WEBHOOK_TROUBLES[trouble]}: changes there come with the next run only.",
            "Connect again on the page Settings; the app also repairs it once a day.",
        )
    last = state.webhook.last_received_at
    if last is None:
        detail = "It is registered. Nothing was received yet."
        remedy = "Change a contact in ActiveCampaign, and look again in a minute."
        return _check("setup.webhook", "warning", title, detail, remedy)
    return _check("setup.webhook", "ok", title, f"An event was received at {last:%Y-%m-%d %H:%M}.")


def _other_deployments(services: Services, webhooks: Sequence[Webhook]) -> Checks:
    """Two that sync one account bring the people of the one's Dynamics to the other's: the tags
    of what was synced ask for a record there."""
    others = registration.other_deployments(webhooks, services.settings.public_url)
    if others:
        yield _check(
            "setup.other_deployment",
            "warning",
            "Other deployments",
            f"The account is also connected to: {', '.join(others)}.",
            "Connect each ActiveCampaign account to one deployment only. If the other one is no "
            "more, remove its webhook in ActiveCampaign, under Settings > Developer.",
        )


def _mappings(services: Services) -> Checks:
    for entity in ENTITIES:
        code, title = _MAPPING_CHECKS[entity]
        found = services.mappings.load(entity)
        if found is None:
            remedy = "Connect an account: the standard fields are mapped then."
            yield _check(code, "todo", title, "There is no mapping yet.", remedy)
        elif not found[0]["enabled"]:
            remedy = "Switch it on on the page Data configuration."
            yield _check(code, "warning", title, "It is switched off.", remedy)
        elif faults := len(services.problems.of_mapping(entity)):
            detail = f"{faults} of its parts do not fit any more; the others are synced."
            remedy = "See the page Problems, where each is explained."
            yield _check(code, "failed", title, detail, remedy)
        else:
            pairs = len(found[0]["fields"])
            yield _check(code, "ok", title, f"{pairs} fields are mapped.")


def _sync(services: Services) -> Checks:
    settings = sync_settings_of(services)
    if settings.global_sync:
        hours = settings.frequency_hours
        yield _check("setup.global_sync", "ok", "Sync", f"It is on, every {hours} hours.")
    else:
        remedy = "Switch it on on the page Sync settings."
        yield _check("setup.global_sync", "warning", "Sync", "It is switched off.", remedy)
    initial, title = settings.initial_sync, "Initial sync"
    if initial.state == "done":
        yield _check("setup.initial_sync", "ok", title, "It is done.")
        return
    yield _check(
        "setup.initial_sync",
        "todo",
        title,
        f"{initial.processed} of {initial.total} records were read."
        if initial.state == "running"
        else "It has not begun.",
        "It begins and ends by itself once an account is connected and sync is on.",
    )


def _timeline(services: Services) -> Checks:
    on = services.sync_settings.load().timeline
    title = "Timeline"
    if has_table(services.dataverse(Calls())):
        detail = "Marketing events are written to it." if on else "It is switched off."
        yield _check("setup.timeline", "ok", title, detail)
        return
    yield _check(
        "setup.timeline",
        "failed" if on else "todo",
        title,
        f"Dynamics has no table {TABLE}."
        + (" Events wait until it is there." if on else " It is needed for the timeline only."),
        "Import the solution.",
    )


def _check(
    code: str, state: str, title: str, detail: str, remedy: str | None = None
) -> CheckOutput:
    return CheckOutput.model_validate(
        {"code": code, "state": state, "title": title, "detail": detail, "remedy": remedy}
    )


_MAPPING_CHECKS: Final[dict[Entity, tuple[str, str]]] = {
    "lead": ("setup.mapping.lead", "Mapping of leads"),
    "contact": ("setup.mapping.contact", "Mapping of contacts"),
}
"""Code and title: a code names one check only."""

_WEBHOOK_TROUBLES: Final = {
    "missing": "not registered in ActiveCampaign",
    "off": "switched off in ActiveCampaign",
}

_LOOKS: Final[tuple[tuple[str, str, Callable[[Services], Checks]], ...]] = (
    ("setup.dynamics", "Dynamics", _dynamics),
    ("setup.tracking", "Change tracking", _change_tracking),
    ("setup.opt_out", "Opt-out column", _opt_out_column),
    ("setup.connection", "ActiveCampaign", _connection),
    ("setup.mapping", "Mapping", _mappings),
    ("setup.global_sync", "Sync", _sync),
    ("setup.timeline", "Timeline", _timeline),
)
