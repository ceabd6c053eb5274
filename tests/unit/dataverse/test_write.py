"""Conditional writes, in batches."""

import pytest
import requests
import responses

from shared.dataverse import faults
from shared.dataverse.batch import Part
from shared.dataverse.lookups import Lookups
from shared.dataverse.write import Create, Update, Write, write_part
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    Gone,
    RemoteError,
    RightMissing,
    StateChanged,
    Throttled,
    Unreachable,
)
from shared.transport import Calls
from tests.unit.dataverse.support import (
    API,
    Inner,
    Waits,
    an_id,
    batch_answer,
    client,
    error_body,
    inner_requests,
    part,
    serve,
)


def update(number: int, **values: object) -> Update:
    return Update("leads", an_id(number), values or {"subject": "x"}, f'W/"{number}"')


def test_an_update_holds_only_for_the_version_that_was_read() -> None:
    write = Update("leads", an_id(1).upper(), {"subject": None}, 'W/"7"', select=["subject"])
    assert write_part(write) == Part(
        "PATCH",
        f"leads({an_id(1)})?tag=acd&$select=subject",
        {"Prefer": "return=representation", "If-Match": 'W/"7"'},
        {"subject": None},
    )


@pytest.mark.parametrize(
    "write",
    [
        Update("leads", an_id(1), {}, 'W/"7"', select=["a"], lookups=Lookups(names=True)),
        Create("leads", an_id(1), {}, select=["a"], lookups=Lookups(names=True)),
    ],
)
def test_the_row_after_a_write_has_the_names_of_its_lookups_if_they_are_wanted(
    write: Write,
) -> None:
    assert write_part(write).headers["Prefer"] == (
        "return=representation,"
        'odata.include-annotations="OData.Community.Display.V1.FormattedValue"'
    )


def test_a_write_that_answers_no_row_asks_for_no_names() -> None:
    write = Update("leads", an_id(1), {}, 'W/"7"', lookups=Lookups(names=True))
    assert write_part(write).headers == {"If-Match": 'W/"7"'}


def test_a_creation_holds_only_if_the_id_is_free() -> None:
    assert write_part(Create("contacts", an_id(2), {"lastname": "A"})) == Part(
        "PATCH", f"contacts({an_id(2)})?tag=acd", {"If-None-Match": "*"}, {"lastname": "A"}
    )


def test_an_update_without_a_version_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="version"):
        Update("leads", an_id(1), {}, "")


@responses.activate
def test_results_come_in_the_order_of_the_writes() -> None:
    after = {"@odata.etag": 'W/"8"', "leadid": an_id(1), "subject": "as kept"}
    answers = {
        an_id(1): part(200, after),
        an_id(2): part(204, headers={"ETag": 'W/"9"'}),
        an_id(3): part(412, error_body("0x80060882")),
        an_id(4): part(404, error_body("0x80040217")),
        an_id(5): part(400, error_body("0x80044331", "The length of the 'subject' attribute")),
        an_id(6): part(403, error_body("0x80040220")),
        an_id(7): part(201, {"@odata.etag": 'W/"10"', "leadid": an_id(7)}),
        an_id(8): part(412, error_body("0x80040237")),
        an_id(9): part(204),
    }
    served = serve(lambda inner, _call: answers[inner[1].split("(")[1].split(")")[0]])
    writes: list[Write] = [
        Update("leads", an_id(1), {"subject": " as kept "}, 'W/"1"', select=["subject"]),
        *(update(number) for number in range(2, 7)),
        Create("leads", an_id(7), {"subject": "new"}, select=["leadid"]),
        Create("leads", an_id(8), {"subject": "taken"}),
        Create("leads", an_id(9), {"subject": "new"}),
    ]
    results = client().write(writes)
    assert [type(result.error) for result in results] == [
        type(None),
        type(None),
        StateChanged,
        Gone,
        faults.TextTooLong,
        RightMissing,
        type(None),
        StateChanged,
        type(None),
    ]
    assert (results[0].etag, results[0].row) == ('W/"8"', after)
    assert (results[1].etag, results[1].row) == ('W/"9"', None)
    assert (results[6].etag, results[8].etag) == ('W/"10"', None)
    assert len(served) == 1
    assert served[0][0][2]["If-Match"] == 'W/"1"'
    assert served[0][6][2]["If-None-Match"] == "*"


