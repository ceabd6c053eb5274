"""Everything that is wrong with a mapping, at once. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.errors import FieldFault
from shared.mapping.compatibility import (
    goes_inbound,
    makes_options,
    standard_field_fits,
    takes_values,
    why_not,
)
from shared.mapping.creation import EMAIL_COLUMN, LAST_NAME, SUBJECT, required_on_create
from shared.mapping.criteria import criteria_faults
from shared.mapping.kinds import column_kind, field_kind
from shared.mapping.model import EMAIL_KEY, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.option_table import SEPARATOR, SHOWN
from shared.mapping.schema import Column, Field

_ALWAYS_MADE: Final = frozenset({SUBJECT})
_MADE_IF_BLANK: Final = frozenset({LAST_NAME})
_MOST_NAMED: Final = 5
"""Options that one fault names."""


def validate(
    mapping: FieldMapping,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    *,
    allow_standard_columns: bool = False,
    opt_out_column: str | None = None,
) -> list[FieldFault]:
    """One fault for each thing wrong, by its JSON path, with the remedy; none for a mapping that
    can be used. `columns` are by logical name, `fields` by key. `allow_standard_columns` lets
    custom fields go with standard columns; `opt_out_column` is the flag that the rule of consent
    writes, and no pair does."""
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
        *_separators(mapping, columns, fields),
        *_twice(mapping),
        *_consent(mapping, opt_out_column),
        *_required(mapping, columns, allow_standard_columns=allow_standard_columns),
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
    direction = mapping.direction_of(pair)
    if direction is None:
        yield FieldFault(
            f"{path}.direction",
            "mapping.direction",
            f"The mapping goes {mapping.direction} only. Set the pair to that or to both.",
        )
    if column is None or field is None:
        return
    misfit = why_not(
        column,
        field,
        allow_standard_columns=allow_standard_columns,
        create_options=pair.create_options,
    )
    if misfit is not None:
        yield FieldFault(f"{path}.dynamics", misfit.code, misfit.message)
    elif direction in ("both", "inbound") and not goes_inbound(column, field):
        yield _read_only(f"{path}.direction", column)
    if pair.create_options and (direction == "inbound" or not makes_options(column, field)):
        yield FieldFault(
            f"{path}.createOptions",
            "mapping.create_options",
            "Options can be made for a choice or choices column that goes to a dropdown, radio, "
            "list box or check box, outbound or both ways. Switch it off for this pair.",
        )


def _read_only(path: str, column: Column) -> FieldFault:
    name = f"{column.label} ({column.name})"
    message = f"The column {name} is not written by a sync. Set the pair to outbound."
    if column.write_secured:
        message = (
            f"Column security keeps the application user from writing the column {name}. Use a "
            "column security profile that may write it, or set the pair to outbound."
        )
    return FieldFault(path, "mapping.column_read_only", message)


def _separators(
    mapping: FieldMapping, columns: Mapping[str, Column], fields: Mapping[str, Field]
) -> Iterator[FieldFault]:
    """A field with several options holds them as `||A||B||`, so that none may hold `||`."""
    for place, pair in enumerate(mapping.fields):
        column, field = columns.get(pair.dynamics), fields.get(pair.activecampaign)
        if column is None or field is None or field_kind(field) != "options":
            continue
        labels = [o.label for o in column.options] if column_kind(column) == "choices" else []
        options = [one for one in (*field.options, *labels) if SEPARATOR in one]
        named = ", ".join(f"“{one[:SHOWN]}”" for one in dict.fromkeys(options[:_MOST_NAMED]))
        if options:
            yield FieldFault(
                f"fields[{place}].dynamics",
                "mapping.option_separator",
                f"{named}: an option that holds {SEPARATOR} cannot be told from two options in "
                f"the field {field.label}. Rename it.",
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


def _consent(mapping: FieldMapping, opt_out_column: str | None) -> Iterator[FieldFault]:
    """A pair could take an opt-out back, which no sync does."""
    for place, pair in enumerate(mapping.fields):
        if pair.dynamics == opt_out_column and mapping.direction_of(pair) != "outbound":
            yield FieldFault(
                f"fields[{place}].direction",
                "mapping.consent_column",
                f"The column {pair.dynamics} says who opted out of email, and is synced by a rule "
                "of its own. Set the pair to outbound, or remove it.",
            )


def _required(
    mapping: FieldMapping, columns: Mapping[str, Column], *, allow_standard_columns: bool
) -> Iterator[FieldFault]:
    """Columns that a record needs when it is created from ActiveCampaign. The topic of a lead is
    always made by rule; the last name is where it is blank, but has to be mapped."""
    if mapping.direction == "outbound":
        return
    mapped = {pair.dynamics for pair in mapping.fields}
    written = {p.dynamics for p in mapping.fields if mapping.direction_of(p) != "outbound"}
    for name in required_on_create(columns):
        column = columns[name]
        if not column.write_secured and (
            name in _ALWAYS_MADE or name in (mapped if name in _MADE_IF_BLANK else written)
        ):
            continue
        yield FieldFault(
            "fields",
            "mapping.required_unmapped",
            f"The column {column.label} ({name}) is required in Dynamics. "
            + _fill(column, allow_standard_columns=allow_standard_columns),
        )


def _fill(column: Column, *, allow_standard_columns: bool) -> str:
    """How a new record could get a value in the column."""
    otherwise = "make it optional, or set the direction of the mapping to outbound."
    if column.withheld:
        return (
            "Column security withholds it from the application user. Use a column security "
            f"profile that may read and write it, {otherwise}"
        )
    if not takes_values(column):
        return f"No field can bring a value to it. In Dynamics {otherwise}"
    if column.custom or allow_standard_columns or standard_field_fits(column):
        return f"Map it so that it is written, {otherwise}"
    return (
        "Only custom fields could bring a value to it. Let the setting MAP_STANDARD_COLUMNS "
        f"allow standard columns and map it, {otherwise}"
    )


def _scope(mapping: FieldMapping) -> Iterator[FieldFault]:
    if mapping.scope == "criteria" and not mapping.criteria:
        yield FieldFault(
            "criteria",
            "criteria.missing",
            "Give at least one criterion, or set the scope to all.",
        )
