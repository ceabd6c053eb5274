"""Converts dates and moments. A date never passes through a time zone. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.mapping.dates import (
    EARLIEST,
    day_in_users_zone,
    is_zero,
    moment_of_day,
    read_day,
    read_moment,
)
from shared.mapping.place import Place, not_read
from shared.mapping.schema import Column, Field
from shared.mapping.values import Canonical, Json, NotADate, OutOfRange, text_or_none


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"


def _as_is(day: str) -> str:
    return day


@dataclass(frozen=True, slots=True)
class DayConverter:
    """A date. `read` finds it in what the column holds, `write` makes of it what the column
    takes."""

    place: Place
    read: Callable[[str], str | None]
    write: Callable[[str], str]

    @classmethod
    def of(cls, column: Column, field: Field) -> "DayConverter":
        place = Place.of(column, field)
        if column.behavior == "DateOnly":
            return cls(place, read_day, _as_is)
        if column.behavior == "TimeZoneIndependent":
            return cls(place, read_day, _midnight)
        return cls(place, day_in_users_zone, moment_of_day)

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        day = self.read(raw) if isinstance(raw, str) else None
        if day is None:
            raise not_read(self.place)
        return day

    def from_contact(self, raw: str) -> Canonical:
        text = raw.strip()
        if not text or is_zero(text):
            return None
        day = read_day(text)
        if day is None:
            raise NotADate(
                f"{self.place.key}: the value is not a date.",
                remedy="Write it as year-month-day, such as 2026-01-31.",
                field=self.place.key,
                column=self.place.column,
            )
        return day

    def to_record(self, value: Canonical) -> Json:
        day = text_or_none(value)
        if day is None:
            return None
        _check_earliest(day, self.place)
        return self.write(day)

    def to_contact(self, value: Canonical) -> str:
        return text_or_none(value) or ""


@dataclass(frozen=True, slots=True)
class MomentConverter:
    """A moment, in UTC and whole seconds: Dataverse keeps no fractions.

    A TimeZoneIndependent column is treated alike, since the Web API gives it as UTC too
    (learn.microsoft.com, "Behavior and format of the date and time column", read 2026-11-24)."""

    place: Place

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        moment = read_moment(raw) if isinstance(raw, str) else None
        if moment is None:
            raise not_read(self.place)
        return moment

    def from_contact(self, raw: str) -> Canonical:
        text = raw.strip()
        if not text or is_zero(text):
            return None
        moment = read_moment(text)
        if moment is None:
            raise NotADate(
                f"{self.place.key}: the value is not a date and time with a time zone.",
                remedy="Write it as 2026-01-31T09:00:00+01:00.",
                field=self.place.key,
                column=self.place.column,
            )
        return moment

    def to_record(self, value: Canonical) -> Json:
        moment = text_or_none(value)
        if moment is not None:
            _check_earliest(moment, self.place)
        return moment

    def to_contact(self, value: Canonical) -> str:
        moment = text_or_none(value)
        return "" if moment is None else f"{moment[:-1]}+00:00"


def _check_earliest(text: str, place: Place) -> None:
    if text < EARLIEST:
        raise OutOfRange(
            f"{place.column}: Dynamics holds no date before {EARLIEST}.",
            remedy="Correct the value in ActiveCampaign.",
            field=place.key,
            column=place.column,
        )
