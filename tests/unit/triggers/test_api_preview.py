"""Who may ask for a preview, and what is refused as a save would refuse it."""

import pytest

from tests.unit.triggers.calling import Api, connect, content, faults, problem
from tests.unit.triggers.fake_remotes import USER_OID

MAPPING = "entities/{entity}/mapping"
PREVIEW = "entities/{entity}/preview"
STANDARD = {
    "enabled": True,
    "direction": "both",
    "scope": "all",
    "criteria": [],
    "conflict": "dynamics",
    "fields": [{"activecampaign": "email", "dynamics": "emailaddress1", "direction": "both"}],
}


def test_it_takes_an_administrator(api: Api) -> None:
    assert api.call("POST", PREVIEW, body=STANDARD, oid=None).status == 401
    assert api.call("POST", PREVIEW, body=STANDARD, oid=USER_OID).status == 403


def test_without_a_connection_there_is_nothing_to_look_at() -> None:
    reply = Api().call("POST", PREVIEW, body=STANDARD)
    assert (reply.status, problem(reply)["code"]) == (409, "request.conflict")


def test_an_unknown_entity_is_not_there(api: Api) -> None:
    reply = api.call("POST", PREVIEW, body=STANDARD, values={"entity": "account"})
    assert reply.status == 404


def test_it_is_refused_with_all_faults_that_a_save_would_name(api: Api) -> None:
    connect(api)
    wrong = {
        **STANDARD,
        "scope": "criteria",
        "criteria": [{"field": "nosuch", "operator": "equals", "value": "x"}],
        "fields": [
            {"activecampaign": "email", "dynamics": "jobtitle", "direction": "outbound"},
            {"activecampaign": "field:99", "dynamics": "nosuch", "direction": "both"},
            {"activecampaign": "phone", "dynamics": "telephone1", "direction": "both"},
            {"activecampaign": "phone", "dynamics": "telephone1", "direction": "both"},
        ],
    }
    refused = api.call("POST", PREVIEW, body=wrong)
    saved = api.call("PUT", MAPPING, body=wrong, headers={"If-Match": "*"})
    assert len(faults(refused)) >= 6
    assert problem(refused)["errors"] == problem(saved)["errors"]


@pytest.mark.parametrize("change", [{"extra": 1}, {"enabled": "yes"}, {"fields": None}])
def test_a_body_of_another_shape_is_refused(api: Api, change: dict[str, object]) -> None:
    assert set(faults(api.call("POST", PREVIEW, body={**STANDARD, **change}))) == set(change)


def test_the_answer_is_in_the_api_document(api: Api) -> None:
    document = content(api.call("GET", "openapi.json", oid=None))
    operation = document["paths"]["/entities/{entity}/preview"]["post"]
    assert {"200", "401", "403", "404", "409", "422", "502", "503"} <= operation["responses"].keys()
    change = document["components"]["schemas"]["ChangeOutput"]
    assert list(change["properties"]) == ["field", "side", "from", "to"]
