"""Whom a chunk asks by themselves: few each, of many some, and all once one tells another tale."""

from types import SimpleNamespace
from typing import Any

import pytest

from shared.errors import Gone
from shared.sync.consent import ContactConsent
from shared.sync.second_look import FEW, SAMPLE, lists_alone

OUT = {"1": "2"}
STILL_IN = {"1": "2", "2": "1"}


class Account:
    """Contacts that all seem to have left their only list, and what they say by themselves."""

    def __init__(self, how_many: int) -> None:
        self.alone = {str(number): OUT for number in range(1, how_many + 1)}
        self.listed = {contact_id: ContactConsent(OUT) for contact_id in self.alone}
        self.gone: set[str] = set()
        self.asked: list[str] = []

    def contact_lists(self, contact_id: str) -> dict[str, str]:
        self.asked.append(contact_id)
        if contact_id in self.gone:
            raise Gone("activecampaign", "Not there.")
        return self.alone[contact_id]

    def look(self) -> dict[str, ContactConsent | None]:
        ctx: Any = SimpleNamespace(activecampaign=self)
        return lists_alone(ctx, self.listed)


def test_nobody_is_asked_for_nothing() -> None:
    account = Account(0)
    assert account.look() == {}
    assert account.asked == []


@pytest.mark.parametrize("how_many", [1, FEW])
def test_a_few_are_asked_each(how_many: int) -> None:
    account = Account(how_many)
    account.alone["1"] = STILL_IN
    found = account.look()
    assert found.keys() == account.alone.keys()
    assert found["1"] == ContactConsent(STILL_IN)


def test_of_many_that_agree_with_the_list_some_are_asked() -> None:
    account = Account(FEW + 1)
    assert len(account.look()) == len(account.asked) == SAMPLE


def test_one_of_them_that_does_not_has_all_asked() -> None:
    account = Account(10 * FEW)
    last = str(10 * FEW)
    account.alone[last] = STILL_IN
    found = account.look()
    assert sorted(account.asked) == sorted(account.alone)
    assert found[last] == ContactConsent(STILL_IN)


def test_those_of_whom_the_list_shows_the_least_are_asked_first() -> None:
    """Where a list was cut off, little is left of a contact."""
    account = Account(10 * FEW)
    cut = "7"
    account.listed = {one: ContactConsent({"1": "2", "9": "2"}) for one in account.alone}
    account.listed[cut] = ContactConsent(OUT)
    account.alone = {key: {"1": "2", "9": "2"} for key in account.alone} | {cut: STILL_IN}
    assert account.look()[cut] == ContactConsent(STILL_IN)


def test_one_that_is_gone_says_nothing_of_the_others() -> None:
    account = Account(FEW + 1)
    account.gone = {str(FEW + 1)}
    found = account.look()
    assert len(account.asked) == SAMPLE
    assert found[str(FEW + 1)] is None
