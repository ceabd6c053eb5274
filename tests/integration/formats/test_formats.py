"""What one version has stored is read by the next, and by the one before; rows are brought to a new
format once, whoever starts first and whatever crashes."""

import json
from typing import Any

import pytest

from shared.store import bulk
from shared.store.bulk import Row
from shared.store.connection import TABLES, Storage
from shared.store.connection_store import ConnectionStore
from shared.store.formats import FORMAT, FormatNote, Migration, StorageTooNew, StoredFormat
from shared.sync import upgrade
from shared.sync.upgrade import BeingUpgraded, Upgrade
from tests.integration.conftest import Clock
from tests.integration.formats.rows import FOLDER, facts, load, with_more

TABLE = "audit"
BOTH = (1, 2)


@pytest.fixture(params=range(1, FORMAT + 1))
def kept(request: pytest.FixtureRequest) -> Any:
    """Rows as a version with this format wrote them, and what it read in them."""
    return json.loads((FOLDER / f"{request.param}.json").read_text())


class TestReading:
    def test_rows_of_each_format_are_read_as_they_were_meant(
        self, storage: Storage, clock: Clock, kept: Any
    ) -> None:
        load(storage, kept["rows"])
        Upgrade(storage, clock).ensure()
        assert without_news(facts(storage), kept["facts"]) == kept["facts"]

    def test_what_is_kept_has_a_row_of_every_sort(self, kept: Any) -> None:
        seen = kept["facts"]
        assert {link[0] for link in seen["links"].values()} == {"linked", "excluded", "closed"}
        assert {kind for _, kind in seen["history"]} == {"written", "left_out", "decided"}
        assert all(seen.values())
        assert {status for status, _ in seen["acts"].values()} == {"pending", "refused"}
        assert [name for name, rows in kept["rows"].items() if not rows] == []

    def test_rows_from_before_formats_were_noted_are_read_by_the_first(
        self, storage: Storage, clock: Clock
    ) -> None:
        """Recorded by commit 8f4bc09, together with what that read. Two of its tables, decisions
        and events, nobody reads any more."""
        kept = json.loads((FOLDER / "before_notes.json").read_text())
        assert kept["rows"].keys() <= set(TABLES)
        load(storage, kept["rows"])
        Upgrade(storage, clock).ensure()
        assert without_news(facts(storage), kept["facts"]) == kept["facts"]

    def test_columns_of_a_later_version_are_left_aside(
        self, storage: Storage, clock: Clock, kept: Any
    ) -> None:
        load(storage, with_more(kept["rows"]))
        Upgrade(storage, clock).ensure()
        assert without_news(facts(storage), kept["facts"]) == kept["facts"]


def without_news(read: Any, meant: Any) -> Any:
    """What was read, but for what `meant` does not know of."""
    if isinstance(read, dict) and isinstance(meant, dict):
        return {key: without_news(value, meant[key]) for key, value in read.items() if key in meant}
    return json.loads(json.dumps(read))


def numbered(row: Row) -> dict[str, Any] | None:
    return None if "number" in row else {**row, "number": 2}


def doubled(row: Row) -> dict[str, Any] | None:
    return None if row.get("double") == 4 else {**row, "double": row["number"] * 2}


TO_2 = Migration(2, TABLE, numbered)
TO_3 = Migration(3, TABLE, doubled)


def rows_of(storage: Storage, name: str = TABLE) -> list[dict[str, Any]]:
    return [dict(row) for row in storage.table(name).list_entities()]


def upgraded(storage: Storage, clock: Clock, own: int, *migrations: Migration) -> None:
    Upgrade(storage, clock, migrations=migrations, own=own, sleep=clock.move).ensure()


@pytest.fixture
def old(storage: Storage) -> Storage:
    """With more rows than one page and one batch take."""
    bulk.put(
        storage.table(TABLE),
        [{"PartitionKey": f"p{n % 3}", "RowKey": f"r/{n}", "n": n} for n in range(1200)],
    )
    return storage


