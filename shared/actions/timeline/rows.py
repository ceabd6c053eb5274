"""The rows of the timeline as Dataverse takes and gives them. Pure.

An activity is born open, since `statecode` is not valid for create, and a completed one is
read-only (learn.microsoft.com, Phone Call table reference, read 2026-11-30): so it is created with
all that it holds and then completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from shared.actions.timeline.entries import KINDS, Entry, Kind, Regarding, Standing
from shared.dataverse.metadata import Attribute
from shared.dataverse.rows import Row, row_etag, row_id
from shared.entities import Entity
from shared.store.texts import shortened, units, whole

TABLE: Final = "acd_marketingactivity"
SET: Final = "acd_marketingactivities"

FIRST_KIND: Final = 727_500_000
LONGEST: Final[Mapping[str, int]] = {
    "subject": 200,
    "description": 2_000,
    "acd_campaign": 250,
    "acd_campaignid": 20,
    "acd_automation": 250,
    "acd_url": 2_000,
}
"""UTF-16 units. Longer texts are cut; half an address would lead elsewhere, and is left out."""

COMPLETED: Final = {"statecode": 1, "statuscode": 2}
OPEN: Final = 0

READ: Final = (
    "_regardingobjectid_value",
    "acd_kind",
    "acd_campaignid",
    "actualend",
    "statecode",
)

ITALIAN: Final = 1040
_TITLES: Final[Mapping[Kind, tuple[str, str]]] = {
    "sent": ("Email sent", "E-mail inviata"),
    "opened": ("Email opened", "E-mail aperta"),
    "clicked": ("Link clicked", "Clic su un link"),
    "replied": ("Email answered", "Risposta a un'e-mail"),
    "forwarded": ("Email forwarded", "E-mail inoltrata"),
    "bounced": ("Email bounced", "E-mail respinta"),
    "unsubscribed": ("Unsubscribed", "Iscrizione annullata"),
    "subscribed": ("Subscribed", "Iscrizione"),
    "automation": ("Automation", "Automazione"),
    "other": ("Marketing activity", "Attività di marketing"),
}
REGARDED: Final[Mapping[Entity, str]] = {"lead": "leads", "contact": "contacts"}
"""The entity sets."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The table as it is in this environment: the navigation property for each entity, the
    language of titles (LCID), and whether the column that timelines can be sorted by is set."""

    regarding: Mapping[Entity, str]
    language: int
    sorts: bool


def shape_of(attributes: Sequence[Attribute], language: int) -> Shape | None:
    """None if the table has no regarding column for leads and contacts."""
    columns = {one.name: one for one in attributes}
    regarding = columns.get("regardingobjectid")
    navigation = (regarding.navigation if regarding is not None else None) or {}
    found: dict[Entity, str] = {
        entity: navigation[entity] for entity in REGARDED if entity in navigation
    }
    sort_date = columns.get("sortdate")
    if len(found) != len(REGARDED):
        return None
    return Shape(found, language, sort_date is not None and sort_date.creatable)


def values(shape: Shape, entry: Entry, regarding: Regarding) -> dict[str, Any]:
    """What a new row holds."""
    at = _instant(entry.at)
    texts = {
        "subject": subject(shape.language, entry),
        "description": entry.detail,
        "acd_campaign": entry.campaign,
        "acd_campaignid": entry.campaign_id,
        "acd_automation": entry.automation,
        "acd_url": entry.url if units(entry.url) <= LONGEST["acd_url"] else "",
    }
    row: dict[str, Any] = {
        name: shortened(whole(text), LONGEST[name]) for name, text in texts.items() if text
    }
    row |= {"acd_kind": FIRST_KIND + KINDS.index(entry.kind), "actualstart": at, "actualend": at}
    if shape.sorts:
        row["sortdate"] = at
    bind = f"{shape.regarding[regarding.entity]}@odata.bind"
    return row | {bind: f"{REGARDED[regarding.entity]}({regarding.record_id})"}


def completion(entry: Entry) -> dict[str, Any]:
    """What completes it; the end is said again, which completing would set to now."""
    return {**COMPLETED, "actualend": _instant(entry.at)}


def subject(language: int, entry: Entry) -> str:
    english, italian = _TITLES[entry.kind]
    title = italian if language == ITALIAN else english
    return f"{title}: {entry.what}" if entry.what else title


def standing(row: Row) -> Standing | None:
    """A row that was read by the columns of `READ`; None if it has no time."""
    ended_at = row.get("actualend")
    if not isinstance(ended_at, str):
        return None
    number = row.get("acd_kind")
    place = number - FIRST_KIND if isinstance(number, int) else -1
    return Standing(
        row_id(row, SET),
        str(row.get("_regardingobjectid_value") or "").lower(),
        KINDS[place] if 0 <= place < len(KINDS) else None,
        datetime.fromisoformat(ended_at),
        str(row.get("acd_campaignid") or ""),
        row_etag(row) if row.get("statecode") == OPEN else None,
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
