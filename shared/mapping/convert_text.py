"""Converts texts: of one line or several, emails, unique identifiers, names of rows. Pure."""

import html
from dataclasses import dataclass

from shared.mapping.email import is_mailable
from shared.mapping.option_table import SHOWN, choose_one
from shared.mapping.place import GUID, Place, check_characters, check_length, not_read, read_only
from shared.mapping.schema import Field
from shared.mapping.texts import fold_label, has_line_break
from shared.mapping.values import (
    Canonical,
    Json,
    NotAllowedCharacter,
    NotAnEmail,
    NotAnId,
    UnknownOption,
    text_or_none,
)


@dataclass(frozen=True, slots=True)
class TextConverter:
    """Text is exact, but for one thing: a text of blanks only counts as blank.

    `column_lines` and `field_lines` say which side holds line breaks. With `entities` the
    contact's HTML entities are read as the characters they stand for."""

    place: Place
    limit: int | None
    column_lines: bool
    field_lines: bool
    entities: bool = False

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise not_read(self.place)
        return None if not raw or raw.isspace() else raw

    def from_contact(self, raw: str) -> Canonical:
        if self.entities and "&" in raw:
            raw = html.unescape(raw)
        return None if not raw or raw.isspace() else raw

    def to_record(self, value: Canonical) -> Json:
        text = text_or_none(value)
        if text is None:
            return None
        check_characters(text, self.place)
        if not self.column_lines and has_line_break(text):
            raise NotAllowedCharacter(
                f"{self.place.column}: the value has line breaks, the column has one line.",
                remedy="Remove the line breaks, or map a column with several lines.",
                field=self.place.key,
                column=self.place.column,
            )
        check_length(text, self.limit, self.place)
        return text

    def to_contact(self, value: Canonical) -> str:
        text = text_or_none(value)
        if text is None:
            return ""
        check_characters(text, self.place)
        if not self.field_lines and has_line_break(text):
            raise NotAllowedCharacter(
                f"{self.place.column}: the value has line breaks, the field has one line.",
                remedy="Remove the line breaks, or map a text area.",
                field=self.place.key,
                column=self.place.column,
            )
        if self.entities and html.unescape(text) != text:
            return text.replace("&", "&amp;")
        return text


@dataclass(frozen=True, slots=True)
class EmailConverter:
    """Keeps the spelling; how emails are compared stands in `email.py`. `mails`: the field is
    the contact's own address, which ActiveCampaign checks. Dataverse checks the
    form of an email on its forms only, so that rows with bad ones exist
    (learn.microsoft.com, "Column data types", read 2026-11-24)."""

    text: TextConverter
    mails: bool

    def from_record(self, raw: object) -> Canonical:
        return self.text.from_record(raw)

    def from_contact(self, raw: str) -> Canonical:
        return self.text.from_contact(raw)

    def to_record(self, value: Canonical) -> Json:
        self._check(value)
        return self.text.to_record(value)

    def to_contact(self, value: Canonical) -> str:
        if not self.mails:
            return self.text.to_contact(value)
        self._check(value)
        return (text_or_none(value) or "").strip()

    def _check(self, value: Canonical) -> None:
        text = text_or_none(value)
        if text is not None and not is_mailable(text):
            place = self.text.place
            raise NotAnEmail(
                f"{place.column}: the value is not an email address.",
                remedy="Correct the address.",
                field=place.key,
                column=place.column,
            )


@dataclass(frozen=True, slots=True)
class GuidConverter:
    """Unique identifiers, in lower case and without braces."""

    place: Place

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise not_read(self.place)
        return raw.lower()

    def from_contact(self, raw: str) -> Canonical:
        text = raw.strip().strip("{}").lower()
        if not text:
            return None
        if GUID.fullmatch(text) is None:
            raise NotAnId(
                f"{self.place.key}: the value is not a unique identifier.",
                remedy="Correct the value in ActiveCampaign.",
                field=self.place.key,
                column=self.place.column,
            )
        return text

    def to_record(self, value: Canonical) -> Json:
        return text_or_none(value)

    def to_contact(self, value: Canonical) -> str:
        return text_or_none(value) or ""


@dataclass(frozen=True, slots=True)
class OptionTextConverter:
    """A text column tied to a field with options: the text has to be one of them. A text that
    differs from an option only as labels may (`fold_label`) counts as that option."""

    text: TextConverter
    options: frozenset[str]
    folded: dict[str, str]

    @classmethod
    def of(cls, text: TextConverter, field: Field) -> "OptionTextConverter":
        by_fold: dict[str, list[str]] = {}
        for option in field.options:
            by_fold.setdefault(fold_label(option), []).append(option)
        unique = {fold: found[0] for fold, found in by_fold.items() if len(found) == 1}
        return cls(text, frozenset(field.options), unique)

    def from_record(self, raw: object) -> Canonical:
        return self._option(text_or_none(self.text.from_record(raw)))

    def from_contact(self, raw: str) -> Canonical:
        if raw in self.options and raw.strip():
            return raw
        return self._option(choose_one(raw, self.text.place))

    def to_record(self, value: Canonical) -> Json:
        return self.text.to_record(value)

    def to_contact(self, value: Canonical) -> str:
        text = text_or_none(value)
        if text is None:
            return ""
        if text not in self.options:
            raise UnknownOption(
                f"{self.text.place.key}: ActiveCampaign has no option “{text[:SHOWN]}”.",
                remedy="Add the option to the field in ActiveCampaign, or correct the value.",
                field=self.text.place.key,
                column=self.text.place.column,
                option=text,
            )
        return text

    def _option(self, text: str | None) -> str | None:
        if text is None or text in self.options:
            return text
        return self.folded.get(fold_label(text), text)


@dataclass(frozen=True, slots=True)
class NameConverter:
    """The name of the row that a lookup points to: read in Dynamics, never written there."""

    inner: TextConverter | OptionTextConverter
    place: Place

    def from_record(self, raw: object) -> Canonical:
        return self.inner.from_record(raw)

    def from_contact(self, raw: str) -> Canonical:
        return self.inner.from_contact(raw)

    def to_record(self, value: Canonical) -> Json:  # noqa: ARG002 - the shape of all converters
        raise read_only(self.place)

    def to_contact(self, value: Canonical) -> str:
        return self.inner.to_contact(value)
