"""Emails: which are one, and which can receive mail."""

import pytest

from shared.mapping.email import is_mailable, normalise_email


@pytest.mark.parametrize("other", ["ann@example.com", " ANN@Example.com ", "Ann@EXAMPLE.COM\t"])
def test_an_email_is_one_regardless_of_case_and_outer_blanks(other: str) -> None:
    assert normalise_email(other) == "ann@example.com"


def test_inner_differences_are_differences() -> None:
    assert normalise_email("ann+1@example.com") != normalise_email("ann@example.com")


@pytest.mark.parametrize(
    "email",
    ["ann@example.com", "o'brien+news@sub.example.co.uk", "a_b-c@x-y.it", "x@münchen.de",
     " padded@example.com "],
)  # fmt: skip
def test_a_well_formed_address_is_mailable(email: str) -> None:
    assert is_mailable(email)


@pytest.mark.parametrize(
    "email",
    ["", "   ", "ann", "ann@", "@example.com", "ann@localhost", "a b@example.com",
     "ann@@example.com", "a@b@example.com", "ann@example..com", ".ann@example.com",
     "ann.@example.com", "a..b@example.com", "ann@-example.com", "ann@example.com;bob@example.com",
     "ann@example.com, bob@example.com", "<ann@example.com>", "ann@exa mple.com",
     "x" * 65 + "@example.com", "ann@" + "x" * 250 + ".com", "ann@example.com\nbcc: x@y.z"],
)  # fmt: skip
def test_another_text_is_not(email: str) -> None:
    assert not is_mailable(email)
