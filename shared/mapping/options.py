"""Conversion of choices, and of yes and no, to the options of a contact field. Pure.

Dynamics keeps a choice as a number with labels, ActiveCampaign as the text of an option. The two
meet by label, compared without case and without `_`, `-` and blanks, since other tools are known
to store machine codes instead of the shown text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.mapping.schema import Column, Field, Option
from shared.mapping.values import Canonical, ValueFault

YES = frozenset({"yes", "true", "1", "on", "y", "sì", "si"})
NO = frozenset({"no", "false", "0", "off", "n"})
SEPARATOR = "||"
_IGNORED = str.maketrans("", "", "_- ")


def fold(label: str) -> str:
    """The form in which labels are compared."""
    return label.strip().casefold().translate(_IGNORED)


def split_options(raw: str) -> list[str]:
    """The options in a value such as `||A||B||`; a plain text is one option."""
    return [part for part in raw.strip().split(SEPARATOR) if part.strip()]


def join_options(options: Iterable[str]) -> str:
    return SEPARATOR + SEPARATOR.join(options) + SEPARATOR


@dataclass(frozen=True, slots=True)
class Labels:
    """Both directions between the values of a column and the options of a field."""

    text_of: Mapping[str, str]
    value_of: Mapping[str, str]
    label_of: Mapping[str, str]

    @classmethod
    def of(cls, column: Column, field: Field) -> "Labels":
        value_of = {
            fold(label): str(option.value)
            for option in reversed(column.options)
            for label in _labels(option)
        }
        label_of = {str(option.value): option.label for option in column.options}
        if not field.options:
            return cls(label_of, value_of, label_of)
        text_of: dict[str, str] = {}
        for text in field.options:
            value = value_of.get(fold(text))
            if value is not None:
                text_of.setdefault(value, text)
        return cls(text_of, value_of, label_of)

    def value(self, text: str) -> str:
        value = self.value_of.get(fold(text))
        if value is None:
            raise ValueFault(
                "option_unknown",
                f"Dynamics has no option “{text.strip()}”.",
                "Add the option to the column in Dynamics, or correct the value.",
            )
        return value

    def text(self, value: str) -> str:
        text = self.text_of.get(value)
        if text is None:
            label = self.label_of.get(value, value)
            raise ValueFault(
                "option_unknown",
                f"ActiveCampaign has no option “{label}”.",
                "Add the option to the field in ActiveCampaign.",
            )
        return text


def _labels(option: Option) -> tuple[str, ...]:
    return (option.label, *option.labels)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `writable` is False for state and status, which a sync never writes."""

    labels: Labels
    writable: bool = True

    def from_record(self, raw: Any) -> Canonical:
        return str(raw)

    def from_contact(self, raw: str) -> Canonical:
        options = split_options(raw)
        if not options:
            return None
        if len(options) > 1:
            raise ValueFault(
                "several_options", "There are several options where one is due.", "Choose one."
            )
        return self.labels.value(options[0])

    def to_record(self, value: Canonical) -> Any:
        if not self.writable:
            raise ValueFault("read_only", "The column is not written by a sync.", "Map another.")
        return int(str(value))

    def to_contact(self, value: Canonical) -> str:
        return self.labels.text(str(value))


@dataclass(frozen=True, slots=True)
class Choices:
    """Several choices, without order."""

    labels: Labels

    def from_record(self, raw: Any) -> Canonical:
        return _sorted(part.strip() for part in str(raw).split(",") if part.strip())

    def from_contact(self, raw: str) -> Canonical:
        return _sorted(self.labels.value(text) for text in split_options(raw))

    def to_record(self, value: Canonical) -> Any:
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def to_contact(self, value: Canonical) -> str:
        chosen = value if isinstance(value, tuple) else (str(value),)
        return join_options(self.labels.text(item) for item in chosen)


def _sorted(values: Iterable[str]) -> Canonical:
    return tuple(sorted(set(values), key=int)) or None


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes and no as two options of a field, or as the one option of a check box, where nothing
    ticked means no."""

    yes: str
    no: str | None

    @classmethod
    def of(cls, column: Column, field: Field) -> "YesNo | None":
        """None if the field's options do not say yes and no."""
        truths = {fold(label) for o in column.options if o.value == 1 for label in _labels(o)}
        lies = {fold(label) for o in column.options if o.value == 0 for label in _labels(o)}
        if field.type == "checkbox":
            return cls(field.options[0], None) if len(field.options) == 1 else None
        if not field.options:
            return cls("Yes", "No")
        yes = _first(field.options, truths) or _first(field.options, YES)
        no = _first(field.options, lies) or _first(field.options, NO)
        return cls(yes, no) if yes is not None and no is not None and yes != no else None

    @property
    def blank_means_no(self) -> bool:
        return self.no is None

    def from_record(self, raw: Any) -> Canonical:
        return bool(raw)

    def from_contact(self, raw: str) -> Canonical:
        options = [fold(option) for option in split_options(raw)]
        if not options:
            return False if self.no is None else None
        if options[0] == fold(self.yes) or (self.no is not None and options[0] in YES):
            return True
        if self.no is not None and (options[0] == fold(self.no) or options[0] in NO):
            return False
        raise ValueFault(
            "option_unknown", "The value says neither yes nor no.", "Correct the value."
        )

    def to_record(self, value: Canonical) -> Any:
        return value is True

    def to_contact(self, value: Canonical) -> str:
        if self.no is None:
            return join_options([self.yes]) if value is True else ""
        return self.yes if value is True else self.no


def _first(options: Iterable[str], wanted: Iterable[str]) -> str | None:
    sought = set(wanted)
    return next((option for option in options if fold(option) in sought), None)
