"""Dates and moments as text, read strictly. Knows formats and limits, no column.

A date never passes through a time zone; a moment is always UTC, in whole seconds, which is
what Dataverse keeps and shows (learn.microsoft.com, "Behavior and format of the date and time
column", read 2026-11-24)."""

import re
from datetime import UTC, date, datetime, timedelta

EARLIEST = "1753-01-01"
"""The first day that a Dataverse column can hold (same page)."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})", re.ASCII
)
_SHOWN = timedelta(hours=13)


def is_zero(text: str) -> bool:
    """True for `0000-00-00`, with or without a time: ActiveCampaign's blank date."""
    return text.startswith("0000-00-00")


def read_day(text: str) -> str | None:
    """The date with which `text` begins, as written there, whatever time follows. None if it
    is no day of the calendar."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return None
    return match[1]


def read_moment(text: str) -> str | None:
    """A time with zone, in UTC and whole seconds. None if it has no zone or is no time."""
    if _MOMENT.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def day_in_users_zone(moment: str) -> str | None:
    """The day that the person meant who entered it, for a UserLocal column shown as a date.

    Such a column holds midnight of that person's zone, as UTC. In all zones from UTC-10 to
    UTC+13 that midnight lies between 11:00 of the day before and 10:00 of the day."""
    try:
        return (datetime.fromisoformat(moment) + _SHOWN).date().isoformat()
    except (ValueError, OverflowError):
        return None


def moment_of_day(day: str) -> str:
    """The moment that people from UTC-10 to UTC+13 all see on `day`; `day_in_users_zone` of it
    is `day`."""
    return f"{day}T10:00:00Z"
