"""What a webhook told is an activity at once, and settles what ActiveCampaign's list leaves
open."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.actions.activity_window import window_of
from shared.actions.live_events import keep_live, live_happenings, told_of_people
from shared.activecampaign.activity_models import ActivityPage, ContactHistory, Happening
from tests.unit.triggers.fakes import FakeServices

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOTHING = ContactHistory((), has_bounced=False)


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "type": kind,
        "contactId": "42",
        "email": "ann@example.com",
        "occurredAt": AT.isoformat(),
        "receivedAt": AT.isoformat(),
        "campaignId": "5",
        "campaignName": "Spring",
        "lists": [],
        **more,
    }


def live(*events: dict[str, Any]) -> Any:
    services = FakeServices()
    keep_live(services, told_of_people(events))  # type: ignore[arg-type]
    return live_happenings(services, "42")  # type: ignore[arg-type]


def test_it_names_campaign_and_address() -> None:
    (clicked,), names = live(event("click", linkUrl="https://shop.example.com/"))
    assert (clicked.what, clicked.at, clicked.url) == ("clicked", AT, "https://shop.example.com/")
    assert names == {("campaign", "5"): "Spring"}


def test_no_address_of_a_person_is_kept() -> None:
    ((_, kept),) = told_of_people([event("open")])
    assert "email" not in kept


def test_an_unsure_row_of_the_list_becomes_what_the_webhook_told() -> None:
    row = Happening("activity-1", AT + timedelta(seconds=20), "opened_or_clicked", campaign_id="5")
    page = ActivityPage((row,), {}, 1, more=False)
    told, _ = live(event("click", linkUrl="https://shop.example.com/"))
    (fact,) = window_of(NOTHING, {"activities": page}, {}, told).facts
    assert (fact.id, fact.what, fact.url) == ("activity-1", "clicked", "https://shop.example.com/")


def test_two_events_are_two_though_the_list_shows_one_so_far() -> None:
    row = Happening("activity-1", AT, "opened", campaign_id="5")
    page = ActivityPage((row,), {}, 1, more=False)
    later = (AT + timedelta(seconds=30)).isoformat()
    told, _ = live(event("open"), event("open", occurredAt=later))
    facts = window_of(NOTHING, {"activities": page}, {}, told).facts
    assert [fact.what for fact in facts] == ["opened", "opened"]


def test_changes_of_fields_and_tags_are_no_events_of_a_person() -> None:
    assert told_of_people([event("update"), event("contact_tag_added", tag="VIP")]) == []
