"""What a record needs to be created, beyond the values that are mapped. Pure.

Dataverse itself enforces only what the system requires; what the organisation requires, its
forms and its people do, and so do we (learn.microsoft.com, "Column metadata", read
2026-11-24)."""

from collections.abc import Collection, Mapping
from typing import Final

from shared.entities import Entity
from shared.errors import SkipRecord
from shared.mapping.schema import Column
from shared.mapping.texts import shortened
from shared.mapping.values import Json

EMAIL_COLUMN: Final = "emailaddress1"
SUBJECT, LAST_NAME, FIRST_NAME = "subject", "lastname", "firstname"
_FILLED_BY_PLATFORM: Final = frozenset({"Owner", "State", "Status", "Uniqueidentifier"})


class RequiredMissing(SkipRecord):
    code = "mapping.required_missing"
    title = "A required column would be empty"


def required_on_create(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Names of the columns that need a value from us when a record is created, also of those
    that column security keeps us from writing."""
    return tuple(
        column.name
        for column in columns.values()
        if column.needs_value
        and (column.creatable or "create" in column.withheld)
        and column.type not in _FILLED_BY_PLATFORM
    )


def fill_required(
    entity: Entity, values: Mapping[str, Json], columns: Mapping[str, Column]
) -> dict[str, Json]:
    """`values` (column -> JSON) without blanks, and with what can be made for required columns
    that have none: the last name from the first name or else the email's local part, a lead's
    topic from the full name or else the email."""
    filled: dict[str, Json] = {name: value for name, value in values.items() if value is not None}
    email = str(filled.get(EMAIL_COLUMN, "")).strip()
    first, last = (str(filled.get(name, "")).strip() for name in (FIRST_NAME, LAST_NAME))
    made = {LAST_NAME: first or email.partition("@")[0]}
    if entity == "lead":
        made[SUBJECT] = f"{first} {last}".strip() or email
    for name, text in made.items():
        column = columns.get(name)
        if column is not None and column.needs_value and name not in filled and text:
            filled[name] = shortened(text, column.max_length)
    return filled


def missing_on_create(
    required: Collection[str], values: Mapping[str, Json]
) -> list[RequiredMissing]:
    """One for each required column without a value."""
    return [
        RequiredMissing(
            f"{name}: Dynamics requires a value, and ActiveCampaign has none.",
            remedy="Enter the value in ActiveCampaign, or make the column optional.",
            field=name,
        )
        for name in required
        if values.get(name) is None
    ]
