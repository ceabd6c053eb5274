"""Custom fields: definitions, options, values."""

from tests.sandbox.activecampaign.conftest import Service


def put(service: Service, field: object, value: object, **more: object) -> object:
    body = {"fieldValue": {"contact": 1, "field": field, "value": value}, **more}
    return service.call("POST", "/fieldValues", body)


def test_the_demo_has_a_field_of_every_type_with_options(service: Service) -> None:
    answer = service.get("/fields", {"limit": 100})
    types = {field["type"] for field in answer["fields"]}
    assert types == {
        *("text", "textarea", "date", "datetime", "number", "dropdown", "radio", "listbox"),
        *("checkbox", "hidden"),
    }
    membership = next(f for f in answer["fields"] if f["perstag"] == "MEMBERSHIP")
    options = [o["value"] for o in answer["fieldOptions"] if o["field"] == membership["id"]]
    assert options == ["Gold", "Silver", "Bronze"]
    assert answer["fieldRels"]


def test_the_same_pair_keeps_its_id_and_ids_are_numbers_right_after_a_write(
    service: Service,
) -> None:
    first = put(service, "2", "a").json()["fieldValue"]
    second = put(service, 2, "b").json()["fieldValue"]
    assert first["id"] == second["id"]
    assert (second["contact"], second["field"]) == (1, 2)
    read = service.get("/contacts/1/fieldValues")["fieldValues"]
    assert [v["value"] for v in read if v["field"] == "2"] == ["b"]


def test_a_perstag_or_an_unknown_field_is_422_for_one_value(service: Service) -> None:
    for field in ("JOB_TITLE", "999"):
        answer = put(service, field, "x")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["title"] == "Field id not valid."


def test_use_defaults_writes_defaults_into_required_fields_nobody_sent(service: Service) -> None:
    put(service, 1, "x")
    assert "15" not in service.raw(1)["values"]
    put(service, 1, "x", useDefaults=True)
    assert service.raw(1)["values"]["15"] == "Unassigned"


def test_a_datetime_reads_in_the_zone_of_the_account(service: Service) -> None:
    put(service, 4, "2026-07-01T10:00:00+02:00")
    assert service.raw(1)["values"]["4"] == "2026-07-01T03:00:00-05:00"


def test_numbers_zero_and_multi_values_stay_as_text(service: Service) -> None:
    put(service, 5, 0)
    put(service, 8, "||Wine||Cheese||")
    values = service.raw(1)["values"]
    assert (values["5"], values["8"]) == ("0", "||Wine||Cheese||")


def test_a_field_is_made_with_options_and_shown_for_all_lists(service: Service) -> None:
    body = {"field": {"title": "Shoe size", "type": "dropdown"}}
    made = service.call("POST", "/fields", body)
    assert made.status_code == 201
    field = made.json()["field"]
    again = service.call("POST", "/fields", body)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "duplicate")
    options = [{"field": field["id"], "value": "40", "label": "EU 40", "orderid": 1}]
    assert service.call("POST", "/fieldOption/bulk", {"fieldOptions": options}).status_code == 201
    relation = {"fieldRel": {"field": field["id"], "relid": 0}}
    assert service.call("POST", "/fieldRels", relation).status_code == 201
    shown = service.get(f"/fields/{field['id']}/options")["fieldOptions"]
    assert [(o["value"], o["label"]) for o in shown] == [("40", "EU 40")]
    found = service.get("/fields", {"filters[perstag]": "SHOE_SIZE"})["fields"]
    assert [row["id"] for row in found] == [field["id"]]


def test_a_bad_bulk_of_options_answers_errors_as_a_text(service: Service) -> None:
    answer = service.call("POST", "/fieldOption/bulk", {"fieldOptions": "x"})
    assert answer.status_code == 422
    assert isinstance(answer.json()["errors"], str)


def test_deleting_a_definition_deletes_all_its_values(service: Service) -> None:
    assert "6" in service.raw(1)["values"]
    service.call("DELETE", "/fields/6")
    assert "6" not in service.raw(1)["values"]
    assert service.get("/fieldValues", {"filters[fieldid]": 6})["fieldValues"] == []
