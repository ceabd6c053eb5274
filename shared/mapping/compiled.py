"""A mapping made ready for many records: converters and look-up tables built once. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from shared.entities import Entity
from shared.errors import FieldFault, InvalidInput
from shared.mapping.collation import ACCENTS_COUNT, Collation
from shared.mapping.conversion import Converter, converter
from shared.mapping.convert_yes_no import TickConverter
from shared.mapping.creation import (
    LAST_NAME,
    SUBJECT,
    RequiredMissing,
    fill_required,
    missing_on_create,
    required_on_create,
)
from shared.mapping.criteria import Predicate, columns_used, compile_criteria
from shared.mapping.lineage import content_of, mark_of
from shared.mapping.model import EMAIL_KEY, Direction, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.schema import FORMATTED_VALUE, LOOKUP_EMAIL, REFERENCES, Column, Field
from shared.mapping.validation import pair_faults
from shared.mapping.values import Canonical, Json, Unconvertible, ValueNotRead

Row = Mapping[str, object]
Values = dict[str, Canonical]

_STANDARD_KEYS: Final = ("email", "firstName", "lastName", "phone")


@dataclass(frozen=True, slots=True)
class CompiledPair:
    """A field pair with its converter. `direction` is what mapping and pair allow together.
    `required`: the column must not be cleared (a box that is not ticked never clears it)."""

    key: str
    column: Column
    field: Field
    direction: Direction
    required: bool
    converter: Converter


class CompiledMapping:
    """Made by `compile_mapping`.

    `pairs` are in the order of the mapping. `select` are the properties to be read of a row.
    A lookup is mapped by the name or the email of its row: with `lookup_names` rows have to hold
    the names of their lookups, and the emails of all of `lookup_emails` (properties).
    `fields_mark` changes with the pairs and with all that converting their values depends on,
    `mark` also with what decides which records are synced.
    `left_out` says which pairs cannot be used any more, and why; `resting` are the keys of all
    pairs that are not used now."""

    __slots__ = (
        "_columns",
        "_contact_readers",
        "_criteria",
        "_lookup_readers",
        "_record_readers",
        "by_key",
        "entity",
        "fields_mark",
        "left_out",
        "lookup_emails",
        "lookup_names",
        "mark",
        "pairs",
        "required_on_create",
        "resting",
        "select",
    )

    def __init__(
        self,
        mapping: FieldMapping,
        pairs: tuple[CompiledPair, ...],
        columns: Mapping[str, Column],
        left_out: tuple[FieldFault, ...],
        fields_mark: str,
        collation: Collation,
    ) -> None:
        criteria = mapping.criteria if mapping.scope == "criteria" else ()
        made = {LAST_NAME, SUBJECT} & columns.keys()
        read = {pair.column.name for pair in pairs} | columns_used(criteria) | made
        self.entity: Entity = mapping.entity
        self.pairs = pairs
        self.by_key: Mapping[str, CompiledPair] = {pair.key: pair for pair in pairs}
        self.left_out = left_out
        self.resting = {pair.activecampaign for pair in mapping.fields} - self.by_key.keys()
        self.fields_mark = fields_mark
        self.mark = mark_of([fields_mark, mapping.direction, criteria])
        self._columns = columns
        self._criteria: Predicate = compile_criteria(criteria, columns, collation)
        self.select = tuple(sorted({columns[name].property_name for name in read}))
        self.required_on_create = required_on_create(columns)
        names = [pair for pair in pairs if pair.column.type in REFERENCES]
        emails = [pair for pair in pairs if pair.column.type == "LookupEmail"]
        self.lookup_names = bool(names)
        self.lookup_emails = tuple(sorted({pair.column.property_name for pair in emails}))
        self._record_readers = tuple(
            (pair.key, pair.column.name, pair.converter.from_record, pair)
            for pair in pairs
            if pair.column.type not in {*REFERENCES, "LookupEmail"}
        )
        self._lookup_readers = (
            *((pair, pair.column.property_name + FORMATTED_VALUE, _name_of) for pair in names),
            *((pair, pair.column.property_name + LOOKUP_EMAIL, _email_of) for pair in emails),
        )
        self._contact_readers = tuple(_contact_reader(pair) for pair in pairs)

    def in_scope(self, row: Row) -> bool:
        """True if the row meets all criteria; without criteria always.

        Raises ValueNotRead for a row that was read without one of their columns."""
        try:
            return self._criteria(row)
        except KeyError as missing:
            raise _not_in_row(str(missing.args[0]), "") from None

    def record_values(self, row: Row) -> tuple[Values, list[Unconvertible]]:
        """Canonical values of a record by ActiveCampaign key, and what cannot be read, which is
        missing among the values. A column that is not in `row` counts as not read, never as
        blank: a blank would be carried to the contact."""
        values: Values = {}
        faults: list[Unconvertible] = []
        for key, name, convert, pair in self._record_readers:
            try:
                values[key] = convert(row[name])
            except KeyError:
                faults.append(_not_in_row(name, key))
            except Unconvertible as fault:
                if pair.direction == "inbound":
                    values[key] = str(row[name])
                else:
                    faults.append(fault)
        for pair, annotation, read in self._lookup_readers:
            try:
                values[pair.key] = pair.converter.from_record(read(row, annotation, pair))
            except Unconvertible as fault:
                faults.append(fault)
        return values, faults

    def contact_values(
        self, email: str, first_name: str, last_name: str, phone: str, fields: Mapping[str, str]
    ) -> tuple[Values, list[Unconvertible]]:
        """Canonical values of a contact by ActiveCampaign key, and what cannot be read, which is
        missing among the values. A field that is not in `fields` (id -> raw) is blank.

        What cannot be read of a field that is only ever written counts as it stands there, as
        a value that differs from every good one, and is no fault."""
        standard = (email, first_name, last_name, phone)
        values: Values = {}
        faults: list[Unconvertible] = []
        for key, place, field_id, convert, pair in self._contact_readers:
            raw = standard[place] if place is not None else fields.get(field_id, "")
            try:
                values[key] = convert(raw)
            except Unconvertible as fault:
                if pair.direction == "outbound":
                    values[key] = raw
                else:
                    faults.append(fault)
        return values, faults

    def to_record(
        self, changes: Mapping[str, Canonical]
    ) -> tuple[dict[str, Json], list[Unconvertible]]:
        """What is written to columns for `changes` (by ActiveCampaign key; None clears), and what
        cannot be written."""
        written: dict[str, Json] = {}
        faults: list[Unconvertible] = []
        for key, value in changes.items():
            pair = self.by_key[key]
            try:
                written[pair.column.name] = pair.converter.to_record(value)
            except Unconvertible as fault:
                faults.append(fault)
        return written, faults

    def to_contact(
        self, changes: Mapping[str, Canonical]
    ) -> tuple[dict[str, str], dict[str, str], list[Unconvertible]]:
        """What is written for `changes` to standard fields (by key) and to custom fields (by id),
        "" to clear, and what cannot be written."""
        standard: dict[str, str] = {}
        fields: dict[str, str] = {}
        faults: list[Unconvertible] = []
        for key, value in changes.items():
            pair = self.by_key[key]
            try:
                text = pair.converter.to_contact(value)
            except Unconvertible as fault:
                faults.append(fault)
                continue
            if pair.field.id is None:
                standard[key] = text
            else:
                fields[pair.field.id] = text
        return standard, fields, faults

    def on_create(self, values: Mapping[str, Json]) -> dict[str, Json]:
        """Columns of a record to be created: without blanks, required ones filled by rule."""
        return fill_required(self.entity, values, self._columns)

    def missing_on_create(self, values: Mapping[str, Json]) -> list[RequiredMissing]:
        """The required columns that `on_create` could not fill; such a record is not created."""
        return missing_on_create(self.required_on_create, values)


def compile_mapping(
    mapping: FieldMapping,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    *,
    decode_entities: bool = False,
    fields_mark: str | None = None,
    collation: Collation = ACCENTS_COUNT,
) -> CompiledMapping:
    """`columns` are by logical name, `fields` by key. Pairs that do not fit today's columns and
    fields are left out. With `decode_entities`, see `converter`. `fields_mark` stands for the
    mark that would be made of the pairs. Criteria compare texts by `collation`.

    Raises InvalidInput if the pair of the email cannot be used or a criterion does not fit:
    guessing the scope could send records that nobody meant."""
    pairs: list[CompiledPair] = []
    left_out: list[FieldFault] = []
    for place, pair in enumerate(mapping.fields):
        left_out += pair_faults(place, pair, mapping, columns, fields, allow_standard_columns=True)
        fitted = fitted_pair(mapping, pair, columns, fields, decode_entities=decode_entities)
        if fitted is not None:
            pairs.append(fitted)
    if not any(pair.key == EMAIL_KEY for pair in pairs):
        raise InvalidInput(left_out, "The pair of the email cannot be used.")
    mark = content_of(mapping, columns, fields) if fields_mark is None else fields_mark
    return CompiledMapping(mapping, tuple(pairs), columns, tuple(left_out), mark, collation)


def fitted_pair(
    mapping: FieldMapping,
    pair: FieldPair,
    columns: Mapping[str, Column],
    fields: Mapping[str, Field],
    *,
    decode_entities: bool = False,
) -> CompiledPair | None:
    """None if the pair does not fit, or rests since it goes against the mapping's direction."""
    faults = pair_faults(0, pair, mapping, columns, fields, allow_standard_columns=True)
    direction = mapping.direction_of(pair)
    if direction is None or next(faults, None) is not None:
        return None
    column, field = columns[pair.dynamics], fields[pair.activecampaign]
    built = converter(column, field, decode_entities=decode_entities)
    required = column.needs_value and not isinstance(built, TickConverter)
    return CompiledPair(field.key, column, field, direction, required, built)


