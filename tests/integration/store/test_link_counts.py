"""How many links are listed as what is known without reading one, and cannot drift from them."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.store import tallies
from shared.store.claims import ClaimStore
from shared.store.connection import Storage
from shared.store.links import LIVES_ON, Link, LinkState, LinkStore
from tests.integration.store.faulty import Act, Line, answering_after, lost_after, lost_before
from tests.integration.store.test_links import link

STATES: tuple[LinkState, ...] = ("linked", "excluded", "closed")


def store(storage: Storage) -> LinkStore:
    return LinkStore(storage, ClaimStore(storage))


def there(links: LinkStore) -> Counter[str]:
    """The links of leads, counted one by one."""
    return Counter(one.state for page in links.all_links("lead") for one in page)


def written(links: LinkStore, changed: list[Link]) -> list[Link]:
    return [one for one in links.write(changed) if isinstance(one, Link)]


def test_links_are_counted_by_state_as_they_are_written(storage: Storage) -> None:
    links = store(storage)
    known = written(links, [link(state=state) for state in STATES[:2] for _ in range(150)])
    written(links, [link(entity="contact") for _ in range(5)])
    written(links, [replace(one, state="closed") for one in known[:20]])
    assert links.counts("lead") == {"linked": 130, "excluded": 150, "closed": 20}
    assert links.counts("contact") == {"linked": 5}


@pytest.mark.parametrize("reason", LIVES_ON)
def test_a_closed_link_whose_record_lives_on_is_counted_and_listed_as_excluded(
    storage: Storage, reason: str
) -> None:
    links = store(storage)
    linked, excluded, gone = written(links, [link(), link(state="excluded"), link()])
    closed = replace(linked, state="closed", reason_code=reason)
    (closed,) = written(links, [closed])
    written(links, [replace(gone, state="closed", reason_code="closed.record_deleted")])
    assert links.counts("lead") == {"excluded": 2, "closed": 1}
    assert links.recount("lead") == 0

    listed, _ = links.page("lead", "excluded", None, 10)
    assert {one.record_id for one in listed} == {closed.record_id, excluded.record_id}
    assert links.page("lead", "linked", None, 10) == ([], None)

    written(links, [replace(closed, state="linked", reason_code=None)])
    assert links.counts("lead") == {"linked": 1, "excluded": 1, "closed": 1}


def test_a_link_whose_state_stays_costs_no_row_more(shaky: Storage, line: Line) -> None:
    links = store(shaky)
    (known,) = written(links, [link()])
    rows = len([*shaky.table("links").list_entities()])
    line.clear()
    written(links, [replace(known, name="Renamed")])
    assert (line.count("PUT"), line.count("POST")) == (1, 0)
    assert len([*shaky.table("links").list_entities()]) == rows


def test_counting_takes_no_write_of_its_own(shaky: Storage, line: Line) -> None:
    links = store(shaky)
    line.clear()
    written(links, [link() for _ in range(1_000)])
    assert line.count("POST", "batch") <= 17
    assert line.count("PUT") == 0


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from(STATES), st.booleans()), max_size=12),
        max_size=5,
    )
)
def test_the_counts_are_those_of_the_links_whoever_loses_a_race(
    storage: Storage, rounds: list[list[tuple[int, LinkState, bool]]]
) -> None:
    """Each round changes some links; one that is stale was read before another's write."""
    links = store(storage)
    ids = [str(uuid4()) for _ in range(10)]
    before = there(links)
    assert links.counts("lead") == before
    stale: dict[str, Link] = {}
    for changes in rounds:
        now = links.read("lead", ids)
        wanted = {}
        for place, state, is_stale in changes:
            seen = stale.get(ids[place]) if is_stale else now.get(ids[place])
            version = seen.version if seen is not None else None
            wanted[ids[place]] = link(record_id=ids[place], state=state, version=version)
        links.write([*wanted.values()])
        stale = now
        assert links.counts("lead") == there(links)


@pytest.mark.parametrize(
    "fault",
    [lost_before, lost_after, answering_after(500, "InternalError")],
    ids=["lost before", "lost after", "500 after"],
)
@pytest.mark.parametrize("number", [1, 40])
def test_a_write_whose_answer_was_lost_is_counted_once(
    shaky: Storage, line: Line, fault: Act, number: int
) -> None:
    links = store(shaky)
    line.plan("POST", "batch", fault, times=2)
    assert len(written(links, [link() for _ in range(number)])) == number
    assert links.counts("lead") == {"linked": number}


def test_folding_beside_writers_loses_nothing(storage: Storage) -> None:
    links = store(storage)
    states: Iterator[LinkState] = cycle(STATES)
    known = [written(links, [link(state=next(states))])[0] for _ in range(12)]

    def change(one: Link) -> None:
        for _ in range(6):
            (one,) = written(links, [replace(one, state=next(states))])

    def fold(_: object) -> None:
        for number in range(16):
            tallies.fold(storage.table("links"), f"lead-{number:02d}")

    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(change, one) for one in known]
        done += [threads.submit(fold, None) for _ in range(4)]
        for future in done:
            future.result()
    assert links.counts("lead") == there(links)


def test_counts_are_folded_into_one_row_once_they_are_many(storage: Storage) -> None:
    links, table = store(storage), storage.table("links")
    for number in range(240):  # more than two transactions hold
        row = tallies.change("lead-00", {"linked": 2, "excluded": -1 if number % 2 else 1})
        assert row is not None
        table.create_entity(row)
    assert links.counts("lead") == {"linked": 480}
    assert [row["RowKey"] for row in table.list_entities()] == [tallies.SUM]
    assert links.counts("lead") == {"linked": 480}


def test_a_process_folds_what_it_writes(storage: Storage) -> None:
    links = store(storage)
    (one,) = written(links, [link(record_id="1")])
    for _ in range(3 * tallies.FOLD_EVERY):
        state: LinkState = "excluded" if one.state == "linked" else "linked"
        (one,) = written(links, [replace(one, state=state)])
    rows = [row for row in storage.table("links").list_entities() if row["RowKey"] < tallies.AFTER]
    assert len(rows) <= tallies.FOLD_EVERY
    assert links.counts("lead") == {one.state: 1}


def test_what_was_written_without_counting_is_counted_by_a_recount(storage: Storage) -> None:
    links, table = store(storage), storage.table("links")
    known = written(links, [link() for _ in range(60)])
    for row in [*table.list_entities()]:
        if row["RowKey"] < tallies.AFTER:
            table.delete_entity(row)
    assert links.counts("lead") == {}
    assert links.recount("lead") > 0
    assert links.counts("lead") == {"linked": 60}
    written(links, [replace(known[0], state="excluded")])
    assert links.recount("lead") == 0
    assert links.counts("lead") == {"linked": 59, "excluded": 1}


def test_a_recount_while_others_write_changes_nothing(storage: Storage) -> None:
    table = storage.table("links")

    def count() -> dict[str, int]:
        row = tallies.change("lead-00", {"linked": 1})
        assert row is not None
        table.create_entity(row)
        return {"linked": 99}

    assert tallies.correct(table, "lead-00", count) is None
    assert tallies.total(table, ["lead-00"]) == {"linked": 1}


def test_lists_of_links_hold_no_counts(storage: Storage) -> None:
    links = store(storage)
    known = {one.record_id for one in written(links, [link() for _ in range(30)])}
    assert {one.record_id for page in links.all_links("lead") for one in page} == known
    assert "-" not in links.ids("lead")
