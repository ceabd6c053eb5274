"""How it is found out which emails have a contact, with accounts of all kinds and sizes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any, cast

import pytest

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.contact_pages import ContactPage
from shared.activecampaign.models import Contact
from shared.dataverse.client import Dataverse
from shared.errors import AnswerNotUnderstood
from shared.sync.preview.contacts import Contacts, changed_contacts, known_contacts
from shared.sync.preview.reads import Budget, Sides
from shared.transport import Calls

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def contact(number: int) -> Contact:
    email = f"p{number:06d}@x.it"
    return Contact(str(number), email, "", "", "", {}, frozenset(), {}, NOW, NOW, False)


class Account:
    """Pages of contacts, in the order of their ids and, unless told otherwise, of their emails."""

    def __init__(self, size: int, calls: Calls, **odd: Any) -> None:
        self.contacts = [contact(number) for number in range(1, size + 1)]
        self.calls = calls
        self.lists_values = odd.get("lists_values", True)
        self.sorts_by_email = odd.get("sorts_by_email", True)
        self.tells_total = odd.get("tells_total", True)
        self.honours_ids = odd.get("honours_ids", True)

    def contact_page(
        self, after_id: str = "0", *, updated_after: datetime | None = None
    ) -> ContactPage:
        start = int(after_id) if self.honours_ids else 0
        found = self.contacts[start:]
        if updated_after is not None:
            found = [one for one in found if one.updated_at and one.updated_at > updated_after]
        return self._page(found, len(found))

    def contact_page_by_email(self, offset: int) -> ContactPage:
        found = self.contacts[:]
        if not self.sorts_by_email:
            Random(1).shuffle(found)  # noqa: S311
        return self._page(found[offset:], len(found))

    def _page(self, found: Sequence[Contact], total: int) -> ContactPage:
        self.calls.add("activecampaign", 200)
        page = found[:100]
        if not self.lists_values:
            page = [replace(one, fields=None) for one in page]
        return ContactPage(page, total if self.tells_total else None)


def sides(size: int, budget: Budget | None = None, **odd: Any) -> Sides:
    calls = Calls()
    account = cast("ActiveCampaign", Account(size, calls, **odd))
    return Sides(cast("Dataverse", None), account, calls, budget or Budget())


def known(of: Sides, *, indexed: bool = False) -> Contacts:
    return known_contacts(of, indexed=indexed, draw=Random(1))  # noqa: S311


@pytest.mark.parametrize(("size", "calls"), [(0, 1), (1, 1), (100, 1), (101, 2), (1000, 10)])
def test_a_small_account_is_read_whole(size: int, calls: int) -> None:
    of = sides(size)
    found = known(of)
    assert (found.kind, len(found.read)) == ("whole", size)
    assert of.calls.made("activecampaign") == calls


def test_of_a_large_one_three_ranges_of_emails_are_known_for_certain() -> None:
    of = sides(5_000)
    found = known(of)
    assert (found.kind, of.calls.made("activecampaign")) == ("ranges", 4)
    inside = [one.email for one in found.read.values() if found.within(one.email)]
    assert len(inside) > 200
    assert not found.within("q@x.it")
    assert not found.within(None)


def test_once_the_contacts_are_indexed_none_is_read_beforehand() -> None:
    assert known(sides(5_000), indexed=True) == Contacts("indexed", listed=True)


@pytest.mark.parametrize(
    "odd", [{"sorts_by_email": False}, {"lists_values": False}, {"tells_total": False}]
)
def test_where_ranges_cannot_be_told_each_contact_is_asked_for(odd: dict[str, bool]) -> None:
    found = known(sides(5_000, **odd))
    assert (found.kind, found.read) == ("looked_up", {})
    assert found.listed == odd.get("lists_values", True)


def test_what_calls_there_are_left_decides_what_is_read_whole() -> None:
    of = sides(1_000, Budget(calls=8))
    assert known(of).kind == "ranges"
    assert of.calls.made("activecampaign") == 4


def test_pages_that_go_round_are_not_understood() -> None:
    with pytest.raises(AnswerNotUnderstood):
        known(sides(500, honours_ids=False))


def test_of_many_changed_contacts_each_that_was_read_stands_for_several() -> None:
    found = changed_contacts(sides(900), LONG_AGO)
    assert (len(found.contacts), found.each_stands_for) == (300, 3.0)
    few = changed_contacts(sides(30), LONG_AGO)
    assert (len(few.contacts), few.each_stands_for) == (30, 1.0)


def test_when_the_time_is_up_nothing_more_is_begun() -> None:
    of = replace(sides(10), monotonic=lambda: 10_000_000.0, began_at=0.0)
    assert of.left("activecampaign") == 0
