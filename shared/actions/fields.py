"""What can be mapped: the fields of both sides, and which fits which. Stores nothing."""

from collections.abc import Mapping

from shared.actions.models.mapping import (
    ColumnOutput,
    FieldOutput,
    FieldsOutput,
    OptionOutput,
)
from shared.actions.services import Services
from shared.entities import Entity
from shared.mapping.compatibility import columns_for, takes_values
from shared.mapping.kinds import column_kind
from shared.mapping.schema import Column, Field
from shared.schema import columns, contact_fields
from shared.transport import Calls


def both_sides(
    services: Services,
    entity: Entity,
    languages: tuple[int, ...] = (),
    calls: Calls | None = None,
) -> tuple[Mapping[str, Column], Mapping[str, Field]]:
    """The columns by name and the fields by key, read now and counted by `calls`; `languages` as
    of `columns`. Raises Conflict if not connected, and the errors of the clients."""
    calls = calls or Calls()
    fields = contact_fields(services.activecampaign(calls).fields())
    return columns(services.dataverse(calls).attributes(entity), languages), fields


def fields_of(services: Services, entity: Entity, languages: tuple[int, ...] = ()) -> FieldsOutput:
    """What column security hides from the app is left out. Labels are in the first of
    `languages` (LCIDs) that a label has, else in English. Raises as `both_sides`."""
    known_columns, fields = both_sides(services, entity, languages)
    shown = sorted(
        (column for column in known_columns.values() if column.readable),
        key=lambda column: (column.label.casefold(), column.name),
    )
    standard = services.settings.map_standard_columns
    return FieldsOutput(
        activecampaign=[_field(field) for field in fields.values()],
        dynamics=[_column(column) for column in shown],
        compatible={
            field.key: columns_for(field, shown, allow_standard_columns=standard)
            for field in fields.values()
        },
    )


def _field(field: Field) -> FieldOutput:
    return FieldOutput(
        key=field.key,
        label=field.label,
        type=field.type,
        custom=field.custom,
        options=list(field.options),
    )


def _column(column: Column) -> ColumnOutput:
    return ColumnOutput(
        name=column.name,
        label=column.label,
        type=column.type,
        format="DateOnly" if column_kind(column) == "day" else column.format or None,
        custom=column.custom,
        required=column.needs_value,
        max_length=column.max_length,
        options=[OptionOutput(value=one.value, label=one.label) for one in column.options],
        writable=takes_values(column),
    )
