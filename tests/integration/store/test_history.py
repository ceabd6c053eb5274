"""What happened to each record, as it is kept."""

from datetime import datetime, timedelta

from shared.store.connection import Storage
from shared.store.history import Decided, Entry, HistoryStore, LeftOut, Restored, What, Written
from tests.integration.conftest import Clock

RECORD = "00000000-0000-0000-0000-000000000001"
ALL_KINDS: list[What] = [
    Written("created_contact", (), ("email", "field:8")),
    LeftOut("excluded", "excluded.duplicate_email", "The record x has it.", "x"),
    Decided("field:8", None, ("1", "2"), False, "dynamics", "policy"),
    Decided("field:8", "", "1", "true", "activecampaign", "newest"),
    Restored("field:8", "activecampaign", "Ada", "0123-abc"),
]


def entry(at: datetime, what: What = ALL_KINDS[0], record_id: str = RECORD) -> Entry:
    return Entry.new("lead", record_id, at, what, run_id="run-1", contact_id="7")


def test_everything_is_read_as_it_was_written_newest_first(storage: Storage, clock: Clock) -> None:
    history = HistoryStore(storage)
    entries = [entry(clock() + timedelta(minutes=n), what) for n, what in enumerate(ALL_KINDS)]
    history.add_many(entries)
    assert history.newest("lead", RECORD, None, 10) == entries[::-1]


def test_a_record_has_its_own_entries_only_page_by_page(storage: Storage, clock: Clock) -> None:
    history = HistoryStore(storage)
    mine = [entry(clock() + timedelta(minutes=n)) for n in range(5)][::-1]
    others = [entry(clock(), record_id=f"{RECORD[:-1]}{n}") for n in range(2, 10)]
    history.add_many(mine + others)
    assert history.newest("lead", RECORD, None, 3) == mine[:3]
    assert history.newest("lead", RECORD, mine[2].id, 3) == mine[3:]
    assert history.newest("contact", RECORD, None, 3) == []


def test_one_is_found_by_its_id_until_it_is_taken_back(storage: Storage, clock: Clock) -> None:
    history = HistoryStore(storage)
    one, other = entry(clock()), entry(clock())
    history.add_many([one, other])
    history.remove_many([one])
    assert history.find("lead", RECORD, one.id) is None
    assert history.find("lead", RECORD, other.id) == other
    assert history.find("contact", RECORD, other.id) is None


def test_old_entries_are_pruned(storage: Storage, clock: Clock) -> None:
    history = HistoryStore(storage)
    history.add_many([entry(clock())])
    clock.move(60)
    history.add_many([young := entry(clock())])
    assert history.prune(clock() - timedelta(seconds=1)) == 1
    assert history.newest("lead", RECORD, None, 10) == [young]


def test_all_of_a_record_or_of_a_contact_is_removed_and_of_no_other(
    storage: Storage, clock: Clock
) -> None:
    history = HistoryStore(storage)
    other = f"{RECORD[:-1]}2"
    untied = Entry.new("lead", RECORD, clock(), ALL_KINDS[0], run_id="run-1")
    of_contact = Entry.new("contact", RECORD, clock(), ALL_KINDS[0], contact_id="8")
    history.add_many([untied, entry(clock()), entry(clock(), record_id=other), of_contact])
    assert history.remove_of_record("lead", RECORD) == 2
    assert history.newest("lead", RECORD, None, 10) == []
    assert history.newest("contact", RECORD, None, 10) == [of_contact]
    assert history.remove_of_contact("7") == 1
    assert history.newest("lead", other, None, 10) == []
    assert history.newest("contact", RECORD, None, 10) == [of_contact]
