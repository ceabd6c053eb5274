"""What was agreed on of a column counts for that column only, and everything is compared once
after a change on which converting a value depends."""

from dataclasses import replace

import pytest

from shared.mapping.lineage import Lineage, columns_tied, content_of
from shared.mapping.model import FieldPair, Mapping
from shared.mapping.schema import Column, Field, Option
from shared.mapping.standard import standard_mapping
from tests.unit.mapping.samples import FIELDS
from tests.unit.mapping.test_validation import KNOWN

MAPPING = replace(
    standard_mapping("lead"),
    fields=(*standard_mapping("lead").fields, FieldPair("field:7", "tier"),
            FieldPair("field:1", "text")),
)  # fmt: skip
BASE = {"email": "a@example.com", "field:1": "kept", "field:7": "1"}


def after(
    before: Lineage,
    mapping: Mapping = MAPPING,
    columns: dict[str, Column] | None = None,
    fields: dict[str, Field] | None = None,
    *,
    synced: bool = True,
) -> Lineage:
    columns, fields = columns or KNOWN, fields or FIELDS
    return before.followed_by(
        content_of(mapping, columns, fields),
        columns_tied(mapping, columns, fields),
        synced=synced,
    )


FIRST = after(Lineage())


def test_without_a_change_the_mark_stays() -> None:
    assert after(FIRST) == FIRST
    assert after(FIRST, replace(MAPPING, fields=MAPPING.fields[::-1])).mark == FIRST.mark


@pytest.mark.parametrize(
    "parts",
    [
        {"max_length": 20},
        {"type": "Memo"},
        {"format": "Email"},
        {"options": (Option(1, "A", ("A",)),)},
        {"updatable": False},
        {"withheld": frozenset({"read"})},
    ],
    ids=str,
)
def test_what_conversion_depends_on_changes_the_mark(parts: dict[str, object]) -> None:
    changed = {**KNOWN, "text": replace(KNOWN["text"], **parts)}  # type: ignore[arg-type]
    assert after(FIRST, columns=changed).mark != FIRST.mark


def test_options_of_the_field_change_the_mark_and_its_title_does_not() -> None:
    options = {**FIELDS, "field:7": replace(FIELDS["field:7"], options=("Gold",))}
    titled = {**FIELDS, "field:7": replace(FIELDS["field:7"], label="Level")}
    assert after(FIRST, fields=options).mark != FIRST.mark
    assert after(FIRST, fields=titled).mark == FIRST.mark


def test_what_was_agreed_on_outlives_a_change_of_options_or_rights() -> None:
    tier = replace(KNOWN["tier"], options=KNOWN["tier"].options[:1], updatable=False)
    changed = after(FIRST, columns={**KNOWN, "tier": tier})
    assert changed.still_valid(BASE, FIRST.mark) == BASE


def test_a_column_deleted_and_made_anew_has_nothing_agreed_on() -> None:
    gone = after(FIRST, columns={name: c for name, c in KNOWN.items() if name != "tier"})
    back = after(gone)
    for mark in (FIRST.mark, gone.mark):
        assert back.still_valid(BASE, mark) == {key: BASE[key] for key in ("email", "field:1")}
    assert back.still_valid(BASE, back.mark) == BASE


@pytest.mark.parametrize("parts", [{"type": "Memo"}, {"id": "another"}], ids=str)
def test_so_has_one_made_anew_between_two_runs(parts: dict[str, str]) -> None:
    text = replace(KNOWN["text"], **parts)  # type: ignore[arg-type]
    changed = after(FIRST, columns={**KNOWN, "text": text})
    assert changed.still_valid(BASE, FIRST.mark).keys() == {"email", "field:7"}


def test_and_a_pair_that_is_given_another_column() -> None:
    pairs = (*MAPPING.fields[:-1], FieldPair("field:1", "area"))
    moved = after(FIRST, replace(MAPPING, fields=pairs))
    assert moved.still_valid(BASE, FIRST.mark).keys() == {"email", "field:7"}


def test_later_changes_do_not_take_back_what_was_agreed_on_since() -> None:
    text = replace(KNOWN["text"], type="Memo")
    made_anew = after(FIRST, columns={**KNOWN, "text": text})
    later = after(made_anew, columns={**KNOWN, "text": replace(text, max_length=9)})
    assert later.mark != made_anew.mark
    assert later.still_valid(BASE, made_anew.mark) == BASE


def test_after_a_pause_everything_is_compared_once() -> None:
    paused = after(FIRST, synced=False)
    assert paused.mark == FIRST.mark
    assert after(paused, synced=False) == paused
    resumed = after(paused)
    assert resumed.mark != FIRST.mark
    assert resumed.still_valid(BASE, FIRST.mark) == BASE
    assert after(resumed) == resumed


def test_the_mark_of_a_link_from_before_there_were_generations_is_of_none() -> None:
    assert FIRST.still_valid(BASE, "8f3a2c") == {}
