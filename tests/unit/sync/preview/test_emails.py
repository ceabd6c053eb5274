"""Which emails lie between two others, whatever a system's own order of punctuation is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync.preview.emails import EmailRange, surely_before

ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("anna@x.it", "bob@x.it", True),
        ("bob@x.it", "anna@x.it", False),
        ("anna@x.it", "anna@x.it", False),
        ("anna1@x.it", "annab@x.it", True),
        ("anna@x.it", "annab@x.it", False),
        ("anna.b@x.it", "annab@x.it", False),
        ("anna-a@x.it", "anna-b@x.it", True),
        ("änna@x.it", "bob@x.it", False),
        ("bob@x.it", "änna@x.it", False),
        ("ann", "anna", False),
    ],
)
def test_two_emails_are_in_order_only_where_every_collation_agrees(
    one: str, other: str, expected: bool
) -> None:
    assert surely_before(one, other) is expected


def by_code_point(text: str) -> tuple[int, ...]:
    return tuple(map(ord, text.upper()))


def without_punctuation(text: str) -> tuple[str, str]:
    return "".join(filter(str.isalnum, text.lower())), text


def punctuation_last(text: str) -> tuple[tuple[bool, str], ...]:
    return tuple((not character.isalnum(), character) for character in text.lower())


@given(ASCII.map(str.casefold), ASCII.map(str.casefold))
def test_collations_that_put_punctuation_elsewhere_agree_on_what_is_sure(
    one: str, other: str
) -> None:
    if surely_before(one, other):
        assert by_code_point(one) < by_code_point(other)
        assert without_punctuation(one) < without_punctuation(other)
        assert punctuation_last(one) < punctuation_last(other)


def test_a_range_holds_what_is_surely_between_its_ends() -> None:
    found = EmailRange.of(["carl@x.it", "Dora@x.it", "d_x@x.it", "emil@x.it"])
    assert found is not None
    assert found.holds("DIANA@x.it ")
    assert not found.holds("carl@x.it")
    assert not found.holds("carl+news@x.it")
    assert not found.holds("frida@x.it")


@pytest.mark.parametrize(
    "emails", [["b@x.it", "a@x.it", "c@x.it"], ["a@x.it", "b@x.it"], ["", " ", "a@x.it"], []]
)
def test_what_is_in_no_order_of_emails_is_no_range(emails: list[str]) -> None:
    assert EmailRange.of(emails) is None
