"""Which of many records are shown, and how many stand behind those that were looked at."""

from shared.sync.preview.rehearsal import Action, Foreseen
from shared.sync.preview.sample import sample_of, scaled
from shared.sync.preview.stores import Trouble


def seen(action: Action, number: int, code: str = "") -> Foreseen:
    because = Trouble(code, "", "") if code else None
    return Foreseen("lead", f"{number:04d}", "", None, action, because)


def counted(sample: list[Foreseen]) -> dict[str, int]:
    return {one.action: sum(one.action == other.action for other in sample) for one in sample}


def test_of_every_kind_something_is_shown_problems_first() -> None:
    kinds: list[Action] = ["none", "excluded", "create", "update", "problem"]
    sample = sample_of([seen(kind, n) for kind in kinds for n in range(100)], 50)
    assert counted(sample) == {
        "problem": 15,
        "update": 12,
        "create": 10,
        "excluded": 8,
        "none": 5,
    }
    assert [one.action for one in sample] == sorted(
        (one.action for one in sample),
        key=("problem", "update", "create", "excluded", "none").index,
    )


def test_places_that_one_kind_does_not_need_go_to_the_others() -> None:
    sample = sample_of([seen("none", n) for n in range(100)] + [seen("create", 1)], 50)
    assert counted(sample) == {"create": 1, "none": 49}


def test_every_reason_is_shown_before_one_is_shown_twice() -> None:
    common = [seen("excluded", n, "excluded.no_email") for n in range(200)]
    rare = [seen("excluded", 900 + n, f"excluded.{n}") for n in range(3)]
    sample = sample_of([*common, *rare], 5)
    assert {one.because.code for one in sample if one.because} == {
        "excluded.no_email",
        "excluded.0",
        "excluded.1",
        "excluded.2",
    }


def test_the_same_records_give_the_same_sample_in_whatever_order_they_come() -> None:
    records = [seen("update", n) for n in range(90)] + [seen("problem", n, "x") for n in range(40)]
    assert sample_of(records, 50) == sample_of(records[::-1], 50)


def test_few_records_are_all_shown() -> None:
    assert len(sample_of([seen("update", n) for n in range(7)], 50)) == 7


def test_records_that_were_not_looked_at_are_taken_to_be_like_those_that_were() -> None:
    counts = scaled([("excluded", 1.0)] * 20, [("create", 1.0)] * 30 + [("update", 1.0)] * 10, 80.0)
    assert counts == {"problem": 0, "update": 20, "create": 60, "excluded": 20, "none": 0}


def test_where_all_were_looked_at_nothing_is_scaled() -> None:
    counts = scaled([], [("create", 1.0)] * 3 + [("none", 1.0)] * 4, 7.0)
    assert (counts["create"], counts["none"]) == (3, 4)


def test_without_anybody_looked_at_nothing_is_claimed() -> None:
    assert set(scaled([], [], 100.0).values()) == {0}
