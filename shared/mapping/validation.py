"""Everything that is wrong with a mapping, at once. Pure."""

from collections.abc import Iterator, Mapping

from shared.errors import FieldFault
from shared.mapping.compatibility import why_not
from shared.mapping.creation import FILLED_BY_RULE
from shared.mapping.criteria import OPERATORS, CriterionValueWrong, operand
from shared.mapping.families import OUTBOUND_ONLY, family
from shared.mapping.model import Criterion, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.schema import Column, Field

EMAIL_KEY = "email"
EMAIL_COLUMN = "emailaddress1"


def validate(
    mapping: FieldMapping, columns: Mapping[str, Column], fields: Mapping[str, Field]
) -> list[FieldFault]:
    """One fault for each thing wrong, by its JSON path; none for a mapping that can be used.
    `columns` are by logical name, `fields` by key."""
    return [
        *_email(mapping),
        *(
            fault
            for place, pair in enumerate(mapping.fields)
            for fault in _pair(f"fields[{place}]", pair, mapping, columns, fields)
        ),
        *_twice(mapping),
        *_required(mapping, columns),
        *(
            fault
            for place, criterion in enumerate(mapping.criteria)
            for fault in _criterion(f"criteria[{place}]", criterion, columns)
        ),
        *_scope(mapping),
    ]


def _email(mapping: FieldMapping) -> Iterator[FieldFault]:
    if not any(
        pair.activecampaign == EMAIL_KEY and pair.dynamics == EMAIL_COLUMN
        for pair in mapping.fields
    ):
        yield FieldFault(
            "fields",
            "mapping.email_locked",
            f"The pair {EMAIL_KEY} and {EMAIL_COLUMN} cannot be removed or changed.",
        )


def _pair(
    path: str,
    pair: FieldPair,
    mapping: FieldMapping,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
) -> Iterator[FieldFault]:
    column, field = columns.get(pair.dynamics), fields.get(pair.activecampaign)
    if column is None:
        yield FieldFault(
            f"{path}.dynamics",
            "mapping.column_unknown",
            f"{mapping.entity} has no column {pair.dynamics}. Choose another.",
        )
    if field is None:
        yield FieldFault(
            f"{path}.activecampaign",
            "mapping.field_unknown",
            f"ActiveCampaign has no field {pair.activecampaign}. Choose another.",
        )
    if column is None or field is None:
        return
    reason = why_not(column, field)
    if reason is not None:
        yield FieldFault(f"{path}.dynamics", "mapping.incompatible", reason)
    if field.custom and not column.custom:
        yield FieldFault(
            f"{path}.dynamics",
            "mapping.custom_only",
            f"{field.label} is a custom field: tie it to a custom column of Dynamics.",
        )
    outbound = family(column) in OUTBOUND_ONLY or not column.updatable
    if outbound and pair.direction != "outbound":
        yield FieldFault(
            f"{path}.direction",
            "mapping.column_read_only",
            f"{column.label} is not written by a sync: set the direction to outbound.",
        )
    if mapping.direction != "both" and pair.direction not in ("both", mapping.direction):
        yield FieldFault(
            f"{path}.direction",
            "mapping.direction",
            f"The mapping goes {mapping.direction} only: set the direction to that or to both.",
        )


def _twice(mapping: FieldMapping) -> Iterator[FieldFault]:
    keys: set[str] = set()
    names: set[str] = set()
    for place, pair in enumerate(mapping.fields):
        if pair.activecampaign in keys:
            yield FieldFault(
                f"fields[{place}].activecampaign",
                "mapping.field_twice",
                f"{pair.activecampaign} is mapped already. Remove one of the two.",
            )
        if pair.dynamics in names:
            yield FieldFault(
                f"fields[{place}].dynamics",
                "mapping.column_twice",
                f"{pair.dynamics} is mapped already. Remove one of the two.",
            )
        keys.add(pair.activecampaign)
        names.add(pair.dynamics)


def _required(mapping: FieldMapping, columns: Mapping[str, Column]) -> Iterator[FieldFault]:
    """Columns that a record needs when it is created from ActiveCampaign. Dataverse itself
    enforces only those required by the system (learn.microsoft.com, "Column metadata", read
    2026-11-24), its forms and its users the others too."""
    if mapping.direction == "outbound":
        return
    mapped = {pair.dynamics for pair in mapping.fields}
    for column in columns.values():
        if (
            column.required in ("application", "system")
            and column.creatable
            and column.type not in ("Owner", "State", "Status", "Uniqueidentifier")
            and column.name not in mapped
            and column.name not in FILLED_BY_RULE[mapping.entity]
        ):
            yield FieldFault(
                "fields",
                "mapping.required_unmapped",
                f"{column.label} ({column.name}) is required: map it, or set the direction to "
                "outbound.",
            )


def _criterion(
    path: str, criterion: Criterion, columns: Mapping[str, Column]
) -> Iterator[FieldFault]:
    column = columns.get(criterion.field)
    if column is None:
        yield FieldFault(
            f"{path}.field",
            "criteria.column_unknown",
            f"There is no column {criterion.field}. Choose another.",
        )
        return
    kind = family(column)
    if kind is None or criterion.operator not in OPERATORS[kind]:
        fitting = ", ".join(sorted(OPERATORS[kind])) if kind is not None else "none"
        yield FieldFault(
            f"{path}.operator",
            "criteria.operator",
            f"{criterion.operator} does not fit {column.label}. Fitting: {fitting}.",
        )
        return
    try:
        operand(criterion, column)
    except CriterionValueWrong as fault:
        yield FieldFault(f"{path}.value", "criteria.value", str(fault))


def _scope(mapping: FieldMapping) -> Iterator[FieldFault]:
    if mapping.scope == "criteria" and not mapping.criteria:
        yield FieldFault(
            "criteria", "criteria.missing", "Give at least one criterion, or set the scope to all."
        )
