"""A mapping made ready for many records: converters built once. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.entities import Entity
from shared.mapping.conversion import Converter, converter
from shared.mapping.creation import FILLED_BY_RULE, fill_required
from shared.mapping.criteria import columns_used, compile_criteria
from shared.mapping.families import OUTBOUND_ONLY, family
from shared.mapping.model import Direction, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.options import YesNo
from shared.mapping.schema import Column, Field
from shared.mapping.values import Canonical, Unconvertible, ValueFault

Row = Mapping[str, Any]
Values = dict[str, Canonical]


@dataclass(frozen=True, slots=True)
class CompiledPair:
    """A field pair with its converter. `direction` is the pair's own, narrowed by the mapping's
    and by what can be written; `blank` is what a missing value means."""

    key: str
    column: str
    direction: Direction
    required: bool
    converter: Converter
    blank: Canonical
    field_id: str | None


@dataclass(frozen=True, slots=True)
class CompiledMapping:
    """Made by `compile_mapping`."""

    entity: Entity
    pairs: tuple[CompiledPair, ...]
    select: frozenset[str]
    in_scope: Callable[[Row], bool]
    by_key: Mapping[str, CompiledPair]

    def record_values(self, row: Row) -> tuple[Values, list[Unconvertible]]:
        """Canonical values of a record, by ActiveCampaign key, and what cannot be read."""
        values: Values = {}
        faults: list[Unconvertible] = []
        for pair in self.pairs:
            raw = row.get(pair.column)
            if raw is None or raw == "":
                values[pair.key] = pair.blank
                continue
            try:
                values[pair.key] = pair.converter.from_record(raw)
            except ValueFault as fault:
                faults.append(Unconvertible(pair.key, pair.column, fault))
        return values, faults

    def contact_values(
        self, email: str, first_name: str, last_name: str, phone: str, fields: Mapping[str, str]
    ) -> tuple[Values, list[Unconvertible]]:
        """Canonical values of a contact, by ActiveCampaign key, and what cannot be read."""
        standard = {"email": email, "firstName": first_name, "lastName": last_name, "phone": phone}
        values: Values = {}
        faults: list[Unconvertible] = []
        for pair in self.pairs:
            if pair.field_id is None:
                raw = standard.get(pair.key, "")
            else:
                raw = fields.get(pair.field_id, "")
            if raw == "" or raw == "||":
                values[pair.key] = pair.blank
                continue
            try:
                values[pair.key] = pair.converter.from_contact(raw)
            except ValueFault as fault:
                faults.append(Unconvertible(pair.key, pair.column, fault))
        return values, faults

    def to_record(
        self, changes: Mapping[str, Canonical]
    ) -> tuple[dict[str, Any], list[Unconvertible]]:
        """What is written to columns for `changes`, and what cannot be written."""
        written: dict[str, Any] = {}
        faults: list[Unconvertible] = []
        for key, value in changes.items():
            pair = self.by_key[key]
            try:
                written[pair.column] = None if value is None else pair.converter.to_record(value)
            except ValueFault as fault:
                faults.append(Unconvertible(key, pair.column, fault))
        return written, faults

    def to_contact(
        self, changes: Mapping[str, Canonical]
    ) -> tuple[dict[str, str], dict[str, str], list[Unconvertible]]:
        """What is written to standard fields (by key) and to custom fields (by id), and what
        cannot be written. "" clears."""
        standard: dict[str, str] = {}
        fields: dict[str, str] = {}
        faults: list[Unconvertible] = []
        for key, value in changes.items():
            pair = self.by_key[key]
            try:
                text = "" if value is None else pair.converter.to_contact(value)
            except ValueFault as fault:
                faults.append(Unconvertible(key, pair.column, fault))
                continue
            if pair.field_id is None:
                standard[key] = text
            else:
                fields[pair.field_id] = text
        return standard, fields, faults

    def on_create(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of a record to be created: blanks left out, required ones filled by rule."""
        given = {name: value for name, value in values.items() if value is not None}
        return fill_required(self.entity, given)


def compile_mapping(
    mapping: FieldMapping, columns: Mapping[str, Column], fields: Mapping[str, Field]
) -> CompiledMapping:
    """`fields` are by key. Pairs whose column or field is no longer there, or that no longer
    fit are left out. A criterion on a column that is not there
    raises KeyError: guessing the scope could send records nobody meant."""
    pairs = tuple(
        _pair(mapping, pair, columns[pair.dynamics], fields[pair.activecampaign])
        for pair in mapping.fields
        if pair.dynamics in columns and pair.activecampaign in fields
    )
    criteria = mapping.criteria if mapping.scope == "criteria" else ()
    return CompiledMapping(
        entity=mapping.entity,
        pairs=pairs,
        select=frozenset(pair.column for pair in pairs)
        | columns_used(criteria)
        | (FILLED_BY_RULE[mapping.entity] & columns.keys()),
        in_scope=compile_criteria(criteria, columns),
        by_key={pair.key: pair for pair in pairs},
    )


def _pair(mapping: FieldMapping, pair: FieldPair, column: Column, field: Field) -> CompiledPair:
    built = converter(column, field)
    blank: Canonical = False if isinstance(built, YesNo) and built.blank_means_no else None
    return CompiledPair(
        key=pair.activecampaign,
        column=pair.dynamics,
        direction=_narrowed(mapping.direction, pair.direction, column),
        required=column.required in ("system", "application"),
        converter=built,
        blank=blank,
        field_id=field.id if field.custom else None,
    )


def _narrowed(whole: Direction, own: Direction, column: Column) -> Direction:
    """The direction that both allow. A pair that goes only against the mapping's direction goes
    nowhere; validation refuses it, so that it comes to the mapping's here."""
    kind = family(column)
    if kind in OUTBOUND_ONLY or not column.updatable:
        return "outbound"
    return own if whole == "both" else whole