def _contact_reader(
    pair: CompiledPair,
) -> tuple[str, int | None, str, Callable[[str], Canonical], CompiledPair]:
    """Key, place among the standard fields, or else id of the custom field."""
    place = _STANDARD_KEYS.index(pair.key) if pair.field.id is None else None
    return pair.key, place, pair.field.id or "", pair.converter.from_contact, pair


def _name_of(row: Row, annotation: str, pair: CompiledPair) -> object:
    """The name of the row that a lookup points to; None if it points to none."""
    if not _points(row, pair):
        return None
    if row.get(annotation) is None:
        raise ValueNotRead(
            f"{pair.column.name}: Dynamics gave no name for the row that the column points to.",
            remedy="Give that row a name, and check that the application user may read it.",
            field=pair.key,
            column=pair.column.name,
        )
    return row[annotation]


def _email_of(row: Row, annotation: str, pair: CompiledPair) -> object:
    """The email of the row that a lookup points to; None if it points to none, or to one that
    has no email."""
    if not _points(row, pair):
        return None
    if annotation not in row:
        raise ValueNotRead(
            f"{pair.column.name}: the row that the column points to was not read.",
            remedy="Check that the application user may read that row.",
            field=pair.key,
            column=pair.column.name,
        )
    return row[annotation]


def _points(row: Row, pair: CompiledPair) -> bool:
    if pair.column.property_name not in row:
        raise _not_in_row(pair.column.name, pair.key)
    return row[pair.column.property_name] is not None


def _not_in_row(column: str, key: str) -> ValueNotRead:
    return ValueNotRead(
        f"{column}: the column was not read.",
        remedy="Check that the application user may read the column (column security).",
        field=key,
        column=column,
    )
