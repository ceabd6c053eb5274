"""Options of one side that the other lacks, found by converting each of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.mapping.compiled import CompiledPair
from shared.mapping.convert_text import NameConverter, OptionTextConverter
from shared.mapping.option_table import SEPARATOR, OptionTable, join_options
from shared.mapping.place import Place
from shared.mapping.schema import Column, Field, Option
from shared.mapping.values import Canonical, Unconvertible, UnknownOption

SEVERAL: Final = "MultiSelectPicklist"
_CHOICES: Final = frozenset({"Picklist", SEVERAL, "State", "Status"})
_FREE: Final = frozenset({"text", "textarea", "hidden"})


@dataclass(frozen=True, slots=True)
class OptionGaps:
    """`in_contact` are options of the column that the field lacks, `in_record` those of the field
    that the column lacks, as people see them. `options` are the same as `UnknownOption` names
    them."""

    in_contact: tuple[str, ...] = ()
    in_record: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()


def option_gaps(
    pair: CompiledPair, column_was: Column | None, field_was: Field | None
) -> OptionGaps:
    """Of the options that there are, and of those that there were: rows and contacts go on
    holding these. Only the ways in which the pair goes are looked at."""
    in_contact = dict(_unknown_there(pair, column_was, field_was))
    in_record = dict(_unknown_here(pair, column_was, field_was))
    return OptionGaps(
        tuple(dict.fromkeys(in_contact.values())),
        tuple(dict.fromkeys(in_record.values())),
        frozenset((*in_contact, *in_record)),
    )


def options_to_make(column: Column, field: Field) -> tuple[str, ...]:
    """The labels to be added to the field so that it has each choice of the column; those left
    out that would not be told apart even then."""
    several = column.type == SEVERAL
    made: list[str] = []
    for option in column.options if column.type in ("Picklist", SEVERAL) else ():
        known = _texts(column, (*field.options, *made), several=several)
        value = str(option.value)
        if value in known or not option.label.strip():
            continue
        if value in _texts(column, (*field.options, *made, option.label), several=several):
            made.append(option.label)
    return tuple(made)


def _texts(column: Column, texts: tuple[str, ...], *, several: bool) -> dict[str, str]:
    separator = SEPARATOR if several else ""
    return OptionTable.of_field(column.options, texts, Place(column.name, ""), separator).text_of


def _unknown_there(
    pair: CompiledPair, column_was: Column | None, field_was: Field | None
) -> Iterable[tuple[str, str]]:
    """(option as the error names it, as people see it)."""
    if pair.direction == "inbound":
        return
    if pair.column.type in _CHOICES:
        before = column_was.options if column_was is not None else ()
        for option in _by_value((*before, *pair.column.options)):
            value = str(option.value)
            several = pair.column.type == SEVERAL
            unknown = _refused_there(pair, (value,) if several else value)
            if unknown is not None:
                yield unknown, option.label
    elif isinstance(pair.converter, OptionTextConverter | NameConverter):
        for text in field_was.options if field_was is not None else ():
            unknown = _refused_there(pair, text)
            if unknown is not None:
                yield unknown, text


def _unknown_here(
    pair: CompiledPair, column_was: Column | None, field_was: Field | None
) -> Iterable[tuple[str, str]]:
    if pair.direction == "outbound":
        return
    before = field_was.options if field_was is not None else ()
    texts = [*pair.field.options, *before]
    if pair.column.type in _CHOICES and pair.field.type in _FREE and column_was is not None:
        texts += [option.label for option in column_was.options]  # as we have written it
    listed = pair.field.type in ("listbox", "checkbox")
    for text in dict.fromkeys(texts):
        try:
            pair.converter.from_contact(join_options([text]) if listed else text)
        except UnknownOption as fault:
            yield fault.option, text
        except Unconvertible:
            continue


def _refused_there(pair: CompiledPair, value: Canonical) -> str | None:
    try:
        pair.converter.to_contact(value)
    except UnknownOption as fault:
        return fault.option
    except Unconvertible:
        return None
    return None


def _by_value(options: Iterable[Option]) -> Iterable[Option]:
    """Each once, the last of a value."""
    return {option.value: option for option in options}.values()
