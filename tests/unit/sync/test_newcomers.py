"""New contacts are read on by id, once, and handed to whoever waits for them."""

import threading
from collections.abc import Iterable, Iterator, Mapping

import pytest

from shared.activecampaign.models import Contact
from shared.errors import Unreachable
from shared.sync.newcomers import Newcomers, Patience
from tests.unit.triggers.fake_remotes import contact

AT_ONCE = Patience(between_looks=0.01, longest_pause=0.02, without_progress=0.2)


class Account:
    """Contacts by rising id, three a page."""

    def __init__(self) -> None:
        self.contacts: list[Contact] = []
        self.looks = 0

    def add(self, *emails: str) -> None:
        for email in emails:
            self.contacts.append(contact(str(len(self.contacts) + 1), email))

    def contacts_after_id(self, after_id: str) -> Iterator[list[Contact]]:
        self.looks += 1
        while page := [found for found in self.contacts if int(found.id) > int(after_id)][:3]:
            after_id = page[-1].id
            yield page


class Index:
    """`busy` is how often it is still going to fail."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.busy = 0

    def put(self, pairs: Iterable[tuple[str, str]]) -> None:
        if self.busy:
            self.busy -= 1
            raise Unreachable("storage", "No answer.")
        self.ids |= dict(pairs)

    def find(self, emails: Iterable[str]) -> Mapping[str, str]:
        return {email: self.ids[email] for email in emails if email in self.ids}


def newcomers(account: Account, index: Index, after_id: str = "0") -> Newcomers:
    return Newcomers(account, index, after_id, patience=AT_ONCE)  # type: ignore[arg-type]


def test_contacts_that_come_up_are_handed_out_and_indexed() -> None:
    account, index = Account(), Index()
    reader = newcomers(account, index)
    reader.announce(["Ann@example.org", "bob@example.org"])
    account.add("other@example.org", "ann@example.org", "bob@example.org", "late@example.org")
    got = reader.collect(["Ann@example.org", "bob@example.org"])
    assert {email: found.id for email, found in got.items()} == {
        "ann@example.org": "2",
        "bob@example.org": "3",
    }
    assert reader.settle() == "3"
    assert index.ids["other@example.org"] == "1"


def test_what_does_not_come_up_is_given_up_after_a_while() -> None:
    account = Account()
    reader = newcomers(account, Index())
    reader.announce(["nobody@example.org"])
    assert reader.collect(["nobody@example.org"]) == {}
    assert account.looks > 1


def test_a_contact_that_was_read_before_it_was_announced_is_known() -> None:
    account, index = Account(), Index()
    index.put([("old@example.org", "1")])
    account.add("old@example.org", "quick@example.org")
    reader = newcomers(account, index, after_id="1")
    reader.catch_up()
    emails = ["old@example.org", "quick@example.org", "new@example.org"]
    reader.announce(emails)
    # What the index said all along, the plan has taken into account.
    assert reader.known(emails) == {"quick@example.org"}
    assert index.ids["quick@example.org"] == "2"


def test_what_could_not_be_indexed_is_indexed_before_the_position_moves_on() -> None:
    account, index = Account(), Index()
    account.add("one@example.org", "two@example.org")
    reader = newcomers(account, index)
    index.busy = 1
    with pytest.raises(Unreachable):
        reader.catch_up()
    assert reader.settle() == "2"
    assert index.ids == {"one@example.org": "1", "two@example.org": "2"}


def test_one_read_serves_all_who_wait_and_keeps_none_for_another() -> None:
    account = Account()
    reader = newcomers(account, Index())
    groups = [[f"g{group}-{number}@example.org" for number in range(5)] for group in range(4)]
    for group in groups:
        reader.announce(group)
    got: dict[int, int] = {}

    def collect(place: int) -> None:
        got[place] = len(reader.collect(groups[place]))

    threads = [threading.Thread(target=collect, args=(place,)) for place in range(len(groups))]
    for thread in threads:
        thread.start()
    for group in groups:
        account.add(*group)
    for thread in threads:
        thread.join()
    assert got == dict.fromkeys(range(4), 5)
