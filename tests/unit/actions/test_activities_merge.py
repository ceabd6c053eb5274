"""What several sources tell becomes one list, in which everything is once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.actions.activity_merge import SAME_TIME, merged, order
from shared.activecampaign.activity_models import Happening, What

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def fact(id_: str, what: What, seconds: float = 0, **parts: Any) -> Happening:
    return Happening(id_, NOON + timedelta(seconds=seconds), what, **parts)


def ids(facts: Sequence[Happening]) -> list[str]:
    return [one.id for one in facts]


def test_the_newest_comes_first_and_order_holds_within_a_second() -> None:
    facts = [fact("activity-9", "sent"), fact("activity-10", "opened"), fact("tag-1", "tagged", 5)]
    assert ids(merged([facts])) == ["tag-1", "activity-10", "activity-9"]
    assert ids(merged([facts[::-1]])) == ["tag-1", "activity-10", "activity-9"]


def test_a_mail_that_two_sources_tell_of_is_one_with_what_both_know() -> None:
    stream = [fact("activity-1", "sent", reference_id="13", campaign_id="5")]
    mails = [fact("email-7", "sent", 20, reference_id="13", text="Hello")]
    (one,) = merged([stream, mails])
    assert (one.id, one.at, one.campaign_id, one.text) == ("activity-1", NOON, "5", "Hello")


def test_mails_of_other_logs_or_campaigns_are_others() -> None:
    stream = [fact("activity-1", "sent", reference_id="13", campaign_id="5")]
    for other in ({"reference_id": "14"}, {"campaign_id": "6"}):
        assert len(merged([stream, [fact("email-7", "sent", **other)]])) == 2


def test_two_sends_of_a_campaign_stay_two() -> None:
    stream = [fact(f"activity-{n}", "sent", n * 10, campaign_id="5") for n in range(3)]
    mails = [fact(f"email-{n}", "sent", n * 10 + 1, campaign_id="5") for n in range(4)]
    assert len(merged([stream, mails])) == 4


def test_rows_of_one_source_are_never_taken_for_the_same() -> None:
    assert len(merged([[fact("activity-1", "opened"), fact("activity-2", "opened")]])) == 2


def test_at_another_time_it_is_another_fact() -> None:
    later = SAME_TIME.total_seconds() + 1
    assert len(merged([[fact("activity-1", "opened")], [fact("event-1", "opened", later)]])) == 2


def test_an_unsure_row_becomes_what_a_sure_source_says() -> None:
    stream = [
        fact("activity-1", "opened_or_clicked", 0, campaign_id="5"),
        fact("activity-2", "opened_or_clicked", 30, campaign_id="5"),
    ]
    events = [fact("event-1", "opened", 1), fact("event-2", "clicked", 31)]
    assert [(one.id, one.what) for one in merged([stream, events])] == [
        ("activity-2", "clicked"),
        ("activity-1", "opened"),
    ]


def test_a_sure_click_is_not_swallowed_by_an_open_of_the_same_time() -> None:
    stream = [fact("activity-1", "opened")]
    events = [fact("event-2", "clicked"), fact("event-1", "opened")]
    assert {one.what for one in merged([stream, events])} == {"opened", "clicked"}
    assert len(merged([stream, events])) == 2


FACTS = st.lists(
    st.builds(
        fact,
        id_=st.uuids().map(str),
        what=st.sampled_from(["sent", "opened", "clicked", "opened_or_clicked"]),
        seconds=st.integers(0, 600),
        campaign_id=st.sampled_from(["", "5", "6"]),
    ),
    max_size=8,
)


@given(st.lists(FACTS, max_size=3))
def test_nothing_is_lost_and_nothing_made_up(sources: list[list[Happening]]) -> None:
    facts = merged(sources)
    told = [one for source in sources for one in source]
    assert len(facts) >= max((len(source) for source in sources), default=0)
    assert len(facts) <= len(told)
    assert {one.id for one in facts} <= {one.id for one in told}
    assert facts == sorted(facts, key=order, reverse=True)
    for one in told:
        assert any(abs(fact.at - one.at) <= SAME_TIME for fact in facts)


@given(FACTS)
def test_a_source_told_twice_adds_nothing(source: list[Happening]) -> None:
    again = [Happening(f"again-{one.id}", one.at, one.what) for one in source]
    assert ids(merged([source, again])) == ids(merged([source]))
