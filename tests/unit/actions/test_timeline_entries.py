"""What goes on the timeline, under which id, and which rows stand for the same event."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.actions.timeline.entries import (
    KINDS,
    Entry,
    Regarding,
    Standing,
    not_standing,
    of_activity,
    of_event,
    row_id,
)
from shared.actions.timeline.rows import LONGEST, Shape, standing, values
from shared.activecampaign.activity_models import Happening
from shared.store.texts import units

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECORD = "dddddddd-0000-0000-0000-000000000001"
SHAPE = Shape({"lead": "toLead", "contact": "toContact"}, 1033, sorts=True)

EVENT: dict[str, Any] = {
    "id": "one delivery",
    "type": "click",
    "contactId": "42",
    "occurredAt": "2026-11-24T13:00:00+01:00",
    "receivedAt": "2026-11-24T12:00:09+00:00",
    "campaignId": "5",
    "campaignName": "Spring",
    "messageId": "8",
    "messageSubject": "Spring is here",
    "linkUrl": "https://shop.example.com/",
    "lists": [],
}


def entry(**changes: Any) -> Entry:
    found = of_event({**EVENT, **changes})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("open", "opened"),
        ("click", "clicked"),
        ("reply", "replied"),
        ("forward", "forwarded"),
        ("share", "other"),
        ("bounce", "bounced"),
        ("unsubscribe", "unsubscribed"),
    ],
)
def test_an_event_of_a_person_is_an_entry(kind: str, expected: str) -> None:
    assert (entry(type=kind).kind, entry(type=kind).at) == (expected, AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "update"},
        {"type": "contact_tag_added"},
        {"type": "sent"},
        {"contactId": None},
        {"contactId": "4 2"},
        {"occurredAt": None, "receivedAt": "yesterday"},
        {"type": "subscribe"},
    ],
    ids=str,
)
def test_what_tells_of_no_person_or_no_mail_is_none(changes: dict[str, Any]) -> None:
    assert of_event({**EVENT, **changes}) is None


def test_a_subscription_to_a_list_is_one() -> None:
    assert entry(type="subscribe", lists=["3"]).kind == "subscribed"


def test_the_same_event_delivered_twice_has_one_identity() -> None:
    again = entry(id="another delivery", receivedAt="2026-11-24T12:05:00+00:00")
    assert again.identity == entry().identity
    assert entry(occurredAt="2026-11-24T12:00:00+00:00").identity == entry().identity


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "open"},
        {"contactId": "43"},
        {"occurredAt": "2026-11-24T12:00:01+00:00"},
        {"campaignId": "6"},
        {"linkUrl": "https://shop.example.com/b"},
    ],
    ids=str,
)
def test_another_event_has_another(changes: dict[str, Any]) -> None:
    assert entry(**changes).identity != entry().identity


def test_an_event_without_a_time_of_its_own_is_told_apart_by_its_delivery() -> None:
    one, two = (entry(occurredAt=None, id=name) for name in ("one", "two"))
    assert one.identity != two.identity
    assert one.at == datetime(2026, 11, 24, 12, 0, 9, tzinfo=UTC)


def test_a_row_belongs_to_one_event_record_and_account() -> None:
    ids = {
        row_id(account, one, record)
        for account in (1, 2)
        for one in (entry(), entry(contactId="43"))
        for record in (RECORD, "another")
    }
    assert len(ids) == 8
    assert row_id(1, entry(), RECORD) == row_id(1, entry(), RECORD)


@pytest.mark.parametrize(
    "what", ["machine_open", "opened_or_clicked", "not_sent", "unknown", "tagged"]
)
def test_of_activities_only_what_is_certain_is_one(what: Any) -> None:
    assert of_activity("42", Happening("activity-1", AT, what), {}) is None


def test_an_activity_names_what_it_was_about() -> None:
    names = {("campaign", "5"): "Spring", ("automation", "7"): "Welcome"}
    opened = Happening("activity-1", AT, "opened", campaign_id="5", automation_id="7")
    found = of_activity("42", opened, names)
    assert found is not None
    assert (found.kind, found.what, found.campaign, found.automation) == (
        "opened",
        "Spring",
        "Spring",
        "Welcome",
    )


def test_texts_are_cut_to_what_the_columns_take() -> None:
    long = replace(entry(), what="😀" * 500, campaign="è" * 500, detail="x" * 5_000)
    row = values(SHAPE, long, Regarding("lead", RECORD))
    assert all(units(row[name]) <= most for name, most in LONGEST.items() if name in row)
    assert row["toLead@odata.bind"] == f"leads({RECORD})"
    assert "acd_url" not in values(
        SHAPE, entry(linkUrl="https://x.example/" + "a" * 2_000), Regarding("lead", RECORD)
    ), "half an address leads elsewhere"


def test_subjects_speak_the_language_of_the_organisation() -> None:
    italian = replace(SHAPE, language=1040)
    assert values(SHAPE, entry(), Regarding("lead", RECORD))["subject"] == (
        "Link clicked: Spring is here"
    )
    assert values(italian, entry(), Regarding("lead", RECORD))["subject"] == (
        "Clic su un link: Spring is here"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_reads_back_as_what_was_written(kind: Any) -> None:
    one = replace(entry(), kind=kind)
    row = values(SHAPE, one, Regarding("contact", RECORD))
    read = standing(
        {
            "activityid": "A",
            "_regardingobjectid_value": RECORD.upper(),
            "statecode": 1,
            "@odata.etag": 'W/"1"',
            **row,
        }
    )
    assert read == Standing("a", RECORD, kind, AT, "5")


entries = st.builds(
    lambda number, kind, minutes, campaign: Entry(
        f"event {number}", "42", kind, AT + timedelta(minutes=minutes), campaign_id=campaign
    ),
    st.integers(0, 5),
    st.sampled_from(KINDS[:3]),
    st.integers(0, 6),
    st.sampled_from(["", "5", "6"]),
)


def named(found: list[Entry]) -> list[tuple[str, Entry]]:
    by_id = {row_id(1, one, RECORD): one for one in found}
    return list(by_id.items())


def written(found: list[tuple[str, Entry]]) -> list[Standing]:
    return [Standing(name, RECORD, one.kind, one.at, one.campaign_id) for name, one in found]


@given(st.lists(entries), st.lists(entries))
def test_each_row_stands_for_one_entry_at_most_and_written_again_none_is_new(
    told: list[Entry], others: list[Entry]
) -> None:
    there = [replace(row, row_id=f"other {n}") for n, row in enumerate(written(named(others)))]
    left = not_standing(named(told), there)
    assert len(named(told)) - len(there) <= len(left) <= len(named(told))
    assert not_standing(named(told), there + written(left)) == []


@given(st.lists(entries))
def test_a_row_that_is_open_is_written_on(told: list[Entry]) -> None:
    open_rows = [replace(row, etag='W/"1"') for row in written(named(told))]
    assert not_standing(named(told), open_rows) == named(told)
