"""The index of contacts by email, kept in few rows and written by several workers at once."""

from threading import Thread

import pytest

from shared.errors import Unreachable
from shared.store import bulk, contact_index
from shared.store.connection import Storage
from shared.store.contact_index import ContactIndex


def test_it_finds_contacts_whatever_the_case_and_holds_no_address(storage: Storage) -> None:
    index = ContactIndex(storage)
    index.put([("Ann+1@Example.org", "7"), ("o'hara@example.org", "8")])
    found = index.find(["ann+1@example.org ", "O'Hara@example.org", "nobody@example.org"])
    assert found == {"ann+1@example.org": "7", "o'hara@example.org": "8"}
    rows = [str(row).lower() for row in storage.table("contacts").list_entities()]
    assert not any("example.org" in row for row in rows)


def test_another_step_finds_what_one_has_noted(storage: Storage) -> None:
    emails = {f"one{number}@example.org": str(number) for number in range(5_000)}
    ContactIndex(storage).put(emails.items())
    assert ContactIndex(storage).find(emails) == emails
    assert len(list(storage.table("contacts").list_entities())) <= 256


def test_an_email_that_went_to_another_contact_leads_to_that_one(storage: Storage) -> None:
    ContactIndex(storage).put([("moved@example.org", "11")])
    ContactIndex(storage).put([("moved@example.org", "12")])
    assert ContactIndex(storage).find(["moved@example.org"]) == {"moved@example.org": "12"}


def test_what_could_not_be_written_is_written_when_it_comes_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(*_: object) -> None:
        raise Unreachable("storage", "No answer.")

    index = ContactIndex(storage)
    pairs = [("again@example.org", "21"), ("and@example.org", "22")]
    with monkeypatch.context() as patched:
        patched.setattr(bulk, "write", no_answer)
        with pytest.raises(Unreachable):
            index.put(pairs)
    index.put(pairs)
    assert ContactIndex(storage).find([email for email, _ in pairs]) == dict(pairs)


def test_workers_that_write_at_once_lose_nothing(storage: Storage) -> None:
    def note(worker: int) -> None:
        pairs = [
            (f"w{worker}-{number}@example.org", f"{worker}{number:04d}") for number in range(300)
        ]
        ContactIndex(storage).put(pairs)

    threads = [Thread(target=note, args=(worker,)) for worker in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = [f"w{worker}-{number}@example.org" for worker in range(1, 5) for number in range(300)]
    assert len(ContactIndex(storage).find(wanted)) == len(wanted)


def test_a_row_with_more_than_a_property_holds_is_kept_whole(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_index, "NUMBERS_A_PROPERTY", 4)
    emails = {f"many{number}@example.org": str(10**9 + number) for number in range(3_000)}
    ContactIndex(storage).put(emails.items())
    assert ContactIndex(storage).find(emails) == emails
