"""What can be mapped: the fields of both sides, and which fits which. Stores nothing."""

from collections.abc import Iterable, Mapping

from shared.actions.models.mapping import (
    ColumnOutput,
    FieldOutput,
    FieldsOutput,
    OptionOutput,
)
from shared.actions.services import Services
from shared.entities import Entity
from shared.mapping.compatibility import columns_for, goes_inbound
from shared.mapping.schema import Column, Field
from shared.schema import columns, contact_fields
from shared.transport import Calls


def both_sides(
    services: Services, entity: Entity
) -> tuple[Mapping[str, Column], Mapping[str, Field]]:
    """The columns by name and the fields by key, read now. Raises Conflict if not connected, and
    the errors of the clients."""
    calls = Calls()
    fields = contact_fields(services.activecampaign(calls).fields())
    return columns(services.dataverse(calls).attributes(entity)), fields


def fields_of(services: Services, entity: Entity) -> FieldsOutput:
    """Raises as `both_sides`."""
    known_columns, fields = both_sides(services, entity)
    return FieldsOutput(
        activecampaign=[_field(field) for field in fields.values()],
        dynamics=sorted(
            (_column(column, fields.values()) for column in known_columns.values()),
            key=lambda column: (column.label.casefold(), column.name),
        ),
        compatible={
            field.key: columns_for(field, list(known_columns.values())) for field in fields.values()
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


def _column(column: Column, fields: Iterable[Field]) -> ColumnOutput:
    """`writable`: a pair with some field can bring values to the column."""
    return ColumnOutput(
        name=column.name,
        label=column.label,
        type=column.type,
        custom=column.custom,
        required=column.required in ("application", "system"),
        max_length=column.max_length,
        options=[OptionOutput(value=one.value, label=one.label) for one in column.options],
        writable=any(goes_inbound(column, field) for field in fields),
    )
