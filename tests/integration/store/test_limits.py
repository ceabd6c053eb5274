"""What is too much for Table Storage: kept in parts, cut, or refused by itself alone."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.errors import InvalidInput
from shared.store import bulk
from shared.store.claims import ClaimStore
from shared.store.connection import Storage
from shared.store.contact_index import ContactIndex
from shared.store.history import Decided, Entry, HistoryStore
from shared.store.limits import NotStorable
from shared.store.links import LinkStore
from shared.store.problems import LONGEST_TEXT, ProblemStore
from shared.store.scan import page_of
from shared.store.sends import Act, SendStore
from shared.store.texts import units
from tests.integration.conftest import Clock
from tests.integration.store.test_links import link
from tests.integration.store.test_problems import failed

HARD = st.text(
    st.one_of(st.characters(), st.sampled_from("/\\#?%~',()&+= \t\n\x85😀\ud83d")), max_size=20
)
ON_ONE_STORAGE = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ON_ONE_STORAGE
@given(keys=st.lists(HARD, min_size=1, max_size=30, unique=True))
@example(keys=[",", "'", "','"])
def test_a_row_is_found_by_any_text(storage: Storage, keys: list[str]) -> None:
    table = storage.table("links")
    bulk.put(table, [{"PartitionKey": key, "RowKey": key} for key in keys])
    wanted = {(key, key) for key in keys}
    assert bulk.read(table, wanted).keys() == wanted
    for key in keys:
        assert [row["RowKey"] for row in page_of(table, [key], (), None, 10)[0]] == [key]
    bulk.remove(table, wanted)
    assert bulk.read(table, wanted) == {}


@ON_ONE_STORAGE
@given(keys=st.lists(HARD, min_size=2, max_size=30, unique=True))
def test_many_rows_of_a_partition_are_found_by_any_texts(storage: Storage, keys: list[str]) -> None:
    table = storage.table("links")
    wanted = {("p", key) for key in keys}
    versions = bulk.write(table, [({"PartitionKey": "p", "RowKey": key}, None) for key in keys])
    assert None not in versions
    assert bulk.read(table, wanted).keys() == wanted
    seen: list[str] = []
    after: str | None = None
    while True:
        page, after = page_of(table, ["p"], (), after, 7)
        seen += [row["RowKey"] for row in page]
        if after is None:
            break
    assert sorted(seen) == sorted(keys)
    bulk.remove(table, wanted)


@ON_ONE_STORAGE
@given(local=HARD.filter(lambda text: text == text.strip()))
def test_the_index_finds_any_email(storage: Storage, local: str) -> None:
    index = ContactIndex(storage)
    email = f"x{local}@example.org"
    index.put([(email, "7")])
    assert index.find([email]) == {email.casefold(): "7"}


def test_what_has_too_long_a_key_is_not_there(storage: Storage, clock: Clock) -> None:
    table = storage.table("links")
    key = ("p", "k" * 513)
    assert bulk.read(table, [key, ("k" * 513, "p")]) == {}
    bulk.remove(table, [key])
    assert not ProblemStore(storage, clock).retry("lead-" + "k" * 2000)


def test_rows_with_long_keys_are_found(storage: Storage) -> None:
    table = storage.table("links")
    keys = {("p", f"{number:02d}" + "è" * 500) for number in range(25)}
    bulk.put(table, [{"PartitionKey": p, "RowKey": r} for p, r in keys])
    assert bulk.read(table, keys).keys() == keys


@pytest.mark.parametrize(
    "base",
    [
        {"text": "😀" * 100_000},
        {"text": "a" + "😀" * 100_000},
        {f"field:{number}": ("è😀", '"', "\\", "\n") * 2_000 for number in range(10)},
        {"text": "half \ud83d of one"},
    ],
    ids=["emoji", "emoji at odd places", "what JSON escapes", "half an emoji"],
)
def test_a_long_base_is_kept_whole_within_the_limits(storage: Storage, base: Any) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    one = link(base=base)
    links.write([one])
    assert links.read("lead", [one.record_id])[one.record_id].base == base
    for row in storage.table("links").list_entities():
        assert all(units(str(value)) <= 32_768 for value in row.values())


def test_a_link_too_long_is_told_and_the_others_are_written(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    many = [link() for _ in range(200)]
    many[50] = replace(many[50], base={"text": "x" * 600_000})
    results = links.write(many)
    assert isinstance(results[50], NotStorable)
    assert "1 MiB" in str(results[50])
    found = links.read("lead", [one.record_id for one in many])
    assert found.keys() == {one.record_id for one in many} - {many[50].record_id}


def test_a_link_that_becomes_too_long_stays_as_it_was(storage: Storage) -> None:
    links = LinkStore(storage, ClaimStore(storage))
    (one,) = links.write([link()])
    assert one is not None
    assert not isinstance(one, NotStorable)
    links.write([replace(one, base={"text": "x" * 600_000})])
    assert links.read("lead", [one.record_id])[one.record_id] == one


def test_large_rows_go_in_several_batches(storage: Storage) -> None:
    table = storage.table("links")
    rows = [
        {"PartitionKey": "p", "RowKey": str(number), "text": "è" * 30_000, "more": '"' * 30_000}
        for number in range(40)
    ]
    assert None not in bulk.write(table, [(row, None) for row in rows])
    bulk.put(table, rows)
    assert len(bulk.read(table, [("p", str(number)) for number in range(40)])) == 40


def test_of_rows_put_one_that_is_too_large_is_told_and_the_others_are_there(
    storage: Storage,
) -> None:
    table = storage.table("links")
    rows = [{"PartitionKey": "p", "RowKey": str(number), "text": "x"} for number in range(3)]
    rows[1]["text"] = "x" * 40_000
    with pytest.raises(NotStorable, match="text is longer"):
        bulk.put(table, rows)
    assert len(bulk.read(table, [("p", str(number)) for number in range(3)])) == 2


def test_a_decided_conflict_keeps_long_values_and_cuts_the_longest(
    storage: Storage, clock: Clock
) -> None:
    history = HistoryStore(storage)
    long, too_long = "😀" * 25_000, "x" * 2_000_000
    conflict = Decided("field:8", long, too_long, too_long, "dynamics", "policy")
    whole = replace(conflict, record=long, contact=long)
    for what in (conflict, replace(whole, contact="\ud83d"), whole):
        history.add_many([Entry.new("lead", "1/2", clock(), what)])
        clock.move(1)
    found = [entry.what for entry in history.newest("lead", "1/2", None, 10)]
    assert found[0] == whole
    assert [isinstance(one, Decided) and one.cut for one in found] == [False, True, True]
    cut = found[2]
    assert isinstance(cut, Decided)
    assert cut.base == long
    assert str(cut.record).startswith("xxx")
    assert str(cut.record).endswith("…")


def test_what_another_system_says_at_length_is_cut(storage: Storage, clock: Clock) -> None:
    problems = ProblemStore(storage, clock)
    failed(problems, "a/b", detail="😀" * 100_000 + "\ud83d")
    (one,), _ = problems.page("lead", None, 10)
    assert (one.record_id, units(one.detail)) == ("a/b", LONGEST_TEXT - 1)
    assert problems.record_ids("lead") == {"a/b"}
    assert problems.dismiss(one.id)
    again = failed(problems, "a/b", detail="😀" * 100_000 + "\ud83d")
    assert again.dismissed

    sends = SendStore(storage, clock)
    sends.begin("send", "r", "1", "ann")
    sends.finish("send", "r", "1", "ann", status="refused", code="c", detail="x" * 100_000)
    known = sends.begin("send", "r", "1", "ann")
    assert isinstance(known, Act)
    assert known.status == "refused"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "é",
        "WzAuNSwgIiJd",  # [0.5, ""]
        "W3RydWUsICIiXQ",  # [true, ""]
        "WzAsIG51bGxd",  # [0, null]
        "Ww" * 400_000,
        "W1tb" * 2_000,  # [[[[[[
        "W" * 100,
    ],
)
def test_a_token_not_of_ours_is_refused(storage: Storage, token: str) -> None:
    with pytest.raises(InvalidInput):
        page_of(storage.table("links"), ["p"], (), token, 10)
