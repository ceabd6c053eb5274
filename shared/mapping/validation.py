"""Everything that is wrong with a mapping, at once. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.errors import FieldFault
from shared.mapping.compatibility import goes_inbound, why_not
from shared.mapping.creation import EMAIL_COLUMN, LAST_NAME, SUBJECT, required_on_create
from shared.mapping.criteria import criteria_faults
from shared.mapping.model import EMAIL_KEY, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.schema import Column, Field

_ALWAYS_MADE: Final = frozenset({SUBJECT})
_MADE_IF_BLANK: Final = frozenset({LAST_NAME})


def validate(
    mapping: FieldMapping,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    *,
    allow_standard_columns: bool = False,
) -> list[FieldFault]:
    """One fault for each thing wrong, by its JSON path, with the remedy; none for a mapping that
    can be used. `columns` are by logical name, `fields` by key. `allow_standard_columns` lets
    custom fields go with standard columns."""
    return [
        *_email(mapping),
        *(
            fault
            for place, pair in enumerate(mapping.fields)
            for fault in pair_faults(
                place,
                pair,
                mapping,
                columns,
                fields,
                allow_standard_columns=allow_standard_columns,
            )
        ),
        *_twice(mapping),
        *_required(mapping, columns),
        *criteria_faults(mapping.criteria, columns),
        *_scope(mapping),
    ]


def pair_faults(
    place: int,
    pair: FieldPair,
    mapping: FieldMapping,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    *,
    allow_standard_columns: bool,
) -> Iterator[FieldFault]:
    """What is wrong with the pair at `place`, regardless of the others."""
    path = f"fields[{place}]"
    column, field = columns.get(pair.dynamics), fields.get(pair.activecampaign)
    if field is None:
        yield FieldFault(
            f"{path}.activecampaign",
            "mapping.field_unknown",
            f"ActiveCampaign has no field {pair.activecampaign}. Choose another field.",
        )
    if column is None:
        yield FieldFault(
            f"{path}.dynamics",
            "mapping.column_unknown",
            f"Dynamics has no column {pair.dynamics} that can be read. Choose another column.",
        )
    if column is None or field is None:
        return
    misfit = why_not(column, field, allow_standard_columns=allow_standard_columns)
    if misfit is not None:
        yield FieldFault(f"{path}.dynamics", misfit.code, misfit.message)
        return
    direction = mapping.direction_of(pair)
    if direction is None:
        yield FieldFault(
            f"{path}.direction",
            "mapping.direction",
            f"The mapping goes {mapping.direction} only. Set the pair to that or to both.",
        )
    elif direction != "outbound" and not goes_inbound(column, field):
        yield FieldFault(
            f"{path}.direction",
            "mapping.column_read_only",
            f"The column {pair.dynamics} is not written by a sync. Set the pair to outbound.",
        )


def _email(mapping: FieldMapping) -> Iterator[FieldFault]:
    for place, pair in enumerate(mapping.fields):
        if pair.activecampaign == EMAIL_KEY:
            if pair.dynamics != EMAIL_COLUMN:
                yield FieldFault(
                    f"fields[{place}].dynamics",
                    "mapping.email_locked",
                    f"email is always tied to {EMAIL_COLUMN}. Set the pair back.",
                )
            if pair.direction != "both":
                yield FieldFault(
                    f"fields[{place}].direction",
                    "mapping.email_locked",
                    "email always goes both ways. Set the direction of the pair to both.",
                )
            return
    yield FieldFault(
        "fields",
        "mapping.email_locked",
        f"The pair of email and {EMAIL_COLUMN} cannot be removed. Add it again.",
    )


def _twice(mapping: FieldMapping) -> Iterator[FieldFault]:
    """A field is the target of one pair, and so is a column, unless only one pair writes it."""
    keys: set[str] = set()
    written: set[str] = set()
    for place, pair in enumerate(mapping.fields):
        if pair.activecampaign in keys:
            yield FieldFault(
                f"fields[{place}].activecampaign",
                "mapping.field_twice",
                f"The field {pair.activecampaign} is mapped already. Remove one of the pairs.",
            )
        keys.add(pair.activecampaign)
        if mapping.direction_of(pair) == "outbound":
            continue
        if pair.dynamics in written:
            yield FieldFault(
                f"fields[{place}].dynamics",
                "mapping.column_twice",
                f"The column {pair.dynamics} is written by another pair already. Remove one of "
                "the pairs, or set it to outbound.",
            )
        written.add(pair.dynamics)


def _required(mapping: FieldMapping, columns: Mapping[str, Column]) -> Iterator[FieldFault]:
    """Columns that a record needs when it is created from ActiveCampaign. The topic of a lead is
    always made by rule; the last name is where it is blank, but has to be mapped."""
    if mapping.direction == "outbound":
        return
    mapped = {pair.dynamics for pair in mapping.fields}
    written = {p.dynamics for p in mapping.fields if mapping.direction_of(p) != "outbound"}
    for name in required_on_create(columns):
        if name in _ALWAYS_MADE or name in (mapped if name in _MADE_IF_BLANK else written):
            continue
        yield FieldFault(
            "fields",
            "mapping.required_unmapped",
            f"The column {name} ({columns[name].label}) is required in Dynamics. Map it so that "
            "it is written, or set the direction of the mapping to outbound.",
        )


def _scope(mapping: FieldMapping) -> Iterator[FieldFault]:
    if mapping.scope == "criteria" and not mapping.criteria:
        yield FieldFault(
            "criteria",
            "criteria.missing",
            "Give at least one criterion, or set the scope to all.",
        )
