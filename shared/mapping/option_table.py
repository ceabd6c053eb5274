"""Pairs the choices of a Dynamics column with the options of a contact field. Pure.

Dynamics keeps a choice as a number with a label per language, ActiveCampaign as the text of an
option. They meet by label: exactly, or else as `fold_label` compares them, or else by the
number. What is not clear without doubt is not paired: a label that two choices share names
neither."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.mapping.place import Place
from shared.mapping.schema import Option
from shared.mapping.texts import fold_label
from shared.mapping.values import SeveralOptions, UnknownOption

SEPARATOR: Final = "||"
"""Between and around the options of a list box or check box (developers.activecampaign.com,
"Custom field values", read 2026-11-24)."""

LIST_SEPARATOR: Final = ";"
"""Between several choices in a free text, as Dataverse formats them."""

SHOWN: Final = 60
"""Characters of an unknown option that an error shows: it may be any text."""


def split_options(raw: str) -> list[str]:
    """The options in `||A||B||`. A plain text is one option; `||` and a blank are none."""
    return [part for part in raw.split(SEPARATOR) if part and not part.isspace()]


def join_options(options: Iterable[str]) -> str:
    """ "" for none."""
    inner = SEPARATOR.join(options)
    return f"{SEPARATOR}{inner}{SEPARATOR}" if inner else ""


def choose_one(raw: str, place: Place) -> str | None:
    """The one option in `raw`, which may be wrapped in `||`; None for none.

    Raises SeveralOptions."""
    options = split_options(raw)
    if len(options) > 1:
        raise SeveralOptions(
            f"{place.key}: the value has {len(options)} options, {place.column} takes one.",
            remedy="Choose one option, or map a column with several choices.",
            field=place.key,
            column=place.column,
        )
    return options[0] if options else None


@dataclass(frozen=True, slots=True)
class OptionTable:
    """Both directions. `text_of`: value of a choice -> text in ActiveCampaign. `value_of`: exact
    text -> value; `folded`: folded name -> value; `label_of`: value -> label, for errors."""

    place: Place
    text_of: dict[str, str]
    value_of: dict[str, str]
    folded: dict[str, str]
    label_of: dict[str, str]

    @classmethod
    def of_field(
        cls, options: Sequence[Option], texts: Sequence[str], place: Place, separator: str
    ) -> "OptionTable":
        """For a field with options `texts`. `separator` is what no option may hold, since it
        stands between several; "" for a field that takes one."""
        by_label = _unique(options, lambda name: name)
        folded = _folded(options)
        value_of: dict[str, str] = {}
        text_of: dict[str, str] = {}
        for text in texts:
            if separator and separator in text:
                continue
            value = by_label.get(text) or folded.get(fold_label(text))
            if value is not None:
                value_of[text] = value
                text_of.setdefault(value, text)
        for option in options:
            if value_of.get(option.label) == str(option.value):
                text_of[str(option.value)] = option.label
        return cls(place, text_of, value_of, folded, _labels(options))

    @classmethod
    def of_labels(cls, options: Sequence[Option], place: Place, separator: str) -> "OptionTable":
        """For a field without options: the column's own labels are the texts."""
        value_of = _unique(options, lambda name: name)
        folded = _folded(options)
        text_of = {
            value: label
            for value, label in _labels(options).items()
            if value_of.get(label) == value and not (separator and separator in label)
        }
        if separator:  # what stands between separators is read without outer blanks
            text_of = {
                value: label
                for value, label in text_of.items()
                if (value_of.get(label.strip()) or folded.get(fold_label(label))) == value
            }
        return cls(place, text_of, value_of, folded, _labels(options))

    @classmethod
    def of_numbers(cls, options: Sequence[Option], place: Place) -> "OptionTable":
        """For a number field: the value of the choice."""
        same = {str(option.value): str(option.value) for option in options}
        return cls(place, same, same, same, _labels(options))

    def value(self, text: str) -> str:
        """Raises UnknownOption if no choice, or no single one, goes by this text."""
        value = self.value_of.get(text) or self.folded.get(fold_label(text))
        if value is None:
            shown = text.strip()[:SHOWN]
            raise UnknownOption(
                f"{self.place.column}: Dynamics has no option “{shown}”.",
                remedy=f"Add the option to the column {self.place.column} in Dynamics, or correct "
                f"the value in ActiveCampaign.",
                field=self.place.key,
                column=self.place.column,
                option=shown,
            )
        return value

    def text(self, value: str) -> str:
        """Raises UnknownOption if ActiveCampaign has no option for this choice."""
        text = self.text_of.get(value)
        if text is None:
            label = self.label_of.get(value, value)
            raise UnknownOption(
                f"{self.place.key}: ActiveCampaign has no option “{label}” that can be told "
                "apart from the others.",
                remedy="Add the option to the field in ActiveCampaign, or give it a label of its "
                "own.",
                field=self.place.key,
                column=self.place.column,
                option=label,
            )
        return text


def _labels(options: Sequence[Option]) -> dict[str, str]:
    return {str(option.value): option.label for option in options}


def _unique(options: Sequence[Option], form: Callable[[str], str]) -> dict[str, str]:
    """`form` of each label -> value, for labels that name one choice only."""
    found: dict[str, set[str]] = {}
    for option in options:
        for label in (option.label, *option.labels):
            found.setdefault(form(label), set()).add(str(option.value))
    return {label: next(iter(values)) for label, values in found.items() if len(values) == 1}


def _folded(options: Sequence[Option]) -> dict[str, str]:
    folded = _unique(options, fold_label)
    taken = {fold_label(label) for o in options for label in (o.label, *o.labels)}
    for option in options:
        if str(option.value) not in taken:
            folded[str(option.value)] = str(option.value)
    return folded
