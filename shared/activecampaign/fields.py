"""Custom fields of contacts: builds the requests, reads the definitions. Knows no transport.

Sources: developers.activecampaign.com, "Custom fields", read 2026-11-24."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from shared.activecampaign.models import FieldDefinition
from shared.activecampaign.reading import Row, flag, identifier, number, rows, text
from shared.transport import Request, path_of

TYPES_WITH_OPTIONS = frozenset({"dropdown", "radio", "checkbox", "listbox"})


def fields_request() -> Request:
    return Request("GET", "fields", "fields")


def options_request(field_id: str) -> Request:
    return Request("GET", path_of("fields", field_id, "options"), "fields/{id}/options")


def read_options(body: Row) -> Mapping[str, tuple[str, ...]] | None:
    """Field id -> values by their order; None if the answer holds no options."""
    found = rows(body, "fieldOptions")
    if found is None:
        return None
    by_field: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_field[identifier(row.get("field"))].append(row)
    return {field_id: in_order(options) for field_id, options in by_field.items()}


def in_order(options: Sequence[Row]) -> tuple[str, ...]:
    """The values that a contact may hold, without blanks and repetitions. `value` and `label`
    can differ; contacts hold the value."""
    ordered = sorted(
        options, key=lambda row: (number(row.get("orderid")) or 0, number(row.get("id")) or 0)
    )
    values = (text(row.get("value")) or text(row.get("label")) for row in ordered)
    return tuple(dict.fromkeys(value for value in values if value))


def read_field(row: Row, options: tuple[str, ...]) -> FieldDefinition:
    return FieldDefinition(
        identifier(row.get("id")),
        text(row.get("title")),
        text(row.get("type")),
        text(row.get("perstag")),
        options,
        flag(row.get("isrequired")),
    )
