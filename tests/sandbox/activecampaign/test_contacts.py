"""Creating, updating, reading and deleting contacts, with the traps of the real service."""

from tests.sandbox.activecampaign.conftest import Service


def test_sync_creates_with_201_and_updates_with_200_by_email_in_any_case(service: Service) -> None:
    new = service.call("POST", "/contact/sync", {"contact": {"email": "New@x.example"}})
    old = service.call("POST", "/contact/sync", {"contact": {"email": " new@X.example "}})
    assert (new.status_code, old.status_code) == (201, 200)
    assert new.json()["contact"]["id"] == old.json()["contact"]["id"]


def test_keys_that_are_not_sent_stay_and_an_empty_text_clears(service: Service) -> None:
    id_ = service.sync("a@x.example", firstName="Ada", lastName="L", phone="1")["id"]
    service.sync("a@x.example", phone="")
    raw = service.raw(id_)
    assert (raw["firstName"], raw["lastName"], raw["phone"]) == ("Ada", "L", "")


def test_keys_in_snake_case_and_unknown_ones_are_ignored_silently(service: Service) -> None:
    id_ = service.sync("a@x.example", first_name="Ada", nonsense=1)["id"]
    assert service.raw(id_)["firstName"] == ""


def test_sync_without_an_email_is_400_and_with_a_bad_one_422(service: Service) -> None:
    missing = service.call("POST", "/contact/sync", {"contact": {"firstName": "A"}})
    bad = service.call("POST", "/contact/sync", {"contact": {"email": "no address"}})
    assert missing.status_code == 400
    assert missing.json()["errors"][0]["detail"] == "Contact email must be provided for sync"
    assert bad.status_code == 422
    assert bad.json()["errors"][0]["source"]["pointer"] == "/data/attributes/email"


def test_create_refuses_an_email_that_is_there(service: Service) -> None:
    service.sync("a@x.example")
    answer = service.call("POST", "/contacts", {"contact": {"email": "A@x.example"}})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "duplicate")


def test_an_email_changes_by_put_only_and_never_to_that_of_another(service: Service) -> None:
    first = service.sync("a@x.example")["id"]
    service.sync("b@x.example")
    taken = service.call("PUT", f"/contacts/{first}", {"contact": {"email": "B@x.example"}})
    free = service.call("PUT", f"/contacts/{first}", {"contact": {"email": "c@x.example"}})
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (422, "duplicate")
    assert (free.status_code, free.json()["contact"]["email"]) == (200, "c@x.example")
    assert service.sync("a@x.example")["id"] != first


def test_values_of_unknown_fields_are_ignored_within_a_contact(service: Service) -> None:
    values = [{"field": "1", "value": "Boss"}, {"field": "999", "value": "x"}]
    values.append({"field": "JOB_TITLE", "value": "y"})
    id_ = service.sync("a@x.example", fieldValues=values)["id"]
    assert service.raw(id_)["values"] == {"1": "Boss"}


def test_the_answer_of_a_write_lists_all_values_of_the_contact(service: Service) -> None:
    service.sync("a@x.example", fieldValues=[{"field": "1", "value": "Boss"}])
    body = {"contact": {"email": "a@x.example", "fieldValues": [{"field": 11, "value": "Rome"}]}}
    answer = service.call("POST", "/contact/sync", body).json()
    assert {v["field"]: v["value"] for v in answer["fieldValues"]} == {"1": "Boss", "11": "Rome"}


def test_everything_is_a_string_when_read(service: Service) -> None:
    row = service.get("/contacts/1")["contact"]
    assert row["id"] == "1"
    assert row["deleted"] == "0"
    assert service.get("/contacts")["meta"]["total"] == "40"


def test_times_carry_the_zone_of_the_account_also_where_the_key_says_utc(service: Service) -> None:
    row = service.sync("a@x.example")
    read = service.get(f"/contacts/{row['id']}")["contact"]
    assert read["udate"][-6:] in ("-06:00", "-05:00")
    assert read["updated_utc_timestamp"] == read["udate"][:19].replace("T", " ")


def test_reading_one_contact_brings_what_belongs_to_it(service: Service) -> None:
    answer = service.get("/contacts/2")
    for name in ("fieldValues", "contactLists", "contactTags", "contactAutomations", "deals"):
        assert isinstance(answer[name], list)
    assert answer["contact"]["fieldValues"] == [v["id"] for v in answer["fieldValues"]]


def test_a_deleted_contact_is_gone_with_all_its_rows(service: Service) -> None:
    id_ = service.sync("a@x.example", fieldValues=[{"field": "1", "value": "Boss"}])["id"]
    answer = service.call("DELETE", f"/contacts/{id_}")
    assert (answer.status_code, answer.json()) == (200, {})
    gone = service.call("GET", f"/contacts/{id_}")
    assert gone.status_code == 404
    assert gone.json() == {"message": f"No Result found for Subscriber with id {id_}"}
    again = service.call("DELETE", f"/contacts/{id_}")
    assert again.json() == {"message": f"No result found for contact with id {id_}"}
    assert service.get("/contacts", {"email": "a@x.example"})["contacts"] == []


def test_a_body_that_is_not_json_is_400(service: Service) -> None:
    assert service.call("POST", "/contacts", [1]).status_code == 400
