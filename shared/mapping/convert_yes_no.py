"""Converts yes and no: to two options, to two words, to 1 and 0, or to one box to tick. Pure.

The column's own labels come first, since those of some columns are the other way round (`true`
is shown as "Do Not Allow", or even as "No"); common words fill what the labels leave open, the
other way round if one of their pair is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.mapping.option_table import SHOWN, choose_one, join_options, split_options
from shared.mapping.place import Place, not_read
from shared.mapping.schema import Column, Field
from shared.mapping.texts import fold_label
from shared.mapping.values import Canonical, Json, UnknownOption

_WORDS: Final = (("yes", "no"), ("sì", "no"), ("true", "false"), ("1", "0"), ("on", "off"))


def says_yes_and_no(column: Column, field: Field) -> bool:
    """True if one option of the field says yes and another says no, as the column is labelled."""
    said = readings(column)
    return {said.get(fold_label(text)) for text in field.options} >= {True, False}


def readings(column: Column) -> dict[str, bool]:
    """Folded word -> what it says."""
    truths, lies = _labels(column, 1), _labels(column, 0)
    said = dict.fromkeys(truths - lies, True) | dict.fromkeys(lies - truths, False)
    for yes, no in _WORDS:
        yes_says, no_says = said.get(fold_label(yes)), said.get(fold_label(no))
        if yes_says is None:
            said[fold_label(yes)] = no_says is not True
        if no_says is None:
            said[fold_label(no)] = yes_says is False
    return said


@dataclass(frozen=True, slots=True)
class YesNoConverter:
    """Two texts of the field; a blank is neither yes nor no."""

    place: Place
    yes: str
    no: str
    said: dict[str, bool]

    @classmethod
    def of(cls, column: Column, field: Field) -> "YesNoConverter":
        """Raises ValueError if the options of the field do not say yes and no."""
        place, said = Place.of(column, field), readings(column)
        if field.type == "number":
            return cls(place, "1", "0", {"1": True, "0": False})
        texts = field.options or (*_shown(column), "Yes", "No", "True", "False")
        yes, no = _first(texts, said, says=True), _first(texts, said, says=False)
        if yes is None or no is None:
            raise ValueError(f"The options of {field.key} do not say yes and no")
        return cls(place, yes, no, said)

    def from_record(self, raw: object) -> Canonical:
        return _boolean(raw, self.place)

    def from_contact(self, raw: str) -> Canonical:
        if raw == self.yes:
            return True
        if raw == self.no:
            return False
        text = choose_one(raw, self.place)
        if text is None:
            return None
        said = self.said.get(fold_label(text))
        if said is None:
            raise _unknown(text, self.place)
        return said

    def to_record(self, value: Canonical) -> Json:
        return None if value is None else value is True

    def to_contact(self, value: Canonical) -> str:
        if value is None:
            return ""
        return self.yes if value is True else self.no


@dataclass(frozen=True, slots=True)
class TickConverter:
    """One box to tick. A box that is not ticked says no and blank at once, so that the
    canonical value of both is a blank: a box that nobody ever touched must not win over a yes.
    What comes back to Dynamics is a no, never an empty column."""

    place: Place
    tick: str

    def from_record(self, raw: object) -> Canonical:
        return _boolean(raw, self.place) or None

    def from_contact(self, raw: str) -> Canonical:
        if not raw:
            return None
        texts = split_options(raw)
        for text in texts:
            if fold_label(text) != fold_label(self.tick):
                raise _unknown(text, self.place)
        return True if texts else None

    def to_record(self, value: Canonical) -> Json:
        return value is True

    def to_contact(self, value: Canonical) -> str:
        return join_options([self.tick]) if value is True else ""


def _labels(column: Column, value: int) -> set[str]:
    return {
        fold_label(label)
        for option in column.options
        if option.value == value
        for label in (option.label, *option.labels)
    }


def _shown(column: Column) -> tuple[str, ...]:
    return tuple(option.label for option in column.options)


def _first(texts: Iterable[str], said: dict[str, bool], *, says: bool) -> str | None:
    return next((text for text in texts if said.get(fold_label(text)) is says), None)


def _boolean(raw: object, place: Place) -> bool | None:
    if raw is None or isinstance(raw, bool):
        return raw
    raise not_read(place)


def _unknown(text: str, place: Place) -> UnknownOption:
    shown = text.strip()[:SHOWN]
    return UnknownOption(
        f"{place.key}: “{shown}” says neither yes nor no.",
        remedy="Correct the value in ActiveCampaign.",
        field=place.key,
        column=place.column,
        option=shown,
    )
