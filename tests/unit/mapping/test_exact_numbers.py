"""A number goes from Dataverse's JSON to ActiveCampaign's text and back without losing a digit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.dataverse.batch import Part, batch_request
from shared.mapping.conversion import Converter, converter
from shared.mapping.schema import Column
from shared.transport import parse_json
from tests.unit.mapping.samples import COLUMNS, FIELDS

LIMITS = {
    "decimal": (Decimal(10) ** 11, 10),
    "money": (Decimal("922337203685477"), 4),
}
"""The widest columns that Dataverse has: largest amount, decimal places (learn.microsoft.com,
"Column data types", read 2026-11-24)."""


def widest(name: str, places: int) -> Column:
    limit, _ = LIMITS[name]
    return replace(COLUMNS[name], precision=places, minimum=-Decimal(limit), maximum=Decimal(limit))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Converter, str]:
    """A converter of a column of any precision, and a number as Dataverse would send it."""
    name = draw(st.sampled_from(sorted(LIMITS)))
    limit, most = LIMITS[name]
    places = draw(st.integers(0, most))
    number = draw(st.decimals(-limit, limit, places=places))
    shown = f"{number:f}" + ("0" * draw(st.integers(0, most - places)) if places else "")
    field = draw(st.sampled_from(["field:1", "field:2", "field:3", "field:4"]))
    return converter(widest(name, places), FIELDS[field]), shown


def sent(value: object) -> object:
    """`value` as another JSON reader finds it in the batch that goes to Dataverse."""
    body = batch_request([Part("PATCH", "leads(1)", {}, {"n": value})], route="x").body or b""
    found: object = parse_json(body[body.index(b'{"n"') : body.index(b"}") + 1])["n"]
    return found


@given(cases())
def test_a_number_survives_the_way_to_the_contact_and_back(case: tuple[Converter, str]) -> None:
    convert, shown = case
    text = convert.to_contact(convert.from_record(parse_json(shown)))
    assert Decimal(text) == Decimal(shown)
    back = sent(convert.to_record(convert.from_contact(text)))
    assert isinstance(back, int | Decimal)
    assert Decimal(back) == Decimal(shown)


@given(st.floats(0, 1e11, allow_subnormal=False), st.integers(0, 5))
def test_a_floating_point_number_survives_too(number: float, places: int) -> None:
    rounded = round(number, places)
    convert = converter(replace(COLUMNS["double"], maximum=Decimal(10**11)), FIELDS["field:4"])
    text = convert.to_contact(convert.from_record(parse_json(repr(rounded))))
    assert sent(convert.to_record(convert.from_contact(text))) == parse_json(repr(rounded))


@pytest.mark.parametrize("shown", ["1", "1.0", "1.0000000000", "1E0", "10E-1"])
def test_one_number_has_one_form_however_it_is_written(shown: str) -> None:
    convert = converter(COLUMNS["decimal"], FIELDS["field:4"])
    assert convert.from_record(parse_json(shown)) == convert.from_contact("1") == "1"
