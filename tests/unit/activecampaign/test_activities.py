"""The rows of a contact's history: what each of them proves."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.activecampaign.activity_contact import read_history, read_score, read_standing
from shared.activecampaign.activity_logs import read_page
from shared.activecampaign.activity_models import Happening, What

AT = "2026-11-20T09:30:00-06:00"
MOMENT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
PIXEL = {"id": "8", "link": "open", "name": "Read Tracker"}
PAGE = {"id": "9", "link": "https://shop.example.com/?a=1", "name": "Shop"}

CONTACT: dict[str, Any] = {
    "contact": {"id": "4", "email": "a@b.example", "bounced_hard": "0", "bounced_soft": "0"},
    "contactAutomations": [
        {"id": "6", "automation": "2", "status": "1", "adddate": AT, "remdate": None},
        {"id": "7", "seriesid": "3", "status": "2", "adddate": AT, "remdate": AT},
        {"id": "8", "seriesid": "3", "status": "2", "remdate": AT, "completed": 1},
    ],
    "contactLists": [
        {"id": "1", "list": "5", "status": "1", "sdate": AT, "udate": AT},
        {"id": "2", "list": "6", "status": "2", "udate": AT, "unsubreason": "Too much"},
        {"id": "3", "list": "7", "status": "0", "sdate": AT},
    ],
    "contactTags": [{"id": "9", "tag": "20", "cdate": AT}],
    "deals": [{"id": "1", "title": "Big one", "cdate": AT}],
}


def stream_row(kind: str, model: str, **parts: Any) -> dict[str, Any]:
    known = {
        "id": "865",
        "tstamp": AT,
        "subscriberid": "4",
        "reference_type": kind,
        "reference_id": "13",
        "reference_action": "",
        "referenceModelName": model,
        "reference": {"type": model, "id": "13"},
    }
    return {**known, **parts}


def read_stream(row: dict[str, Any], **beside: Any) -> Happening:
    page = read_page("activities", {"activities": [row], **beside}, [row], "4", more=False)
    (found,) = page.happenings
    return found


def link_data(**parts: Any) -> dict[str, Any]:
    return {"id": "13", "campaign": "5", **parts}


class TestStream:
    @pytest.mark.parametrize(
        ("kind", "action", "what"),
        [
            ("Log", "", "sent"),
            ("SubscriberEmail", "", "personal_mail"),
            ("SubscriberList", "subscribe", "subscribed"),
            ("SubscriberList", "unsubscribe", "unsubscribed"),
            ("SubscriberSeries", "start", "automation_started"),
            ("SubscriberSeries", "complete", "automation_completed"),
            ("Forward", "", "forwarded"),
            ("Reply", "", "replied"),
            ("Note", "add", "note"),
            ("TrackingLog", "", "tracked"),
            ("Update", "update", "updated"),
        ],
    )
    def test_a_kind_with_one_meaning(self, kind: str, action: str, what: What) -> None:
        assert read_stream(stream_row(kind, "any", reference_action=action)).what == what

    @pytest.mark.parametrize(
        ("kind", "action", "called"),
        [
            ("SubscriberConversion", "", "SubscriberConversion"),
            ("EcomOrderActivity", "add", "EcomOrderActivity add"),
            ("SubscriberList", "update", "SubscriberList update"),
            ("", "", "brand-new"),
        ],
    )
    def test_an_unknown_kind_keeps_its_own_name(self, kind: str, action: str, called: str) -> None:
        found = read_stream(stream_row(kind, "brand-new", reference_action=action))
        assert (found.what, found.text) == ("unknown", called)

    @pytest.mark.parametrize(
        ("data", "links", "what"),
        [
            (link_data(link="8"), [PIXEL], "opened"),
            (link_data(link="open"), [], "opened"),
            (link_data(isread="1"), [], "opened"),
            (link_data(link="9"), [PAGE], "clicked"),
            (link_data(link="9", isread="0"), [PAGE], "clicked"),
            (link_data(link="9", isread="1"), [PAGE], "opened_or_clicked"),
            (link_data(link="9"), [], "opened_or_clicked"),
            (link_data(link="9"), [{"id": "9", "link": "javascript:x"}], "opened_or_clicked"),
            (link_data(), [], "opened_or_clicked"),
        ],
        ids=str,
    )
    def test_a_click_is_one_only_if_the_link_says_so(
        self, data: dict[str, Any], links: list[Any], what: What
    ) -> None:
        row = stream_row("LinkData", "link-data")
        found = read_stream(row, linkData=[data], links=links)
        assert (found.what, found.campaign_id) == (what, "5")
        assert found.url == (PAGE["link"] if what == "clicked" else "")

    def test_without_its_sideload_a_link_row_is_unsure(self) -> None:
        assert read_stream(stream_row("LinkData", "link-data")).what == "opened_or_clicked"

    def test_a_fetch_by_a_machine_is_no_open_whatever_its_link(self) -> None:
        row = stream_row("MppLinkData", "mpp-link-data")
        found = read_stream(row, mppLinkData=[link_data(link="8", isread="2")], links=[PIXEL])
        assert found.what == "machine_open"

    def test_a_mail_names_campaign_and_automation(self) -> None:
        row = stream_row("Log", "log")
        beside = {
            "logs": [{"id": "13", "campaignid": "5", "successful": "1"}],
            "campaigns": [{"id": "5", "name": "Welcome", "seriesid": "2"}],
        }
        page = read_page("activities", {"activities": [row], **beside}, [row], "4", more=False)
        (found,) = page.happenings
        assert (found.what, found.campaign_id, found.automation_id) == ("sent", "5", "2")
        assert page.names == {("campaign", "5"): "Welcome"}

    def test_a_mail_that_failed_was_not_sent(self) -> None:
        row = stream_row("Log", "log")
        assert read_stream(row, logs=[{"id": "13", "successful": "0"}]).what == "not_sent"

    def test_id_and_time_are_the_rows(self) -> None:
        found = read_stream(stream_row("Log", "log"))
        assert (found.id, found.at, found.reference_id) == ("activity-865", MOMENT, "13")

    @pytest.mark.parametrize("time", [None, "", "0000-00-00 00:00:00", "2026-11-20 09:30:00", 5])
    def test_a_row_without_a_certain_time_has_no_place_in_the_list(self, time: Any) -> None:
        row = stream_row("Log", "log", tstamp=time)
        page = read_page("activities", {}, [row], "4", more=False)
        assert (page.happenings, page.rows) == ((), 1)


class TestLogs:
    def read(self, source: Any, **row: Any) -> Happening | None:
        page = read_page(source, {}, [{"id": "3", "tstamp": AT, **row}], "4", more=False)
        return next(iter(page.happenings), None)

    def test_a_mail_points_to_its_log_and_has_a_subject(self) -> None:
        mail = {"subject": "Hello", "reltype": "Log", "relid": "13", "contact": "4"}
        expected = Happening("email-3", MOMENT, "sent", reference_id="13", text="Hello")
        assert self.read("emails", **mail) == expected

    def test_a_bounce_has_its_reason(self) -> None:
        found = self.read("bounces", codeid="5.1.1", error="No such user", campaignid="5")
        expected = Happening(
            "bounce-3", MOMENT, "bounced", campaign_id="5", text="5.1.1 No such user"
        )
        assert found == expected

    def test_a_tracked_event_has_name_and_value(self) -> None:
        found = self.read("tracking", type="event", value="Visited pricing")
        assert found is not None
        assert (found.what, found.text) == ("tracked", "event: Visited pricing")

    @pytest.mark.parametrize(
        ("event", "what"), [("open", "opened"), ("click", "clicked"), ("send", None)]
    )
    def test_events_are_what_activecampaign_calls_them(self, event: str, what: What | None) -> None:
        found = self.read("events", event=event, contact="4")
        assert (found.what if found else None) == what

    def test_rows_of_other_contacts_are_left_out_and_told_of(self) -> None:
        rows = [
            {"id": str(number), "tstamp": AT, "subscriberid": owner, "subject": "s"}
            for number, owner in ((1, "4"), (2, "44"))
        ]
        page = read_page("emails", {}, rows, "4", more=False)
        assert [found.id for found in page.happenings] == ["email-1"]
        assert page.of_others


class TestContact:
    def test_automations_lists_tags_and_deals_are_told(self) -> None:
        history = read_history(CONTACT)
        assert history is not None
        assert [(one.id, one.what) for one in history.happenings] == [
            ("entry-6-started", "automation_started"),
            ("entry-7-started", "automation_started"),
            ("entry-7-left", "automation_left"),
            ("entry-8-completed", "automation_completed"),
            ("list-1-subscribed", "subscribed"),
            ("list-2-unsubscribed", "unsubscribed"),
            ("tag-9-tagged", "tagged"),
            ("deal-1-deal", "deal"),
        ]

    @pytest.mark.parametrize(
        ("counts", "bounced"),
        [
            ({"bounced_hard": "0", "bounced_soft": "0"}, False),
            ({"bounced_hard": "1", "bounced_soft": "0"}, True),
            ({"bounced_hard": "0", "bounced_soft": 2}, True),
            ({}, None),
        ],
    )
    def test_whether_mail_ever_bounced(self, counts: Any, bounced: bool | None) -> None:
        history = read_history({"contact": {"id": "4", **counts}})
        assert history is not None
        assert history.has_bounced is bounced

    def test_the_score_is_the_highest_of_the_contacts_own(self) -> None:
        values = [
            {"contact": "4", "deal": None, "scoreValue": "12"},
            {"contact": "4", "deal": "0", "scoreValue": "-3"},
            {"contact": "4", "deal": "8", "scoreValue": "90"},
            {"contact": "5", "deal": None, "scoreValue": "80"},
            {"contact": "4", "deal": None, "scoreValue": ""},
        ]
        assert read_score(values, "4") == 12
        assert read_score(values[4:], "4") is None

    def test_tags_are_not_told_if_one_of_them_has_no_name(self) -> None:
        body = {
            "contacts": [{"id": "4", "email": "a@b.example"}],
            "contactTags": [{"id": "9", "contact": "4", "tag": "20"}],
            "tags": [{"id": "20", "tag": "VIP"}, {"id": "21", "tag": "Of another"}],
        }
        named = read_standing(body, "4")
        unnamed = read_standing({**body, "tags": []}, "4")
        assert named is not None
        assert named.tags == ("VIP",)
        assert unnamed is not None
        assert unnamed.tags is None
        assert read_standing(body, "5") is None
