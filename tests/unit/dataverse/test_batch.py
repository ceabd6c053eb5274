"""The multipart form of a batch."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.dataverse.batch import BrokenBatch, Part, batch_request, read_batch
from tests.unit.dataverse.support import NOW, answer, batch_body, inner_requests, part

TYPE = {"Content-Type": "multipart/mixed; boundary=batchresponse_1"}


def test_a_batch_is_framed_as_documented() -> None:
    request = batch_request(
        [
            Part("GET", "leads?$select=subject"),
            Part("PATCH", "leads(1)", {"If-Match": 'W/"7"'}, {"subject": "Ünïcode 😀"}),
        ],
        route="leads",
        boundary="batch_1",
    )
    assert request.method == "POST"
    assert request.path == "$batch"
    assert request.headers == {
        "Content-Type": 'multipart/mixed; boundary="batch_1"',
        "Prefer": "odata.continue-on-error",
    }
    assert request.body == (
        b"--batch_1\r\n"
        b"Content-Type: application/http\r\n"
        b"Content-Transfer-Encoding: binary\r\n"
        b"\r\n"
        b"GET /api/data/v9.2/leads?$select=subject HTTP/1.1\r\n"
        b"Accept: application/json\r\n"
        b"\r\n"
        b"\r\n"
        b"--batch_1\r\n"
        b"Content-Type: application/http\r\n"
        b"Content-Transfer-Encoding: binary\r\n"
        b"\r\n"
        b"PATCH /api/data/v9.2/leads(1) HTTP/1.1\r\n"
        b"Accept: application/json\r\n"
        b"Content-Type: application/json; type=entry\r\n"
        b'If-Match: W/"7"\r\n'
        b"\r\n"
        b'{"subject":"\\u00dcn\\u00efcode \\ud83d\\ude00"}\r\n'
        b"--batch_1--\r\n"
    )


def test_each_batch_has_a_boundary_of_its_own() -> None:
    one, other = (batch_request([Part("GET", "leads")], route="x") for _ in range(2))
    assert one.headers["Content-Type"] != other.headers["Content-Type"]


@pytest.mark.parametrize("count", [0, 1001])
def test_a_batch_of_a_size_that_dataverse_refuses_is_not_built(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000"):
        batch_request([Part("GET", "leads")] * count, route="x")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10))
def test_a_decimal_is_sent_digit_by_digit(number: Decimal) -> None:
    request = batch_request([Part("PATCH", "leads(1)", {}, {"a": number})], route="x")
    assert request.body is not None
    assert f'{{"a":{number:f}}}\r\n'.encode() in request.body


def test_a_small_decimal_is_sent_without_an_exponent() -> None:
    request = batch_request([Part("PATCH", "leads(1)", {}, {"a": Decimal("1E-10")})], route="x")
    assert b'{"a":0.0000000001}' in (request.body or b"")


@pytest.mark.parametrize("value", [float("nan"), Decimal("NaN"), Decimal("Infinity"), object()])
def test_a_value_that_is_not_json_is_not_sent(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        batch_request([Part("PATCH", "leads(1)", {}, {"a": value})], route="x")


def test_a_header_cannot_smuggle_in_a_line() -> None:
    with pytest.raises(ValueError, match="one line"):
        batch_request([Part("GET", "leads", {"If-Match": "a\r\nb: c"})], route="x")


@given(
    st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(max_size=30), max_size=4)
)
def test_what_is_sent_is_what_another_parser_reads(values: dict[str, str]) -> None:
    request = batch_request(
        [Part("PATCH", "leads(1)?tag=acd", {"If-Match": 'W/"1"'}, values)], route="x"
    )
    assert request.body is not None
    ((method, path, headers, body),) = inner_requests(request.body)
    assert (method, path) == ("PATCH", "/api/data/v9.2/leads(1)?tag=acd")
    assert headers["If-Match"] == 'W/"1"'
    assert body == values


def test_the_answers_come_in_order_with_status_headers_and_body() -> None:
    document = batch_body(
        [
            part(200, {"value": [{"subject": "Grüße"}]}),
            part(204, headers={"OData-EntityId": "https://x/leads(1)", "ETag": 'W/"9"'}),
            part(429, {"error": {"code": "0x80072322"}}, {"Retry-After": "7"}),
        ]
    )
    one, two, three = read_batch(answer(200, document, TYPE))
    assert (one.status, one.json()) == (200, {"value": [{"subject": "Grüße"}]})
    assert (two.status, two.body, two.headers["etag"]) == (204, b"", 'W/"9"')
    assert (three.status, three.headers["retry-after"]) == (429, "7")
    assert one.received_at == NOW


def test_the_documentations_own_answer_is_read() -> None:
    """From "Execute batch operations using the Web API", with its change set and its LF ends."""
    document = b"""--batchresponse_f27ef42d
