"""Converts one choice, and several, by the option table. Pure."""

from dataclasses import dataclass

from shared.mapping.option_table import (
    LIST_SEPARATOR,
    OptionTable,
    choose_one,
    join_options,
    split_options,
)
from shared.mapping.place import not_read, read_only
from shared.mapping.values import Canonical, Json, OutOfRange, text_or_none

MOST_CHOICES = 150
"""As many can be selected in one column (learn.microsoft.com, "Use choices columns to store
multiple options", read 2026-11-24)."""


@dataclass(frozen=True, slots=True)
class ChoiceConverter:
    """One choice. State and status are not `writable`: a sync never moves a record along."""

    table: OptionTable
    writable: bool

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        if not isinstance(raw, int):
            raise not_read(self.table.place)
        return str(raw)

    def from_contact(self, raw: str) -> Canonical:
        if not raw:
            return None
        value = self.table.value_of.get(raw)
        if value is not None:
            return value
        text = choose_one(raw, self.table.place)
        return None if text is None else self.table.value(text)

    def to_record(self, value: Canonical) -> Json:
        if not self.writable:
            raise read_only(self.table.place)
        text = text_or_none(value)
        return None if text is None else int(text)

    def to_contact(self, value: Canonical) -> str:
        text = text_or_none(value)
        return "" if text is None else self.table.text(text)


@dataclass(frozen=True, slots=True)
class ChoicesConverter:
    """Several choices, without order. `listed`: the field holds `||A||B||`; otherwise it is a
    free text that holds `A; B`."""

    table: OptionTable
    listed: bool

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise not_read(self.table.place)
        try:
            values = sorted({int(part) for part in raw.split(",") if part.strip()})
        except ValueError:
            raise not_read(self.table.place) from None
        return tuple(map(str, values)) or None

    def from_contact(self, raw: str) -> Canonical:
        if not raw:
            return None
        if self.listed:
            texts = split_options(raw)
        else:
            texts = [part for part in map(str.strip, raw.split(LIST_SEPARATOR)) if part]
        values = {self.table.value(text) for text in texts}
        return tuple(sorted(values, key=int)) or None

    def to_record(self, value: Canonical) -> Json:
        chosen = _chosen(value)
        if len(chosen) > MOST_CHOICES:
            place = self.table.place
            raise OutOfRange(
                f"{place.column}: {len(chosen)} choices, {MOST_CHOICES} allowed.",
                remedy="Choose fewer options in ActiveCampaign.",
                field=place.key,
                column=place.column,
            )
        return ",".join(chosen) or None

    def to_contact(self, value: Canonical) -> str:
        texts = [self.table.text(item) for item in _chosen(value)]
        return join_options(texts) if self.listed else f"{LIST_SEPARATOR} ".join(texts)


def _chosen(value: Canonical) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    raise TypeError(f"Several choices were expected, not {type(value).__name__}")