class TestMigrating:
    def test_each_row_goes_through_every_migration_in_order(
        self, old: Storage, clock: Clock
    ) -> None:
        upgraded(old, clock, 3, TO_2, TO_3)
        rows = rows_of(old)
        assert len(rows) == 1200
        assert {(row["number"], row["double"]) for row in rows} == {(2, 4)}
        assert {row["n"] for row in rows} == set(range(1200))
        assert FormatNote(old).load()[0] == StoredFormat(number=3, readable_from=2)

    def test_it_happens_once(self, old: Storage, clock: Clock) -> None:
        upgraded(old, clock, 2, TO_2)
        asked: list[Row] = []
        upgraded(old, clock, 2, Migration(2, TABLE, lambda row: asked.append(row)))
        assert asked == []

    def test_a_crash_costs_what_was_not_done(self, old: Storage, clock: Clock) -> None:
        done = 0

        def dies(row: Row) -> dict[str, Any] | None:
            nonlocal done
            done += 1
            if done > 1100:
                raise KeyboardInterrupt
            return numbered(row)

        with pytest.raises(KeyboardInterrupt):
            upgraded(old, clock, 2, Migration(2, TABLE, dies))
        assert FormatNote(old).load()[0].number == 1
        assert 0 < sum("number" in row for row in rows_of(old)) < 1200
        upgraded(old, clock, 2, TO_2)
        assert {row["number"] for row in rows_of(old)} == {2}

    def test_a_row_that_changes_meanwhile_keeps_its_change(
        self, old: Storage, clock: Clock
    ) -> None:
        touched: list[str] = []

        def raced(row: Row) -> dict[str, Any] | None:
            if row["RowKey"] == "r/7" and not touched:
                touched.append(row["RowKey"])
                bulk.put(old.table(TABLE), [{**row, "n": 70_000}])
            return numbered(row)

        upgraded(old, clock, 2, Migration(2, TABLE, raced))
        key = ("p1", "r/7")
        row = bulk.read(old.table(TABLE), [key])[key]
        assert (row["n"], row["number"]) == (70_000, 2)

    def test_the_tables_of_every_account_are_brought_along(
        self, storage: Storage, clock: Clock
    ) -> None:
        connections = ConnectionStore(storage)
        for number, url in enumerate(("https://a.example", "https://b.example"), 1):
            assert connections.number_for(url) == number
            table = storage.of_account(number).table("live")
            bulk.put(table, [{"PartitionKey": "p", "RowKey": "r"}])
        upgraded(storage, clock, 2, Migration(2, "live", numbered))
        for number in BOTH:
            table = storage.of_account(number).table("live")
            assert [row["number"] for row in table.list_entities()] == [2]

    def test_an_empty_storage_account_has_the_format_of_the_code(
        self, storage: Storage, clock: Clock
    ) -> None:
        Upgrade(storage, clock).ensure()
        stored, version = FormatNote(storage).load()
        assert (stored.number, version is not None) == (FORMAT, True)


class TestSeveralAtOnce:
    def test_while_one_is_at_it_the_others_wait_and_then_go_on(
        self, old: Storage, clock: Clock
    ) -> None:
        waits: list[float] = []

        def change(row: Row) -> dict[str, Any] | None:
            if not waits:
                waits.append(0)
                other = Upgrade(old, clock, migrations=(TO_2,), own=2, sleep=waits.append)
                with pytest.raises(BeingUpgraded):
                    other.ensure()
            return numbered(row)

        upgraded(old, clock, 2, Migration(2, TABLE, change))
        assert sum(waits) == pytest.approx(upgrade.PATIENCE_SECONDS)
        Upgrade(old, clock, migrations=(TO_2,), own=2, sleep=waits.clear).ensure()
        assert waits, "the one that waited has nothing to wait for any more"

    def test_the_work_of_one_that_died_is_taken_over(
        self, old: Storage, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr("shared.store.leases.LeaseStore.release", lambda *_: None)
            with pytest.raises(ZeroDivisionError):
                upgraded(old, clock, 2, Migration(2, TABLE, lambda _: 1 / 0))  # type: ignore[arg-type,return-value]
        upgraded(old, clock, 2, TO_2)
        assert {row["number"] for row in rows_of(old)} == {2}


class TestRollingBack:
    def test_the_version_before_goes_on_with_what_the_next_has_stored(
        self, old: Storage, clock: Clock
    ) -> None:
        upgraded(old, clock, 2, TO_2)
        upgraded(old, clock, 1)
        assert FormatNote(old).load()[0].number == 2, "rows are not brought back"

    def test_an_older_one_refuses_to_work_and_says_what_helps(
        self, old: Storage, clock: Clock
    ) -> None:
        upgraded(old, clock, 3, TO_2, TO_3)
        before = rows_of(old)
        with pytest.raises(StorageTooNew) as refused:
            upgraded(old, clock, 1)
        assert "format 3" in str(refused.value)
        assert "Deploy the newer version" in refused.value.remedy
        assert rows_of(old) == before