Content-Type: multipart/mixed; boundary=changesetresponse_64cc3fff

--changesetresponse_64cc3fff
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 1

HTTP/1.1 204 No Content
OData-Version: 4.0
Location: [Organization Uri]/api/data/v9.2/tasks(e73ffc82-e292-ed11-aad1-000d3a9933c9)


--changesetresponse_64cc3fff
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 2

HTTP/1.1 204 No Content
OData-Version: 4.0


--changesetresponse_64cc3fff--
--batchresponse_f27ef42d
Content-Type: application/http
Content-Transfer-Encoding: binary

HTTP/1.1 200 OK
Content-Type: application/json; odata.metadata=minimal; odata.streaming=true
OData-Version: 4.0

{
  "value": [
    {
      "@odata.etag": "W/\\"77181173\\"",
      "subject": "Task 1 in batch"
    }
  ]
}
--batchresponse_f27ef42d--
"""
    found = read_batch(
        answer(200, document, {"content-type": "multipart/mixed; boundary=batchresponse_f27ef42d"})
    )
    assert [got.status for got in found] == [204, 204, 200]
    assert found[0].headers["Location"].startswith("[Organization Uri]")
    assert found[2].json()["value"][0]["subject"] == "Task 1 in batch"


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_line_ends_of_either_kind_are_read(line_end: str) -> None:
    document = batch_body([part(204), part(200, {"a": 1})]).replace(b"\r\n", line_end.encode())
    assert [got.status for got in read_batch(answer(200, document, TYPE))] == [204, 200]


def test_a_preamble_and_an_epilogue_are_left_aside() -> None:
    document = b"preamble\r\n" + batch_body([part(204)]) + b"epilogue"
    assert len(read_batch(answer(200, document, TYPE))) == 1


def test_a_boundary_within_a_value_parts_nothing() -> None:
    text = "see --batchresponse_1 and --batchresponse_1--"
    (got,) = read_batch(answer(200, batch_body([part(200, {"note": text})]), TYPE))
    assert got.json() == {"note": text}


def test_a_boundary_that_begins_like_another_is_not_taken_for_it() -> None:
    inner = part(200, "x\r\n--batchresponse_12")
    (got,) = read_batch(answer(200, batch_body([inner]), TYPE))
    assert got.json() == "x\r\n--batchresponse_12"


def test_an_empty_batch_answer_has_no_answers() -> None:
    assert read_batch(answer(200, b"--batchresponse_1--\r\n", TYPE)) == []


@pytest.mark.parametrize(
    ("content_type", "document"),
    [
        pytest.param("application/json", b'{"a":1}', id="not multipart"),
        pytest.param("multipart/mixed", batch_body([part(204)]), id="no boundary named"),
        pytest.param("multipart/mixed; boundary=other", batch_body([part(204)]), id="another"),
        pytest.param("multipart/mixed; boundary=batchresponse_1", b"", id="empty"),
        pytest.param(
            "multipart/mixed; boundary=batchresponse_1",
            batch_body([part(204), part(204)])[:-25],
            id="cut off",
        ),
        pytest.param(
            "multipart/mixed; boundary=batchresponse_1",
            batch_body(["<html>Bad gateway</html>"]),
            id="no answer in a part",
        ),
    ],
)
def test_a_broken_document_is_said_to_be_broken(content_type: str, document: bytes) -> None:
    with pytest.raises(BrokenBatch):
        read_batch(answer(200, document, {"Content-Type": content_type}))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([200, 204, 400, 412, 429]),
            st.none() | st.dictionaries(st.text(max_size=5), st.text(max_size=40), max_size=3),
        ),
        max_size=8,
    )
)
def test_any_answers_are_read_as_they_were_written(
    written: list[tuple[int, dict[str, str] | None]],
) -> None:
    document = batch_body([part(status, body) for status, body in written])
    found = read_batch(answer(200, document, TYPE))
    assert [got.status for got in found] == [status for status, _ in written]
    assert [json.loads(got.body) if got.body else None for got in found] == [
        body for _, body in written
    ]
