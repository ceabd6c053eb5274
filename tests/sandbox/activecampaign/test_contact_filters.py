"""What `GET /contacts` finds, and what it ignores without a word."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.activecampaign.conftest import Service, running


def ids(service: Service, params: object) -> list[int]:
    return [int(row["id"]) for row in service.get("/contacts", params)["contacts"]]


def test_a_page_has_20_rows_unless_asked_and_never_more_than_100() -> None:
    with running(contacts=130) as service:
        assert len(ids(service, {})) == 20
        assert len(ids(service, {"limit": 500})) == 100
        assert ids(service, {"limit": 100, "offset": 125}) == [126, 127, 128, 129, 130]


def test_unknown_parameters_and_filters_are_ignored_silently(service: Service) -> None:
    params = {"e_mail": "nobody@x.example", "filters[nonsense]": "2099-01-01", "limit": 1}
    answer = service.get("/contacts", params)
    assert answer["meta"]["total"] == "40"


def test_asking_by_id_needs_a_limit_too(service: Service) -> None:
    asked = [("ids[]", str(id_)) for id_ in range(1, 31)]
    assert len(ids(service, asked)) == 20
    assert ids(service, [*asked, ("ids[]", "999"), ("limit", "100")]) == list(range(1, 31))


def test_contacts_are_walked_by_id(service: Service) -> None:
    found: list[int] = []
    while True:
        last = found[-1] if found else 0
        page = ids(service, {"id_greater": last, "orders[id]": "ASC", "limit": 15})
        if not page:
            break
        found += page
    assert found == list(range(1, 41))
    assert ids(service, {"id_less": 4, "orders[id]": "DESC"}) == [3, 2, 1]


def test_email_is_compared_in_any_case(service: Service) -> None:
    id_ = int(service.sync("Some.One+tag@x.example")["id"])
    assert ids(service, {"email": "SOME.one+tag@X.example"}) == [id_]
    assert ids(service, {"email_like": "one+tag"}) == [id_]
    assert ids(service, {"email": "other@x.example"}) == []


def test_updated_after_honours_the_second_and_the_offset(service: Service) -> None:
    before = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=2)
    id_ = int(service.sync("a@x.example")["id"])
    rome = before.astimezone(tz=None).isoformat()
    assert ids(service, {"filters[updated_after]": before.isoformat()}) == [id_]
    assert ids(service, {"filters[updated_after]": rome}) == [id_]
    later = (before + timedelta(hours=1)).isoformat()
    assert ids(service, {"filters[updated_after]": later}) == []


def test_updated_after_is_exclusive(service: Service) -> None:
    id_ = service.sync("a@x.example")["id"]
    udate = service.get(f"/contacts/{id_}")["contact"]["udate"]
    assert ids(service, {"filters[updated_after]": udate}) == []


def test_updated_after_can_be_a_day_only_or_nothing() -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    this_hour = datetime.now(UTC).isoformat()
    with running(updated_after="day", zone="UTC") as service:
        service.sync("a@x.example")
        assert len(ids(service, {"filters[updated_after]": this_hour})) == 1
        assert ids(service, {"filters[updated_after]": tomorrow}) == []
    with running(updated_after="ignore") as service:
        assert len(ids(service, {"filters[updated_after]": tomorrow})) == 20


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/fieldValues", {"fieldValue": {"contact": 1, "field": 1, "value": "x"}}),
        ("/contactLists", {"contactList": {"contact": 1, "list": 4, "status": 1}}),
        ("/contactTags", {"contactTag": {"contact": 1, "tag": 5}}),
    ],
)
def test_udate_moves_with_values_lists_and_tags(
    service: Service, path: str, body: dict[str, object]
) -> None:
    since = datetime.now(UTC) - timedelta(seconds=5)
    assert ids(service, {"filters[updated_after]": since.isoformat()}) == []
    assert service.call("POST", path, body).status_code in (200, 201)
    assert ids(service, {"filters[updated_after]": since.isoformat()}) == [1]


def test_lists_status_and_tags_narrow(service: Service) -> None:
    contact = int(service.sync("a@x.example")["id"])
    put = {"contactList": {"contact": contact, "list": 4, "status": 2}}
    service.call("POST", "/contactLists", put)
    service.call("POST", "/contactTags", {"contactTag": {"contact": contact, "tag": 5}})
    assert ids(service, {"listid": 4}) == [contact]
    assert ids(service, {"listid": 4, "status": 1}) == []
    assert ids(service, {"listid": 4, "status": 2}) == [contact]
    assert ids(service, {"tagid": 5}) == [contact]
    assert ids(service, {"status": -1, "limit": 100}) == [*range(1, 41), contact]


def test_include_sideloads_arrays_for_the_page(service: Service) -> None:
    include = "fieldValues,contactTags.tag,contactLists,contactAutomations"
    answer = service.get("/contacts", {"limit": 5, "include": include})
    owners = {row["contact"] for row in answer["fieldValues"]}
    assert owners <= {"1", "2", "3", "4", "5"}
    assert len(owners) == 5
    assert {tie["tag"] for tie in answer["contactTags"]} == {tag["id"] for tag in answer["tags"]}
    assert answer["contactLists"]
    assert answer["contactAutomations"] == []


def test_sideloads_can_be_cut_off_while_what_stands_below_a_contact_is_whole() -> None:
    with running(sideload_rows=3) as service:
        answer = service.get("/contacts", {"include": "fieldValues,contactLists"})
        assert [len(answer[name]) for name in ("fieldValues", "contactLists")] == [3, 3]
        assert len(answer["contacts"]) == 20
        cut = answer["contacts"][-1]["id"]
        assert service.get(f"/contacts/{cut}/fieldValues")["fieldValues"]
        service.control("POST", "sideloads", {"rows": None})
        answer = service.get("/contacts", {"include": "fieldValues"})
        assert len(answer["fieldValues"]) > 3


def test_include_can_be_missing_from_an_account() -> None:
    with running(include=False) as service:
        assert "fieldValues" not in service.get("/contacts", {"include": "fieldValues"})


def test_orders_known_are_followed_and_udate_is_not(service: Service) -> None:
    emails = [
        row["email"].casefold()
        for row in service.get("/contacts", {"orders[email]": "DESC", "limit": 100})["contacts"]
    ]
    assert emails == sorted(emails, reverse=True)
    time.sleep(0.01)
    assert ids(service, {"orders[udate]": "DESC", "limit": 3}) == [1, 2, 3]
