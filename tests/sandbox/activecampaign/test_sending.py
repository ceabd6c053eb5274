"""Campaigns, and the v1 call that sends one of them to one address."""

import requests

from sandbox.activecampaign.options import ADMIN_KEY
from tests.sandbox.activecampaign.conftest import Service

SEND = {"api_action": "campaign_send", "campaignid": 1, "messageid": 1, "action": "send"}


def outbox(service: Service) -> list[dict[str, object]]:
    items: list[dict[str, object]] = service.control("GET", "outbox")["items"]
    return items


def test_campaigns_are_filtered_by_status_and_name_their_messages(service: Service) -> None:
    sent = service.get("/campaigns", {"filters[status]": 5})["campaigns"]
    assert {(row["type"], row["status"]) for row in sent} == {("single", "5"), ("split", "5")}
    series = service.get("/campaigns", {"filters[seriesid]": 1})["campaigns"]
    assert [row["id"] for row in series] == ["5"]
    split = service.get("/campaigns/4/campaignMessages")["campaignMessages"]
    assert [row["subject"] for row in split] == ["Short", "A longer subject line"]
    one = service.get("/campaigns/1/campaignMessage")["campaignMessage"]
    assert one["messageid"] == "1"
    links = service.get("/campaigns/1/links")["links"]
    assert (links[0]["link"], links[0]["name"]) == ("open", "Read Tracker")


def test_a_mail_is_sent_by_get_with_the_merge_fields_of_the_contact(service: Service) -> None:
    service.sync("a@x.example", firstName="Ada")
    answer = service.v1(**SEND, email="a@x.example")
    assert answer.status_code == 200
    assert answer.json()["result_code"] == 1
    assert answer.json()["result_message"] == "Message sent"
    assert outbox(service)[0]["subject"] == "News for you, Ada"


def test_a_form_post_works_and_a_json_body_is_not_read(service: Service) -> None:
    url = f"{service.base}/admin/api.php"
    query = {"api_action": "campaign_send", "api_output": "json"}
    form = {"email": "a@x.example", "campaignid": "1", "messageid": "1", "action": "send"}
    headers = {"Api-Token": ADMIN_KEY}
    by_form = requests.post(url, params=query, data=form, headers=headers, timeout=5)
    by_json = requests.post(url, params=query, json=form, headers=headers, timeout=5)
    assert by_form.json()["result_code"] == 1
    assert by_json.json()["result_code"] == 0
    assert len(outbox(service)) == 1


def test_sending_twice_sends_two_mails(service: Service) -> None:
    for _ in range(2):
        service.v1(**SEND, email="unknown@x.example")
    assert len(outbox(service)) == 2


def test_previews_send_nothing(service: Service) -> None:
    for action in ("preview", "source", "messagesize", "spamcheck"):
        answer = service.v1(**{**SEND, "action": action}, email="a@x.example")
        assert answer.json()["result_code"] == 1
    assert outbox(service) == []


def test_one_who_bounced_or_unsubscribed_is_held_back_without_a_word(service: Service) -> None:
    bounced = service.sync("b@x.example")["id"]
    service.control("POST", "engage", {"contact": bounced, "campaign": 1, "kind": "bounce"})
    gone = service.sync("u@x.example")["id"]
    service.control("POST", f"contacts/{gone}", {"subscribe": [1]})
    service.control("POST", f"contacts/{gone}", {"unsubscribe": [1]})
    codes = [
        service.v1(**SEND, email=email).json()["result_code"]
        for email in ("b@x.example", "u@x.example", "abuse@audience.example")
    ]
    assert codes == [1, 1, 1]
    assert outbox(service) == []
    assert service.control("GET", "state")["mails"]["suppressed"] == 3


def test_failures_are_http_200_with_result_code_0(service: Service) -> None:
    wrong = [
        {**SEND, "email": "no address"},
        {**SEND, "email": "a@x.example", "campaignid": 999},
        {**SEND, "email": "a@x.example", "messageid": 2},
        {**SEND, "email": "a@x.example", "action": "launch"},
        {**SEND, "email": "a@x.example", "api_key": "wrong"},
        {"api_action": "nonsense"},
    ]
    answers = [service.v1(**parameters) for parameters in wrong]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["result_code"] for answer in answers} == {0}
    assert outbox(service) == []


def test_a_draft_can_be_sent_and_one_without_a_message_cannot(service: Service) -> None:
    draft = service.get("/campaigns/3/campaignMessage")["campaignMessage"]["messageid"]
    sent = service.v1(**{**SEND, "campaignid": 3, "messageid": draft}, email="a@x.example")
    empty = service.v1(**{**SEND, "campaignid": 7}, email="a@x.example")
    assert (sent.json()["result_code"], empty.json()["result_code"]) == (1, 0)


def test_without_api_output_the_answer_is_xml(service: Service) -> None:
    answer = service.v1(api_action="account_view", api_output="xml")
    assert answer.text.startswith("<?xml")
    assert "<result_code>1</result_code>" in answer.text


def test_account_view_names_the_account(service: Service) -> None:
    assert service.v1(api_action="account_view").json()["account"] == "contoso.activehosted.com"


def test_deleting_a_sent_campaign_answers_200_and_does_not(service: Service) -> None:
    answer = service.call("DELETE", "/campaigns/1")
    assert (answer.status_code, answer.json()["succeeded"]) == (200, 0)
    assert service.call("GET", "/campaigns/1").status_code == 200


def test_creating_a_campaign_answers_its_faults_as_texts(service: Service) -> None:
    answer = service.call("POST", "/campaign", {"type": "single"})
    assert (answer.status_code, answer.json()) == (400, {"errors": ["Field name is required"]})
