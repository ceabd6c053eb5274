"""What no longer fits a mapping since it was saved, one finding for each cause. Pure.

A finding stands for all the records that it keeps from being synced whole: these are not problems
of their own (`Finding.covers`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.errors import SkipRecord
from shared.mapping.compiled import CompiledPair, fitted_pair
from shared.mapping.creation import required_on_create
from shared.mapping.criteria import criteria_faults
from shared.mapping.drift_texts import (
    column_name,
    field_name,
    limits_text,
    listed,
    shown_type,
)
from shared.mapping.model import EMAIL_KEY, FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.option_gaps import option_gaps
from shared.mapping.schema import Column, Field
from shared.mapping.validation import pair_faults, validate

_REQUIRED: Final = "mapping.required_unmapped"
_MAPPING_PAGE: Final = "on the mapping page and save it"

TITLES: Final[Mapping[str, str]] = {
    "drift.column_deleted": "A column is not there any more",
    "drift.field_deleted": "A field is not there any more",
    "drift.type_changed": "A column or field has another type",
    "drift.options_differ": "Options have no counterpart",
    "drift.options_not_made": "Options could not be made in ActiveCampaign",
    "drift.length_shortened": "A column was shortened",
    "drift.range_narrowed": "The range of a column was narrowed",
    _REQUIRED: "A required column gets no value",
    "mapping.column_read_only": "A column cannot be written",
    "mapping.column_secured": "A column is hidden by column security",
    "mapping.no_options": "A field has no options",
    "mapping.email_locked": "The pair of the email is not as it has to be",
}
_TITLE: Final = "A field pair does not fit any more"
_CRITERION: Final = "A criterion does not fit any more"


@dataclass(frozen=True, slots=True)
class Schema:
    """Of one entity: columns by logical name, fields by key."""

    columns: Mapping[str, Column] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """`field` is the ActiveCampaign key of the pair, or the name of a column that has none.
    `stops`: nothing of the entity is synced meanwhile. `covered` are the codes of the faults of
    records that come of it; of several options, those named in `options`."""

    code: str
    field: str
    title: str
    detail: str
    remedy: str
    stops: bool = False
    covered: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def covers(self, fault: SkipRecord) -> bool:
        """True if the record's fault comes of this."""
        if fault.field != self.field or fault.code not in self.covered:
            return False
        return not self.options or getattr(fault, "option", None) in self.options


