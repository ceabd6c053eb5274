"""The activity stream and the logs beside it."""

from typing import Any

from tests.sandbox.activecampaign.conftest import Service, running


def engage(service: Service, kind: str, **more: Any) -> None:
    service.control("POST", "engage", {"contact": 40, "campaign": 1, "kind": kind, **more})


def activities(service: Service, **params: Any) -> Any:
    return service.get("/activities", {"contact": 40, "limit": 100, **params})


def test_activity_appears_when_the_contact_was_read(service: Service) -> None:
    engage(service, "reply")
    assert activities(service)["activities"] == []
    service.get("/contacts/40")
    assert activities(service)["activities"][-1]["reference_type"] == "Reply"


def test_it_is_oldest_first_unless_asked_otherwise_and_filters_are_ignored(
    service: Service,
) -> None:
    engage(service, "open")
    engage(service, "reply")
    service.get("/contacts/40")
    oldest = [row["id"] for row in activities(service)["activities"]]
    newest = [row["id"] for row in activities(service, **{"orders[tstamp]": "DESC"})["activities"]]
    filtered = activities(service, **{"filters[tstamp]": "2099-01-01"})["activities"]
    assert newest == oldest[::-1]
    assert len(oldest) > 2
    assert len(filtered) == len(oldest)
    assert activities(service, after="2099-01-01")["activities"] == []


def test_openings_and_clicks_are_told_apart_by_the_link_only(service: Service) -> None:
    engage(service, "open")
    engage(service, "click", url="https://shop.example.com/x")
    engage(service, "mppOpen")
    service.get("/contacts/40")
    answer = activities(service, include="reference,reference.link,reference.campaign")
    rows = answer["activities"][-3:]
    assert [row["referenceModelName"] for row in rows] == [
        "link-data",
        "link-data",
        "mpp-link-data",
    ]
    links = {row["id"]: row["link"] for row in answer["links"]}
    data = {row["id"]: links[row["link"]] for row in answer["linkData"]}
    shown = [data[row["reference_id"]] for row in rows[:2]]
    assert shown == ["open", "https://shop.example.com/x"]
    assert [row["name"] for row in answer["campaigns"]][:1] == ["Spring news"]


def test_a_list_and_an_automation_leave_rows(service: Service) -> None:
    service.control("POST", "contacts/40", {"subscribe": [4]})
    service.control("POST", "contacts/40", {"enrol": [1]})
    service.get("/contacts/40")
    answer = activities(service, include="reference.automation,reference.list")
    kinds = {(row["reference_type"], row["reference_action"]) for row in answer["activities"]}
    assert {("SubscriberList", "subscribe"), ("SubscriberSeries", "start")} <= kinds
    assert [row["name"] for row in answer["automations"]] == ["Lead nurturing"]
    assert "Internal test" in [row["name"] for row in answer["lists"]]


def test_a_bounce_is_logged_and_counted_and_ends_memberships(service: Service) -> None:
    service.control("POST", "contacts/40", {"subscribe": [4]})
    engage(service, "bounce")
    logs = service.get("/contacts/40/bounceLogs")["bounceLogs"]
    assert [(row["codeid"], row["campaignid"]) for row in logs] == [("5.1.1", "1")]
    assert service.get("/contacts/40")["contact"]["bounced_hard"] == "1"
    assert service.raw(40)["lists"]["4"] == 3


def test_mails_sent_are_email_activities(service: Service) -> None:
    email = service.sync("a@x.example")["email"]
    send = {"api_action": "campaign_send", "campaignid": 1, "messageid": 1, "action": "send"}
    service.v1(**send, email=email)
    id_ = service.get("/contacts", {"email": email})["contacts"][0]["id"]
    rows = service.get("/emailActivities", {"filters[subscriberid]": id_})["emailActivities"]
    assert [(row["toAddress"], row["automation_name"]) for row in rows] == [(email, None)]


def test_notes_scores_and_tracking_are_read_by_contact(service: Service) -> None:
    note = {"note": {"note": "Call", "reltype": "Subscriber", "relid": 40}}
    assert service.call("POST", "/notes", note).status_code == 201
    engage(service, "track", value="Pricing")
    assert service.get("/contacts/40/notes")["notes"][0]["note"] == "Call"
    assert service.get("/contacts/40/trackingLogs")["trackingLogs"][0]["value"] == "Pricing"
    assert service.get("/contacts/40/scoreValues")["scoreValues"][0]["scoreValue"] == "0"
    assert service.get("/contacts/40/geoIps") == {"geoIps": []}


def test_link_data_is_there_only_where_the_account_has_it(service: Service) -> None:
    assert service.call("GET", "/linkData").status_code == 404
    with running(link_data=True) as other:
        assert other.get("/linkData")["linkData"]
        events = {row["event"] for row in other.get("/messageActivities")["messageActivities"]}
        assert events == {"open", "click"}
