"""A record's history by HTTP: for administrators, of records that they may read."""

from uuid import uuid4

from tests.integration.api.conftest import Api

ITEM, RESTORE = "/98230000000000-0123456789abcdef0123456789abcdef", "/restore"


def test_it_is_read_page_by_page(api: Api) -> None:
    path = f"/api/records/contact/{api.linked('contact')[0]}/history"
    whole = api.call("GET", path, person="ada")
    assert whole.status == 200
    assert whole.content["next"] is None
    created = whole.content["items"][-1]
    assert created["kind"] in {"createdContact", "linked"}
    assert set(created) == {
        "id",
        "at",
        "kind",
        "runId",
        "contactId",
        "toDynamics",
        "toActivecampaign",
        "reason",
        "conflict",
        "restored",
    }
    first = api.call("GET", f"{path}?limit=1", person="ada").content
    assert first["items"] == whole.content["items"][:1]
    if first["next"] is not None:
        rest = api.call("GET", f"{path}?after={first['next']}", person="ada").content
        assert first["items"] + rest["items"] == whole.content["items"]


def test_the_role_of_the_product_is_enough_and_a_salesperson_sees_none(api: Api) -> None:
    path = f"/api/records/contact/{api.linked('contact')[0]}/history"
    assert api.call("GET", path, person="anna").status == 200
    assert api.call("GET", path, person="sam").status == 403
    assert api.call("POST", path + ITEM + RESTORE, person="sam").status == 403


def test_a_record_that_is_not_there_is_not_found(api: Api) -> None:
    missing = api.call("GET", f"/api/records/contact/{uuid4()}/history", person="ada")
    assert (missing.status, missing.code) == (404, "record.not_found")


def test_an_unknown_item_is_not_found_and_a_forged_place_is_refused(api: Api) -> None:
    path = f"/api/records/contact/{api.linked('contact')[0]}/history"
    unknown = api.call("POST", path + ITEM + RESTORE, person="ada")
    assert (unknown.status, unknown.code) == (404, "history.not_found")
    assert api.call("GET", f"{path}?after=WzEsIngiLCJ5Il0", person="ada").status == 422
