"""The metadata of both sides as a mapping needs it. Pure; knows no client call and no store."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

from shared.activecampaign.models import FieldDefinition
from shared.dataverse.lookups import EMAIL_COLUMNS
from shared.dataverse.metadata import Attribute, OptionLabel
from shared.languages import in_language
from shared.mapping.schema import (
    EMAIL_OF,
    REFERENCES,
    STANDARD_FIELDS,
    Column,
    Field,
    FieldType,
    Option,
)

CUSTOM_KEY = "field:"

_FIELD_TYPES: Mapping[str, FieldType] = {name: name for name in get_args(FieldType)}


def columns(attributes: Iterable[Attribute], languages: tuple[int, ...] = ()) -> dict[str, Column]:
    """By logical name the columns that have a value of their own: what Dataverse derives is left
    out (names of lookups and choices, whole addresses, money in the base currency), and so are
    Japanese readings. Calculated columns cannot be written. What column security withholds is
    there, and marked. To a lookup that may point to a row with an email comes that email, as
    `<lookup>/email`.

    Labels are in the first of `languages` (LCIDs) that a label has, else in English; options
    stay known by all their labels."""
    own = [
        _column(attribute, languages)
        for attribute in attributes
        if attribute.readable and attribute.attribute_of is None and not _is_shadow(attribute)
    ]
    emails = [_email_of(column) for column in own if _has_email(column)]
    return {column.name: column for column in (*own, *emails)}


def _is_shadow(attribute: Attribute) -> bool:
    written = attribute.creatable or attribute.updatable
    name = attribute.name
    if attribute.type == "Money" and name.endswith("_base"):
        return not written
    return not attribute.custom and ("yomi" in name or name.endswith("_composite"))


def contact_fields(definitions: Iterable[FieldDefinition]) -> dict[str, Field]:
    """By key the standard fields of contacts, then the custom ones, whose key is `field:<id>`.
    Types that are not documented for contacts are left out."""
    fields = {field.key: field for field in STANDARD_FIELDS}
    for definition in definitions:
        kind = _FIELD_TYPES.get(definition.type)
        if kind is None or kind == "email":
            continue
        key = CUSTOM_KEY + definition.id
        fields[key] = Field(
            key=key,
            label=definition.title,
            type=kind,
            custom=True,
            options=definition.options,
            id=definition.id,
            perstag=definition.perstag,
        )
    return fields


def _column(attribute: Attribute, languages: tuple[int, ...]) -> Column:
    computed = bool(attribute.source_type)
    return Column(
        name=attribute.name,
        label=in_language(attribute.label_by_language, languages) or attribute.name,
        type=attribute.type,
        format=attribute.format or "",
        custom=attribute.custom,
        required=attribute.required,
        max_length=attribute.max_length,
        precision=attribute.precision,
        minimum=attribute.min,
        maximum=attribute.max,
        options=tuple(_option(option, languages) for option in attribute.options),
        creatable=attribute.creatable and not computed and "create" not in attribute.withheld,
        updatable=attribute.updatable and not computed and "update" not in attribute.withheld,
        behavior=attribute.behavior,
        targets=attribute.targets,
        withheld=attribute.withheld,
        id=attribute.metadata_id,
    )


def _has_email(column: Column) -> bool:
    return column.type in REFERENCES and not EMAIL_COLUMNS.keys().isdisjoint(column.targets)


def _email_of(lookup: Column) -> Column:
    """Whoever may read the lookup: the email itself may be hidden by column security of its own."""
    return replace(
        lookup,
        name=lookup.name + EMAIL_OF,
        label=f"{lookup.label} (email)",
        type="LookupEmail",
        required="none",
        creatable=False,
        updatable=False,
    )


def _option(option: OptionLabel, languages: tuple[int, ...]) -> Option:
    labels = tuple(dict.fromkeys(option.label_by_language.values()))
    label = in_language(option.label_by_language, languages) or str(option.value)
    return Option(option.value, label, labels)
