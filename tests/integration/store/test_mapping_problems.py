"""What does not fit a mapping is noted beside the problems of records, once for each cause."""

from datetime import timedelta

from shared.store.connection import Storage
from shared.store.problems import MappingFault, MappingProblem, ProblemStore
from tests.integration.conftest import Clock
from tests.integration.store.test_problems import RECORD, failed


def fault(field: str = "field:7", detail: str = "The column is gone.") -> MappingFault:
    return MappingFault(field, "drift.column_deleted", "Gone", detail, "Choose another.")


def test_a_cause_that_stays_keeps_its_age_and_one_that_is_mended_is_gone(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    problems.set_of_mapping("lead", [fault(), fault("field:8")])
    began = clock()
    clock.move(3600)
    problems.set_of_mapping("lead", [fault(), fault("field:9")])
    found = {problem.field: problem for problem in problems.of_mapping("lead")}
    assert found.keys() == {"field:7", "field:9"}
    kept = found["field:7"]
    assert (kept.first_seen_at, kept.last_seen_at, kept.attempts) == (began, clock(), 2)
    problems.set_of_mapping("lead", [])
    assert problems.of_mapping("lead") == []


def test_problems_of_records_and_of_the_other_mapping_are_left_alone(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)
    failed(problems)
    problems.set_of_mapping("contact", [fault()])
    problems.set_of_mapping("lead", [fault()])
    problems.set_of_mapping("lead", [])
    assert problems.record_ids("lead") == {RECORD}
    assert problems.record_ids("contact") == set()
    assert len(problems.of_mapping("contact")) == 1
    later = clock() + timedelta(days=9)
    assert [problem.record_id for problem in problems.due("lead", later, 9)] == [RECORD]
    assert [problem.record_id for problem in problems.page("lead", None, 9)[0]] == [RECORD]


def test_those_of_mappings_are_listed_first_page_by_page(storage: Storage, clock: Clock) -> None:
    problems = ProblemStore(storage, clock)
    for number in range(3):
        failed(problems, f"00000000-0000-0000-0000-00000000001{number}")
    problems.set_of_mapping("lead", [fault(), fault("field:8")])
    problems.set_of_mapping("contact", [fault()])
    page, after = problems.page_of_all(None, None, 4)
    rest, end = problems.page_of_all(None, after, 4)
    kinds = [isinstance(problem, MappingProblem) for problem in (*page, *rest)]
    assert (kinds, end) == ([True] * 3 + [False] * 3, None)
    of_contacts, _ = problems.page_of_all("contact", None, 10)
    assert [problem.entity for problem in of_contacts] == ["contact"]


def test_a_dismissed_one_is_hidden_until_its_text_changes_or_it_is_asked_for(
    storage: Storage, clock: Clock
) -> None:
    problems = ProblemStore(storage, clock)

    def shown() -> int:
        return len(problems.page_of_all("lead", None, 10)[0])

    problems.set_of_mapping("lead", [fault()])
    (problem,) = problems.of_mapping("lead")
    assert problems.dismiss(problem.id)
    problems.set_of_mapping("lead", [fault()])
    assert shown() == 0
    assert problems.retry(problem.id)
    assert shown() == 1
    assert problems.dismiss(problem.id)
    problems.set_of_mapping("lead", [fault(detail="Two columns are gone.")])
    assert shown() == 1
    assert not problems.dismiss("lead-mapping-unknown")
    assert not problems.retry("contact-mapping-" + problem.key)