@responses.activate
def test_writes_go_two_hundred_a_call_and_none_makes_no_call() -> None:
    calls = Calls()
    served = serve(lambda _inner, _call: part(204))
    dataverse = client(calls=calls)
    assert dataverse.write([]) == []
    assert len(dataverse.write([update(number) for number in range(450)])) == 450
    assert [len(inner) for inner in served] == [200, 200, 50]
    assert calls.made("dataverse") == 3
    paths = [one[1] for inner in served for one in inner]
    assert paths == [f"/api/data/v9.2/leads({an_id(number)})?tag=acd" for number in range(450)]


@responses.activate
def test_only_what_was_throttled_is_sent_again_after_its_wait() -> None:
    def answer_of(inner: Inner, call: int) -> str:
        if call == 1 and an_id(2) in inner[1]:
            return part(429, error_body("0x80072322"), {"Retry-After": "12"})
        return part(204, headers={"ETag": f'W/"{call}"'})

    served = serve(answer_of)
    waits = Waits()
    results = client(waits).write([update(1), update(2), update(3)])
    assert [result.etag for result in results] == ['W/"1"', 'W/"2"', 'W/"1"']
    assert [len(inner) for inner in served] == [3, 1]
    assert waits.seconds == [12.0]


@responses.activate
def test_a_throttled_part_that_does_not_say_how_long_waits_half_a_minute() -> None:
    serve(lambda _inner, call: part(429 if call == 1 else 204))
    waits = Waits()
    assert client(waits).write([update(1)])[0].error is None
    assert waits.seconds == [30.0]


@responses.activate
@pytest.mark.parametrize(
    ("wait", "calls"), [pytest.param("5", 3, id="short"), pytest.param("300", 1, id="too long")]
)
def test_what_stays_throttled_is_handed_back_with_its_wait(wait: str, calls: int) -> None:
    served = serve(
        lambda inner, _call: (
            part(429, headers={"Retry-After": wait}) if an_id(1) in inner[1] else part(204)
        )
    )
    first, second = client().write([update(1), update(2)])
    assert isinstance(first.error, Throttled)
    assert first.error.retry_after_seconds == float(wait)
    assert second.error is None
    assert len(served) == calls


@responses.activate
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (500, "", faults.OperationFailed),
        (500, "0x80040265", faults.PluginRefused),
        (503, "", Unreachable),
    ],
)
def test_a_row_on_which_dynamics_always_fails_does_not_hold_up_others(
    status: int, code: str, kind: type[RemoteError]
) -> None:
    served = serve(
        lambda inner, _call: part(status, error_body(code)) if an_id(1) in inner[1] else part(204)
    )
    first, second = client().write([update(1), update(2)])
    assert type(first.error) is kind
    assert second.error is None
    assert [len(inner) for inner in served] == [2, 1, 1]


@responses.activate
def test_what_a_batch_left_unanswered_is_sent_again() -> None:
    answered: list[int] = []

    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        inner = inner_requests(request.body)
        answered.append(len(inner))
        return batch_answer([part(204)] * (len(inner) - 1 or 1))

    responses.add_callback(responses.POST, f"{API}$batch", callback)
    assert [result.error for result in client().write([update(1), update(2)])] == [None, None]
    assert answered == [2, 1]


@responses.activate
def test_what_is_never_answered_can_be_tried_later() -> None:
    responses.add_callback(responses.POST, f"{API}$batch", lambda _request: batch_answer([]))
    (result,) = client().write([update(1)])
    assert type(result.error) is Unreachable


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind"), [(429, Throttled), (401, CredentialsRefused), (503, Unreachable)]
)
def test_a_batch_that_fails_as_a_whole_raises(status: int, kind: type[RemoteError]) -> None:
    responses.post(f"{API}$batch", status=status, json=error_body())
    with pytest.raises(RemoteError) as caught:
        client().write([update(1)])
    assert type(caught.value) is kind


@responses.activate
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", b"<html></html>"),
        ("multipart/mixed; boundary=batchresponse_1", b"--batchresponse_1\r\n"),
    ],
)
def test_a_batch_answer_that_cannot_be_read_is_no_success(content_type: str, body: bytes) -> None:
    responses.post(f"{API}$batch", body=body, content_type=content_type)
    with pytest.raises(AnswerNotUnderstood):
        client().write([update(1)])


@responses.activate
def test_more_answers_than_writes_are_not_understood() -> None:
    responses.add_callback(
        responses.POST, f"{API}$batch", lambda _request: batch_answer([part(204)] * 2)
    )
    with pytest.raises(AnswerNotUnderstood):
        client().write([update(1)])