def findings(
    mapping: FieldMapping,
    was: Schema,
    now: Schema,
    not_made: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Everything found, pairs first. `was` is the schema when the mapping was saved, as far as
    it is known. `not_made` tells by key why options could not be made."""
    found = [
        finding
        for pair in mapping.fields
        for finding in _of_pair(mapping, pair, was, now, (not_made or {}).get(pair.activecampaign))
    ]
    if not any(pair.activecampaign == EMAIL_KEY for pair in mapping.fields):
        found.append(_email_missing(mapping))
    return [*found, *_of_criteria(mapping, was, now), *_required(mapping, now)]


def _of_pair(
    mapping: FieldMapping, pair: FieldPair, was: Schema, now: Schema, not_made: str | None
) -> Iterator[Finding]:
    column, field_ = now.columns.get(pair.dynamics), now.fields.get(pair.activecampaign)
    column_was, field_was = was.columns.get(pair.dynamics), was.fields.get(pair.activecampaign)
    known_column, known_field = column or column_was, field_ or field_was
    name = column_name(known_column, pair.dynamics)
    other = field_name(known_field, pair.activecampaign)
    key = pair.activecampaign
    if column is None and column_was is not None:
        yield _stopping(
            mapping,
            pair,
            "drift.column_deleted",
            f"The column {name}, which is mapped to the field {other}, is not there any more or "
            "cannot be read.",
            f"Make the column again, or choose another one {_MAPPING_PAGE}.",
        )
    if field_ is None and field_was is not None:
        yield _stopping(
            mapping,
            pair,
            "drift.field_deleted",
            f"The field {other}, which is mapped to the column {name}, is not there any more.",
            f"Choose another field {_MAPPING_PAGE}.",
        )
    if (column is None and column_was is not None) or (field_ is None and field_was is not None):
        return
    faults = list(
        pair_faults(0, pair, mapping, now.columns, now.fields, allow_standard_columns=True)
    )
    if faults:
        yield from _unfit(mapping, pair, faults[0].code, faults[0].message, was, now)
        return
    fitted = fitted_pair(mapping, pair, now.columns, now.fields)
    if fitted is None:
        return
    yield from _options(fitted, column_was, field_was, not_made)
    if fitted.direction != "outbound" and column_was is not None:
        yield from _limits(key, column_was, fitted.column)


def _unfit(
    mapping: FieldMapping, pair: FieldPair, code: str, message: str, was: Schema, now: Schema
) -> Iterator[Finding]:
    """A pair that would not be saved today. `message` says what is wrong and what mends it."""
    column, column_was = now.columns.get(pair.dynamics), was.columns.get(pair.dynamics)
    field_, field_was = now.fields.get(pair.activecampaign), was.fields.get(pair.activecampaign)
    changes = []
    if column and column_was and shown_type(column) != shown_type(column_was):
        changes.append(
            f"The column {column_name(column, pair.dynamics)} was {shown_type(column_was)} and is "
            f"{shown_type(column)} now."
        )
    if field_ and field_was and field_.type != field_was.type:
        changes.append(
            f"The field {field_name(field_, pair.activecampaign)} was {field_was.type} and is "
            f"{field_.type} now."
        )
    if changes:
        yield _stopping(
            mapping,
            pair,
            "drift.type_changed",
            f"{' '.join(changes)} {message}",
            f"Choose another pair {_MAPPING_PAGE}, or set the type back.",
        )
        return
    tied = (
        f"The field {field_name(field_, pair.activecampaign)} and the column "
        f"{column_name(column, pair.dynamics)}: "
    )
    remedy = f"Change what is said, or correct the pair {_MAPPING_PAGE}."
    yield _stopping(mapping, pair, code, tied + message, remedy)


def _stopping(
    mapping: FieldMapping, pair: FieldPair, code: str, detail: str, remedy: str
) -> Finding:
    """A pair that is left out; without that of the email nothing can be synced."""
    stops = pair.activecampaign == EMAIL_KEY
    rest = (
        f" No {mapping.entity} is synced until then."
        if stops
        else " The pair is left out; all others are synced, and nothing is cleared."
    )
    title = TITLES.get(code, _TITLE)
    return Finding(code, pair.activecampaign, title, detail + rest, remedy, stops=stops)


def _options(
    pair: CompiledPair, column_was: Column | None, field_was: Field | None, not_made: str | None
) -> Iterator[Finding]:
    gaps = option_gaps(pair, column_was, field_was)
    if not gaps.options:
        return
    said = []
    if gaps.in_contact:
        said.append(f"ActiveCampaign has no option for {listed(gaps.in_contact)}.")
    if gaps.in_record:
        said.append(f"Dynamics has no option for {listed(gaps.in_record)}.")
    code = "drift.options_differ"
    remedy = (
        "Add the options on the other side, give them the same label there, or save the mapping "
        "once nobody uses them any more."
    )
    if not_made is not None:
        code = "drift.options_not_made"
        said.append(f"Making them failed: {not_made}")
        remedy = "Give the user of the API key the right to manage fields, or add the options."
    yield Finding(
        code,
        pair.key,
        TITLES[code],
        f"The field {field_name(pair.field, pair.key)} and the column "
        f"{column_name(pair.column, pair.column.name)}: {' '.join(said)} Records with these "
        "options keep what they hold in this field; the rest of them is synced.",
        remedy,
        covered=("mapping.option_unknown",),
        options=tuple(sorted(gaps.options)),
    )


def _limits(key: str, was: Column, now: Column) -> Iterator[Finding]:
    name = column_name(now, now.name)
    kept = "Values that do not fit are not written to it; the rest of their records is synced."
    if was.max_length and now.max_length and now.max_length < was.max_length:
        yield Finding(
            "drift.length_shortened",
            key,
            TITLES["drift.length_shortened"],
            f"The column {name} took {was.max_length:,} characters and takes {now.max_length:,} "
            f"now. {kept}",
            "Make the column as long as it was, or shorten the values and save the mapping.",
            covered=("mapping.value_too_long",),
        )
    if was.type == now.type and _narrower(was, now):
        yield Finding(
            "drift.range_narrowed",
            key,
            TITLES["drift.range_narrowed"],
            f"The column {name} took {limits_text(was)} and takes {limits_text(now)} now. {kept}",
            "Set the range of the column back, or correct the values and save the mapping.",
            covered=("mapping.out_of_range", "mapping.too_precise"),
        )


def _narrower(was: Column, now: Column) -> bool:
    if was.minimum is not None and now.minimum is not None and now.minimum > was.minimum:
        return True
    if was.maximum is not None and now.maximum is not None and now.maximum < was.maximum:
        return True
    return was.precision is not None and now.precision is not None and now.precision < was.precision


def _email_missing(mapping: FieldMapping) -> Finding:
    return Finding(
        "mapping.email_locked",
        EMAIL_KEY,
        TITLES["mapping.email_locked"],
        f"The mapping has no pair of the email. No {mapping.entity} is synced until then.",
        f"Add the pair {_MAPPING_PAGE}.",
        stops=True,
    )


def _of_criteria(mapping: FieldMapping, was: Schema, now: Schema) -> Iterator[Finding]:
    """Guessing the scope could send records that nobody meant, so that none is sent."""
    for criterion in mapping.criteria if mapping.scope == "criteria" else ():
        faults = criteria_faults([criterion], now.columns)
        if not faults:
            continue
        column = now.columns.get(criterion.field) or was.columns.get(criterion.field)
        yield Finding(
            faults[0].code,
            criterion.field,
            _CRITERION,
            f"The criterion on the column {column_name(column, criterion.field)} "
            f"({criterion.operator}) cannot be evaluated: {faults[0].message} No "
            f"{mapping.entity} is synced until then, since it is not known which are meant.",
            f"Correct the criterion {_MAPPING_PAGE}, or set the column back.",
            stops=True,
        )


def _required(mapping: FieldMapping, now: Schema) -> Iterator[Finding]:
    for name in required_on_create(now.columns):
        column = now.columns[name]
        faults = validate(mapping, {name: column}, {}, allow_standard_columns=True)
        if any(fault.code == _REQUIRED for fault in faults):
            yield Finding(
                _REQUIRED,
                name,
                TITLES[_REQUIRED],
                f"The column {column_name(column, name)} is required in Dynamics, and no field "
                f"pair fills it: no {mapping.entity} can be created from ActiveCampaign. Those "
                "that are there are synced.",
                f"Map the column {_MAPPING_PAGE}, make it optional in Dynamics, or set the "
                "direction of the mapping to outbound.",
            )


def stopping(found: Sequence[Finding]) -> bool:
    """True if the entity is not to be synced."""
    return any(finding.stops for finding in found)
