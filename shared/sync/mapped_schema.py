"""The schema of both sides as far as the mappings name it: reads it, and says what has come of
it since. Stores nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared import schema
from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.entities import ENTITIES, Entity
from shared.errors import Gone, OutcomeUnknown, RequestRefused, RightMissing
from shared.mapping.compiled import fitted_pair
from shared.mapping.criteria import columns_used
from shared.mapping.drift import Finding, Schema, findings, stopping
from shared.mapping.lineage import Lineage, columns_tied, content_of
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.option_gaps import options_to_make
from shared.mapping.schema import Column, Field
from shared.telemetry.output import Log

log = Log(__name__)

Mappings = Mapping[Entity, FieldMapping]
NotMade = Mapping[str, str]
"""Key of a field -> why its options could not be made."""

ENGLISH: Final = 1033

REFUSALS: Final = (RequestRefused, RightMissing, Gone, OutcomeUnknown)


class MappedSchema(BaseModel):
    """Of both sides what the mappings name. `versions` are those of the mappings it was read
    for, `run_id` is the run that it was read before. `lineages` are also of entities that are
    not synced now. `language` is the base language of the organisation (LCID), which never
    changes."""

    model_config = ConfigDict(frozen=True)

    read_at: datetime
    run_id: str | None
    versions: dict[Entity, str]
    columns: dict[Entity, dict[str, Column]]
    fields: dict[str, Field]
    lineages: dict[Entity, Lineage]
    findings: dict[Entity, tuple[Finding, ...]]
    language: int = ENGLISH

    def of(self, entity: Entity) -> Schema:
        return Schema(self.columns.get(entity, {}), self.fields)


class Baseline(BaseModel):
    """The schema when a version of a mapping was first seen: what it was saved for."""

    model_config = ConfigDict(frozen=True)

    version: str
    columns: dict[str, Column]
    fields: dict[str, Field]

    @property
    def schema_(self) -> Schema:
        return Schema(self.columns, self.fields)


def read_schema(
    dataverse: Dataverse, activecampaign: ActiveCampaign, mappings: Mappings
) -> tuple[dict[Entity, dict[str, Column]], dict[str, Field], NotMade]:
    """Columns by entity and fields by key, as far as they are mapped, and what could not be made of
    the options that the mappings want made: one call to each side, and some more where options
    are made or columns secured.

    Raises RetryLater and StopRun."""
    attributes = dataverse.attributes_of(list(mappings)) if mappings else {}
    columns = {
        entity: named_columns(schema.columns(attributes[entity]), mapping)
        for entity, mapping in mappings.items()
    }
    fields = schema.contact_fields(activecampaign.fields())
    wanted = _wanted_options(mappings, columns, fields)
    not_made = _make_options(activecampaign, wanted, fields)
    if wanted:
        fields = schema.contact_fields(activecampaign.fields())
    keys = {pair.activecampaign for mapping in mappings.values() for pair in mapping.fields}
    return columns, {key: fields[key] for key in sorted(keys & fields.keys())}, not_made


def base_language(dataverse: Dataverse) -> int:
    """Of the organisation, as LCID; English if the application user may not read it."""
    try:
        rows = dataverse.page("organizations", ["languagecode"]).rows
    except RightMissing:
        return ENGLISH
    found = rows[0].get("languagecode") if rows else None
    return found if isinstance(found, int) else ENGLISH


def with_options_made(
    mappings: Mappings,
    columns: Mapping[Entity, Mapping[str, Column]],
    fields: Mapping[str, Field],
) -> dict[str, Field]:
    """The fields as they are once they have the options that the mappings want made."""
    made = dict(fields)
    for key, labels in _wanted_options(mappings, columns, fields).items():
        made[key] = replace(made[key], options=(*made[key].options, *labels))
    return made


def baseline_of(mapping: FieldMapping, version: str, now: Schema) -> Baseline:
    """What is there of the mapping now."""
    keys = {pair.activecampaign for pair in mapping.fields}
    return Baseline(
        version=version,
        columns=dict(now.columns),
        fields={key: field for key, field in now.fields.items() if key in keys},
    )


def found_in(
    mappings: Mappings,
    baselines: Mapping[Entity, Baseline],
    now: Mapping[Entity, Schema],
    not_made: NotMade,
) -> dict[Entity, tuple[Finding, ...]]:
    """What does not fit each mapping any more."""
    return {
        entity: tuple(findings(mapping, baselines[entity].schema_, now[entity], not_made))
        for entity, mapping in mappings.items()
    }


def lineages_after(
    before: Mapping[Entity, Lineage],
    mappings: Mappings,
    now: Mapping[Entity, Schema],
    found: Mapping[Entity, tuple[Finding, ...]],
) -> dict[Entity, Lineage]:
    """The lineage of every entity; one that is not mapped or switched off keeps its own."""
    return {
        entity: _lineage(
            before.get(entity, Lineage()),
            mappings.get(entity),
            now.get(entity, Schema()),
            synced=not stopping(found.get(entity, ())),
        )
        for entity in ENTITIES
    }


def _lineage(
    before: Lineage, mapping: FieldMapping | None, now: Schema, *, synced: bool
) -> Lineage:
    if mapping is None:
        return replace(before, synced=False)
    return before.followed_by(
        content_of(mapping, now.columns, now.fields),
        columns_tied(mapping, now.columns, now.fields),
        synced=synced,
    )


def named_columns(columns: Mapping[str, Column], mapping: FieldMapping) -> dict[str, Column]:
    """The columns that the mapping uses, and those that a new record needs."""
    wanted = {pair.dynamics for pair in mapping.fields} | columns_used(mapping.criteria)
    return {
        name: column
        for name, column in columns.items()
        if name in wanted or (column.required in ("application", "system") and column.writable)
    }


def _make_options(
    activecampaign: ActiveCampaign,
    wanted: Mapping[str, Sequence[str]],
    fields: Mapping[str, Field],
) -> NotMade:
    """That some cannot be made is no reason to stop."""
    not_made: dict[str, str] = {}
    for key, labels in wanted.items():
        field_id = fields[key].id or ""
        try:
            activecampaign.add_options(field_id, labels)
        except REFUSALS as fault:
            log.warning("options of the field %s could not be made: %s", field_id, fault)
            not_made[key] = fault.detail
        else:
            log.info("%d options made in the field %s", len(labels), field_id)
    return not_made


def _wanted_options(
    mappings: Mappings,
    columns: Mapping[Entity, Mapping[str, Column]],
    fields: Mapping[str, Field],
) -> dict[str, list[str]]:
    """Key -> labels; of a field that both entities map, those of both columns."""
    wanted: dict[str, list[str]] = {}
    for entity, mapping in mappings.items():
        for pair in mapping.fields:
            fitted = fitted_pair(mapping, pair, columns[entity], fields)
            if not pair.create_options or fitted is None or fitted.direction == "inbound":
                continue
            before = wanted.get(fitted.key, [])
            known = replace(fitted.field, options=(*fitted.field.options, *before))
            more = options_to_make(fitted.column, known)
            if more:
                wanted[fitted.key] = [*before, *more]
    return wanted
