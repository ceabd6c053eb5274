"""Tells what the next run would do if a mapping were saved. Saves and writes nothing."""

from dataclasses import replace

from shared.actions.entity_mapping import checked_mapping
from shared.actions.models.base import ReasonWithRemedy
from shared.actions.models.mapping import MappingInput
from shared.actions.models.preview import ChangeOutput, PreviewedRecordOutput, PreviewOutput
from shared.actions.services import Services
from shared.entities import Entity
from shared.mapping.model import Mapping
from shared.schema import columns
from shared.sync.preview.preview import Preview, preview
from shared.sync.preview.reads import Budget, Sides
from shared.sync.preview.rehearsal import Foreseen
from shared.transport import Calls


def preview_mapping(
    services: Services, entity: Entity, wanted: MappingInput, budget: Budget | None = None
) -> PreviewOutput:
    """As if `wanted` were saved, and switched on. Where leads share contacts with Dynamics
    contacts, these go by their mapping as it is saved.

    Raises InvalidInput with everything that is wrong, as a save does, Conflict if not connected,
    and the errors of the clients."""
    calls = Calls()
    sides = Sides(
        services.dataverse(calls), services.activecampaign(calls), calls, budget or Budget()
    )
    mapping, own_columns, fields = checked_mapping(services, entity, wanted, calls)
    mappings = {entity: replace(mapping, enabled=True)}
    columns_of = {entity: own_columns}
    speaking = _speaking_for_leads(services) if entity == "lead" else None
    if speaking is not None:
        mappings["contact"] = speaking
        columns_of["contact"] = columns(sides.dataverse.attributes("contact"))
    entities = services.engine.preparer.as_if_stored(mappings, columns_of, fields)
    return _output(preview(services.engine, entity, entities, sides))


def _speaking_for_leads(services: Services) -> Mapping | None:
    """The saved mapping of Dynamics contacts, if it is switched on."""
    found = services.mappings.load("contact")
    mapping = Mapping.from_json("contact", found[0]) if found is not None else None
    return mapping if mapping is not None and mapping.enabled else None


def _output(seen: Preview) -> PreviewOutput:
    return PreviewOutput(
        matching=seen.matching,
        create=seen.counts["create"],
        update=seen.counts["update"],
        none=seen.counts["none"],
        excluded=seen.counts["excluded"],
        failing=seen.counts["problem"],
        examined=seen.examined,
        estimated=seen.estimated,
        sample=[_record(one) for one in seen.sample],
    )


def _record(one: Foreseen) -> PreviewedRecordOutput:
    because = one.because
    return PreviewedRecordOutput(
        id=one.record_id,
        name=one.name,
        contact_id=one.contact_id,
        action=one.action,
        changes=[
            ChangeOutput(
                field=change.key, side=change.side, before=change.before, after=change.after
            )
            for change in one.changes
        ],
        reason=None
        if because is None
        else ReasonWithRemedy(code=because.code, detail=because.detail, remedy=because.remedy),
    )
