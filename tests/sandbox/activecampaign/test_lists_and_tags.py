"""Consent per list and what is remembered of it; tags and their ties."""

import pytest

from tests.sandbox.activecampaign.conftest import Service


def put(service: Service, contact: object, status: int, **more: object) -> object:
    body = {"contactList": {"list": "4", "contact": contact, "status": status, **more}}
    return service.call("POST", "/contactLists", body)


def test_a_status_is_a_number_after_the_write_and_a_text_when_read(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    answer = put(service, id_, 1)
    assert (answer.status_code, answer.json()["contactList"]["status"]) == (200, 1)
    read = service.get(f"/contacts/{id_}/contactLists")["contactLists"]
    assert [(row["list"], row["status"]) for row in read] == [("4", "1")]


@pytest.mark.parametrize(("status", "answered"), [(0, 200), (1, 200), (2, 200), (3, 200), (4, 422)])
def test_status_values_accepted(service: Service, status: int, answered: int) -> None:
    id_ = service.sync("a@x.example")["id"]
    assert put(service, id_, status).status_code == answered


def test_one_who_unsubscribed_comes_back_by_source_4_only(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    put(service, id_, 1)
    put(service, id_, 2)
    put(service, id_, 1)
    assert service.raw(id_)["lists"] == {"4": 2}
    put(service, id_, 1, sourceid=4)
    assert service.raw(id_)["lists"] == {"4": 1}


def test_an_unsubscribe_outlives_the_contact(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    put(service, id_, 2)
    service.call("DELETE", f"/contacts/{id_}")
    again = service.sync("A@x.example")["id"]
    sent = service.v1(api_action="campaign_send", email="a@x.example", campaignid=1, messageid=1)
    assert sent.json()["result_code"] == 1
    assert service.control("GET", "outbox")["items"] == []
    put(service, again, 1)
    assert service.raw(again)["lists"] == {"4": 2}


def test_filters_on_all_memberships_are_ignored(service: Service) -> None:
    everything = service.get("/contactLists")["meta"]["total"]
    assert service.get("/contactLists", {"filters[list]": 4})["meta"]["total"] == everything


def test_a_tag_that_is_there_answers_200_with_its_id(service: Service) -> None:
    body = {"tag": {"tag": "Fresh", "tagType": "contact", "description": ""}}
    new = service.call("POST", "/tags", body)
    old = service.call("POST", "/tags", body)
    assert (new.status_code, old.status_code) == (201, 200)
    assert new.json()["tag"]["id"] == old.json()["tag"]["id"]


def test_a_tag_without_a_type_is_not_listed_and_template_tags_are(service: Service) -> None:
    service.call("POST", "/tags", {"tag": {"tag": "Hidden"}})
    assert service.get("/tags", {"search": "hidden"})["tags"] == []
    types = {tag["tagType"] for tag in service.get("/tags", {"limit": 100})["tags"]}
    assert types == {"contact", "template"}


def test_searching_tags_means_contains(service: Service) -> None:
    service.call("POST", "/tags", {"tag": {"tag": "vip club", "tagType": "contact"}})
    found = [tag["tag"] for tag in service.get("/tags", {"search": "VIP"})["tags"]]
    equal = service.get("/tags", {"filters[search][eq]": "vip"})["tags"]
    assert found == ["vip", "vip club"]
    assert [tag["tag"] for tag in equal] == ["vip"]


def test_tying_a_tag_twice_answers_the_same_tie_and_a_name_is_refused(service: Service) -> None:
    body = {"contactTag": {"contact": "1", "tag": "5"}}
    first, second = (service.call("POST", "/contactTags", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["contactTag"]["id"] == second.json()["contactTag"]["id"]
    by_name = service.call("POST", "/contactTags", {"contactTag": {"contact": 1, "tag": "vip"}})
    assert by_name.status_code == 422
    assert by_name.json()["errors"][0]["title"] == "No tag id provided"


def test_a_tag_is_taken_off_by_the_id_of_the_tie(service: Service) -> None:
    body = {"contactTag": {"contact": "1", "tag": "5"}}
    tie = service.call("POST", "/contactTags", body).json()["contactTag"]
    assert "vip" in service.raw(1)["tags"]
    assert service.call("DELETE", f"/contactTags/{tie['id']}").status_code == 200
    assert "vip" not in service.raw(1)["tags"]
    assert service.call("DELETE", f"/contactTags/{tie['id']}").status_code == 404
