"""Links in Table Storage: many at a time, and never overwritten by who read before."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from azure.data.tables import UpdateMode

from shared.store.claims import Claim, ClaimStore
from shared.store.connection import Storage
from shared.store.links import Link, LinkStore, Underway


def link(**facts: Any) -> Link:
    known: dict[str, Any] = {
        "entity": "lead",
        "record_id": str(uuid4()),
        "state": "linked",
        "contact_id": str(uuid4().int % 10**9),
        "email": "ann@example.org",
        "base": {"email": "ann@example.org", "field:6": ("1", "2"), "field:13": False},
        "reason_code": None,
        "reason_detail": None,
        "related_id": None,
        "synced_at": None,
        "name": "Ann O'Lee 😀",
        "fields": "0123456789ab",
        "version": None,
    }
    return Link(**{**known, **facts})


def test_a_link_is_read_as_it_was_written(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    one = link(
        state="excluded",
        reason_code="excluded.no_email",
        related_id=str(uuid4()),
        underway=Underway({"firstName": None}, {"field:6": ("1",), "field:13": True}),
    )
    (stored,) = links.write([one])
    assert stored is not None
    assert links.read("lead", [one.record_id]) == {one.record_id: stored}
    assert replace(stored, version=None) == one


def test_the_import_that_a_link_waits_for_is_kept_and_older_links_name_none(
    storage: Storage,
) -> None:
    links, table = LinkStore(storage, ClaimStore(storage)), storage.table("links")
    since = datetime(2026, 11, 24, 12, tzinfo=UTC)
    awaited = Underway({}, {"firstName": "Ann"}, "import-1", since, ("[D365: Lead]",))
    one = link(underway=awaited)
    links.write([one])
    assert links.read("lead", [one.record_id])[one.record_id].underway == awaited

    (row,) = table.query_entities("RowKey eq @id", parameters={"id": one.record_id})
    del row["importId"], row["importSince"], row["tagsDue"]
    table.update_entity(row, mode=UpdateMode.REPLACE)
    older = links.read("lead", [one.record_id])[one.record_id]
    assert older.underway == Underway({}, {"firstName": "Ann"})

    links.write([replace(older, underway=awaited)])
    links.write([replace(links.read("lead", [one.record_id])[one.record_id], underway=Underway())])
    assert not links.read("lead", [one.record_id])[one.record_id].underway


def test_thousands_of_links_are_read_and_written_in_one_go(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    many = [link() for _ in range(1500)]
    stored = links.write(many)
    assert all(one is not None for one in stored)
    found = links.read("lead", [one.record_id for one in many])
    assert {one.record_id for one in many} == found.keys()


def test_a_base_longer_than_a_property_may_be_is_kept_whole(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    one = link(base={f"field:{number}": "é" * 3000 for number in range(30)})
    links.write([one])
    assert links.read("lead", [one.record_id])[one.record_id].base == one.base


def test_a_link_that_was_changed_meanwhile_is_not_overwritten(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    read = [one for one in links.write([link() for _ in range(20)]) if one is not None]
    quicker = links.write([replace(read[3], name="quicker")])[0]
    results = links.write([replace(one, name="slower") for one in read])
    assert [place for place, one in enumerate(results) if one is None] == [3]
    assert links.read("lead", [read[3].record_id])[read[3].record_id] == quicker


def test_a_link_that_is_there_is_not_created_again(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    one = link()
    assert links.write([one])[0] is not None
    assert links.write([one])[0] is None


def test_links_are_found_by_their_contact(storage: Storage) -> None:
    claims = ClaimStore(storage)
    links = LinkStore(storage, claims)
    lead, contact = link(contact_id="9"), link(entity="contact", contact_id="9")
    closed = link(contact_id="10", state="closed")
    links.write([lead, contact, closed])
    claims.take([Claim("9", "lead", lead.record_id), Claim("9", "contact", contact.record_id)])
    claims.take([Claim("10", "lead", closed.record_id)])
    found = links.of_contacts(["9", "10", "11"])
    assert {(one.entity, one.record_id) for one in found["9"]} == {
        ("lead", lead.record_id),
        ("contact", contact.record_id),
    }
    assert found.keys() == {"9"}


def test_links_in_one_state_are_listed_page_by_page(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    excluded = [link(state="excluded", reason_code="excluded.no_email") for _ in range(25)]
    links.write([*excluded, *[link() for _ in range(10)]])
    seen: list[str] = []
    after: str | None = None
    while True:
        page, after = links.page("lead", "excluded", after, 10)
        seen += [one.record_id for one in page]
        assert len(page) <= 10
        if after is None:
            break
    assert sorted(seen) == sorted(one.record_id for one in excluded)


def test_the_ids_of_all_that_have_a_link(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    known = [link() for _ in range(50)]
    links.write(known)
    ids = links.ids("lead")
    assert all(one.record_id in ids for one in known)
    assert str(uuid4()) not in ids
    assert known[0].record_id not in links.ids("contact")
