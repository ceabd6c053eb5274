"""Problems: noted once for each record, tried again after a growing time."""

from datetime import timedelta

from shared.store import bulk
from shared.store.connection import Storage
from shared.store.problems import Problem, ProblemStore
from tests.integration.conftest import Clock

RECORD = "00000000-0000-0000-0000-000000000001"


def failed(problems: ProblemStore, record_id: str = RECORD, detail: str = "Too long.") -> Problem:
    return problems.record(
        "lead",
        record_id,
        record_name="Ann Lee",
        contact_id="7",
        code="value.too_long",
        title="A value cannot be converted",
        detail=detail,
        remedy="Shorten it.",
    )


def test_a_record_that_fails_again_keeps_its_age_and_waits_longer(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    first = failed(problems)
    clock.move(3600)
    second = failed(problems)
    assert (second.first_seen_at, second.attempts) == (first.first_seen_at, 2)
    assert second.due_at - second.last_seen_at > first.due_at - first.last_seen_at


def test_a_problem_is_due_when_its_time_has_come_and_never_given_up(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    for _ in range(30):
        failed(problems)
    assert problems.due("lead", clock(), 10) == []
    clock.move(24 * 3600)
    assert [problem.record_id for problem in problems.due("lead", clock(), 10)] == [RECORD]


def test_a_solved_problem_is_gone(storage: Storage, clock: Clock) -> None:
    problems = ProblemStore(storage, clock)
    failed(problems)
    assert problems.record_ids("lead") == {RECORD}
    problems.resolve("lead", RECORD)
    assert problems.record_ids("lead") == set()


def test_retry_makes_a_problem_due_at_once(storage: Storage, clock: Clock) -> None:
    problems = ProblemStore(storage, clock)
    problem = failed(problems)
    assert problems.retry(problem.id)
    assert len(problems.due("lead", clock(), 10)) == 1
    assert not problems.retry("lead-unknown")


def test_a_dismissed_problem_is_hidden_until_it_is_another_one(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    assert problems.dismiss(failed(problems).id)
    clock.move(timedelta(days=2).total_seconds())
    assert problems.page("lead", None, 10) == ([], None)
    assert problems.due("lead", clock(), 10) == []
    failed(problems)
    assert problems.page("lead", None, 10) == ([], None)
    failed(problems, detail="Something else.")
    assert len(problems.page("lead", None, 10)[0]) == 1


def test_problems_are_listed_over_both_entities_page_by_page(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    for number in range(7):
        failed(problems, f"00000000-0000-0000-0000-00000000001{number}")
    page, after = problems.page(None, None, 5)
    rest, end = problems.page(None, after, 5)
    assert (len(page), len(rest), end) == (5, 2, None)


def test_problems_are_counted_as_they_are_shown_due_and_linked(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    for number, state in enumerate(["linked", "linked", "excluded", None]):
        problems.record(
            "lead",
            f"{number}",
            record_name="",
            contact_id=None,
            code="value.too_long",
            title="",
            detail="",
            remedy="",
            link_state=state,
        )
    problems.retry("lead-2")
    problems.dismiss("lead-1")
    counts = problems.counts("lead", clock())
    assert (counts.shown, counts.due) == (3, 1)
    assert counts.by_link == {"linked": 2, "excluded": 1}
    assert problems.counts("contact", clock()).shown == 0


def test_the_codes_of_problems_are_told_but_of_those_that_an_older_version_noted(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    noted = failed(problems)
    assert problems.codes("lead") == {RECORD: noted.code}
    (row,) = bulk.read(storage.table("problems"), [("lead", RECORD)]).values()
    older = {name: value for name, value in row.items() if name != "code"}
    bulk.put(storage.table("problems"), [older])
    assert problems.codes("lead") == {RECORD: ""}
