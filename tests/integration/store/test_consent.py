"""The ledger of consent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shared.store.connection import Storage
from shared.store.consent import ConsentChange, ConsentLedger

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
OUT = ConsentChange(AT, True, "unsubscribed", "run-1", "lead", "r1", "7")


def test_an_address_that_opted_out_is_known_to_every_later_step(storage: Storage) -> None:
    ConsentLedger(storage).note([("Ann@example.org", OUT)])
    later = ConsentLedger(storage)
    assert later.opted_out(["ann@example.org ", "bob@example.org"]) == {"ann@example.org"}


def test_it_is_out_until_consent_is_given_again_and_all_of_it_stays_written(
    storage: Storage,
) -> None:
    again = replace(OUT, at=AT + timedelta(days=1), out=False, why="given_again")
    ledger = ConsentLedger(storage)
    ledger.note([("ann@example.org", OUT)])
    ledger.note([("ann@example.org", again)])
    assert ledger.opted_out(["ann@example.org"]) == set()
    assert ConsentLedger(storage).opted_out(["ann@example.org"]) == set()
    found = ledger.newest("ANN@example.org", None, 10)
    assert [change for _, change in found] == [again, OUT]
    assert ledger.newest("ANN@example.org", found[0][0], 10) == found[1:]


def test_neither_table_holds_an_address(storage: Storage) -> None:
    ConsentLedger(storage).note([("ann@example.org", OUT)])
    for table in ("consent", "optouts"):
        rows = list(storage.table(table).list_entities())
        assert rows
        assert "example" not in str(rows)
