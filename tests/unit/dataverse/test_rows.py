"""Reading rows: by page, by id, by value, as somebody else."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
import requests
import responses

from shared.dataverse.lookups import Lookups
from shared.errors import (
    AnswerNotUnderstood,
    Gone,
    RemoteError,
    RightMissing,
    Throttled,
    Unreachable,
)
from shared.transport import Calls
from tests.unit.dataverse.support import (
    API,
    Waits,
    an_id,
    batch_answer,
    client,
    error_body,
    inner_requests,
    part,
)

FORMATTED = 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"'
FOREIGN = "https://evil.example/api/data/v9.2/leads?$skiptoken=1"


def serve(answer_of: Callable[[str], str]) -> list[list[str]]:
    """Answers batches of GETs by their decoded paths."""
    served: list[list[str]] = []

    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        inner = inner_requests(request.body)
        assert {method for method, *_ in inner} == {"GET"}
        served.append([unquote(path) for _, path, _, _ in inner])
        return batch_answer([answer_of(path) for path in served[-1]])

    responses.add_callback(responses.POST, f"{API}$batch", callback)
    return served


def leads_asked_for(path: str) -> list[str]:
    return re.findall(r"leadid eq (\S+)", path)


def rows_asked_for(path: str) -> str:
    rows = [{"leadid": found, "subject": None} for found in leads_asked_for(path)]
    return part(200, {"value": rows})


@responses.activate
def test_a_thousand_ids_cost_one_call() -> None:
    calls = Calls()
    served = serve(rows_asked_for)
    ids = [an_id(number) for number in range(1000)]
    found = client(calls=calls).rows_by_id("leads", ids, ["subject"])
    assert list(found) == ids
    assert calls.made("dataverse") == 1
    assert [len(leads_asked_for(path)) for path in served[0]] == [50] * 20
    assert served[0][0].startswith(
        f"/api/data/v9.2/leads?$select=leadid,subject&$filter=leadid eq {an_id(0)} or leadid eq "
    )


@responses.activate
def test_ids_asked_for_twice_or_in_another_case_are_read_once() -> None:
    served = serve(rows_asked_for)
    found = client().rows_by_id("leads", [an_id(1), an_id(1).upper(), "{" + an_id(1) + "}"], ["a"])
    assert list(found) == [an_id(1)]
    assert leads_asked_for(served[0][0]) == [an_id(1)]


@responses.activate
def test_no_ids_and_no_values_make_no_call() -> None:
    assert client().rows_by_id("leads", [], ["subject"]) == {}
    assert client().rows_where_any("leads", "emailaddress1", [], ["subject"]) == []
    assert len(responses.calls) == 0


@responses.activate
def test_ids_that_are_not_there_are_absent() -> None:
    serve(lambda _path: part(200, {"value": [{"leadid": an_id(2).upper()}]}))
    assert list(client().rows_by_id("leads", [an_id(1), an_id(2)], ["leadid"])) == [an_id(2)]


def test_an_id_that_is_no_guid_is_never_sent() -> None:
    with pytest.raises(ValueError, match="GUID"):
        client().rows_by_id("leads", ["1 or true"], ["leadid"])


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, RemoteError), (403, RightMissing), (429, Throttled), (500, Unreachable)],
)
def test_one_failing_part_fails_the_read_with_its_error(
    status: int, kind: type[RemoteError]
) -> None:
    served = serve(
        lambda path: part(status, error_body()) if an_id(60) in path else rows_asked_for(path)
    )
    with pytest.raises(kind):
        client().rows_by_id("leads", [an_id(number) for number in range(100)], ["leadid"])
    assert len(served[0]) == 2


@responses.activate
def test_a_part_that_is_throttled_once_is_read_in_the_end() -> None:
    refused: list[str] = []

    def answer_of(path: str) -> str:
        if not refused:
            refused.append(path)
            return part(429, error_body("0x80072326"), {"Retry-After": "3"})
        return rows_asked_for(path)

    served = serve(answer_of)
    waits = Waits()
    ids = [an_id(number) for number in range(100)]
    assert list(client(waits).rows_by_id("leads", ids, ["leadid"])) == ids
    assert [len(paths) for paths in served] == [2, 1]
    assert waits.seconds == [3.0]


@responses.activate
@pytest.mark.parametrize("wanted", [False, True])
def test_names_of_lookups_are_asked_for_where_they_are_wanted(wanted: bool) -> None:
    link = f"{API}leads?$skiptoken=2"
    asked: list[str | None] = []

    def first_page(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        asked.extend(headers.get("Prefer") for _, _, headers, _ in inner_requests(request.body))
        return batch_answer([part(200, {"value": [], "@odata.nextLink": link})])

    responses.add_callback(responses.POST, f"{API}$batch", first_page)
    further = responses.get(link, json={"value": []})
    client().rows_by_id("leads", [an_id(1)], ["_ownerid_value"], lookups=Lookups(names=wanted))
    client().rows_where_any(
        "leads", "emailaddress1", ["a@x.it"], ["_ownerid_value"], lookups=Lookups(names=wanted)
    )
    asked.extend(call.request.headers.get("Prefer") for call in further.calls)
    assert asked == [FORMATTED if wanted else None] * 4


@responses.activate
def test_an_impersonated_read_can_ask_for_names_of_lookups_too() -> None:
    call = responses.get(f"{API}leads", json={"value": []})
    client().rows_by_id("leads", [an_id(1)], ["a"], caller=an_id(77), lookups=Lookups(names=True))
    sent = call.calls[0].request.headers
    assert (sent["CallerObjectId"], sent["Prefer"]) == (an_id(77), FORMATTED)


@responses.activate
def test_a_number_with_a_fraction_keeps_all_its_digits() -> None:
    row = f'{{"leadid":"{an_id(1)}","cr1_rate":-99999999999.1234567890}}'
    responses.get(f"{API}leads({an_id(1)})", body=row.encode())
    read = client().row("leads", an_id(1), ["cr1_rate"])
    assert str(read["cr1_rate"]) == "-99999999999.1234567890"


@responses.activate
def test_impersonated_reads_are_plain_calls_with_the_callers_header() -> None:
    call = responses.get(f"{API}leads", json={"value": [{"leadid": an_id(1)}]})
    found = client().rows_by_id("leads", [an_id(1), an_id(2)], ["leadid"], caller=an_id(77))
    assert list(found) == [an_id(1)]
    sent = call.calls[0].request
    assert sent.headers["CallerObjectId"] == an_id(77)
    assert unquote(str(sent.url)).endswith(f"leadid eq {an_id(1)} or leadid eq {an_id(2)}")


@responses.activate
def test_further_pages_of_an_impersonated_read_are_read_as_the_caller_too() -> None:
    link = f"{API}leads?$skiptoken=2"
    responses.get(link, json={"value": [{"leadid": an_id(2)}]})
    responses.get(f"{API}leads", json={"value": [{"leadid": an_id(1)}], "@odata.nextLink": link})
    found = client().rows_by_id("leads", [an_id(1), an_id(2)], ["leadid"], caller=an_id(77))
    assert list(found) == [an_id(1), an_id(2)]
    assert [call.request.headers["CallerObjectId"] for call in responses.calls] == [an_id(77)] * 2


@responses.activate
def test_values_are_quoted_and_a_row_comes_once() -> None:
    served = serve(lambda _path: part(200, {"value": [{"leadid": an_id(1)}]}))
    values = ["o'brien@x.it", *(f"{number}@x.it" for number in range(60)), "o'brien@x.it"]
    found = client().rows_where_any("leads", "emailaddress1", values, ["leadid", "emailaddress1"])
    assert [row["leadid"] for row in found] == [an_id(1)]
    assert len(served) == 1
    assert [path.count(" eq ") for path in served[0]] == [50, 11]
    assert "$select=leadid,emailaddress1&" in served[0][0]
    assert "emailaddress1 eq 'o''brien@x.it' or emailaddress1 eq '0@x.it'" in served[0][0]


@responses.activate
def test_further_pages_of_a_part_are_followed() -> None:
    link = f"{API}leads?$skiptoken=2"
    serve(lambda _path: part(200, {"value": [{"leadid": an_id(1)}], "@odata.nextLink": link}))
    responses.get(link, json={"value": [{"leadid": an_id(2)}]})
    found = client().rows_where_any("leads", "emailaddress1", ["a@x.it"], ["leadid"])
    assert [row["leadid"] for row in found] == [an_id(1), an_id(2)]


@responses.activate
@pytest.mark.parametrize("link", [f"{API}leads?$skiptoken=2", FOREIGN])
def test_pages_that_go_round_or_lead_elsewhere_end_the_read(link: str) -> None:
    serve(lambda _path: part(200, {"value": [], "@odata.nextLink": link}))
    responses.get(f"{API}leads?$skiptoken=2", json={"value": [], "@odata.nextLink": link})
    with pytest.raises(AnswerNotUnderstood):
        client().rows_where_any("leads", "emailaddress1", ["a@x.it"], ["leadid"])
    assert len(responses.calls) <= 2


@responses.activate
@pytest.mark.parametrize("body", [{}, {"value": {}}, {"value": ["x"]}, []])
def test_a_part_that_is_no_list_is_not_taken_for_an_empty_one(body: object) -> None:
    serve(lambda _path: part(200, body))
    with pytest.raises(AnswerNotUnderstood):
        client().rows_by_id("leads", [an_id(1)], ["leadid"])


@responses.activate
def test_a_page_tells_its_count_and_where_it_goes_on() -> None:
    link = f"{API}leads?$skiptoken=2"
    responses.get(
        f"{API}leads",
        json={
            "@odata.count": 5000,
            "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": True,
            "@odata.nextLink": link,
            "value": [{"leadid": an_id(1)}],
        },
    )
    page = client().page("leads", ["leadid"], filter="statecode eq 0", count=True)
    assert (page.next_link, page.count, page.count_limited) == (link, 5000, True)
    assert [row["leadid"] for row in page.rows] == [an_id(1)]


@responses.activate
def test_the_next_page_is_asked_for_with_the_same_size_and_caller() -> None:
    link = f"{API}leads?$skiptoken=2"
    call = responses.get(link, json={"value": []})
    page = client().page("leads", ["leadid"], link=link, page_size=50, caller=an_id(7))
    assert (page.rows, page.next_link, page.count) == ([], None, None)
    assert call.calls[0].request.url == link
    assert call.calls[0].request.headers["Prefer"] == "odata.maxpagesize=50"
    assert call.calls[0].request.headers["CallerObjectId"] == an_id(7)


@responses.activate
def test_a_page_elsewhere_gets_no_token() -> None:
    with pytest.raises(AnswerNotUnderstood):
        client().page("leads", ["leadid"], link=FOREIGN)
    assert len(responses.calls) == 0


@responses.activate
def test_a_page_that_leads_to_itself_ends_the_read() -> None:
    link = f"{API}leads?$skiptoken=2"
    responses.get(link, json={"value": [], "@odata.nextLink": link})
    with pytest.raises(AnswerNotUnderstood):
        client().page("leads", ["leadid"], link=link)


@responses.activate
def test_a_row_is_read_as_the_caller() -> None:
    call = responses.get(f"{API}contacts({an_id(1)})", json={"contactid": an_id(1)})
    row = client().row("contacts", an_id(1), ["fullname"], caller=an_id(7))
    assert row == {"contactid": an_id(1)}
    assert call.calls[0].request.headers["CallerObjectId"] == an_id(7)
    assert str(call.calls[0].request.url).endswith("?$select=fullname")


@responses.activate
@pytest.mark.parametrize(("status", "kind"), [(404, Gone), (403, RightMissing)])
def test_a_row_that_is_not_there_or_not_for_the_caller_raises(
    status: int, kind: type[RemoteError]
) -> None:
    responses.get(f"{API}leads({an_id(1)})", status=status, json=error_body())
    with pytest.raises(kind):
        client().row("leads", an_id(1), ["leadid"], caller=an_id(7))
