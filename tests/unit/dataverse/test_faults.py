"""What the answers of Dataverse that are no success mean."""

import pytest

from shared import errors
from shared.dataverse import faults
from shared.dataverse.faults import fault_of, tracking_fault
from tests.unit.dataverse.support import answer, error_body

NO_CODE = ""


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, NO_CODE, errors.CredentialsRefused),
        (403, "0x80040220", errors.RightMissing),
        (403, "0x80048306", errors.RightMissing),
        (404, "0x80040217", errors.Gone),
        (404, NO_CODE, errors.Gone),
        (404, "0x80060891", errors.Gone),
        (412, "0x80060882", errors.StateChanged),
        (412, NO_CODE, errors.StateChanged),
        (412, "0x80040237", faults.DuplicateRefused),
        (412, "0x80060892", faults.DuplicateRefused),
        (412, "0x80040333", faults.DuplicateRefused),
        (400, "0x80044331", faults.TextTooLong),
        (400, "0x8004432f", faults.NumberOutOfRange),
        (400, "0x80044330", faults.NumberOutOfRange),
        (400, "0x80048d19", faults.PayloadRefused),
        (400, "0x80048D19", faults.PayloadRefused),
        (400, "0x80040265", faults.PluginRefused),
        (500, "0x80040265", faults.PluginRefused),
        (400, "0x8004e023", errors.RequestRefused),
        (400, NO_CODE, errors.RequestRefused),
        (400, "0x80044352", errors.TrackingLost),
        (400, "-2147204270", errors.TrackingLost),
        (408, NO_CODE, errors.Unreachable),
        (413, NO_CODE, errors.RequestRefused),
        (429, "0x80072322", errors.Throttled),
        (500, NO_CODE, errors.Unreachable),
        (501, NO_CODE, errors.RequestRefused),
        (502, NO_CODE, errors.Unreachable),
        (503, NO_CODE, errors.Unreachable),
        (504, NO_CODE, errors.Unreachable),
        (302, NO_CODE, errors.AnswerNotUnderstood),
    ],
)
def test_status_then_code_decide(status: int, code: str, kind: type[errors.RemoteError]) -> None:
    fault = fault_of("GET leads", answer(status, error_body(code)))
    assert type(fault) is kind
    assert fault.service == "dataverse"
    assert fault.status == status


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b'{"error":"x"}', b"[1]", None])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 429, 503])
def test_an_answer_without_an_error_body_is_mapped_as_well(status: int, body: object) -> None:
    kinds = {
        400: errors.RequestRefused,
        401: errors.CredentialsRefused,
        403: errors.RightMissing,
        404: errors.Gone,
        412: errors.StateChanged,
        429: errors.Throttled,
        503: errors.Unreachable,
    }
    assert type(fault_of("GET leads", answer(status, body))) is kinds[status]


def test_a_key_that_is_taken_is_the_state_when_only_creating() -> None:
    taken = answer(412, error_body("0x80040237"))
    assert type(fault_of("PATCH leads(id)", taken, creates=True)) is errors.StateChanged
    ruled = answer(412, error_body("0x80040333"))
    assert type(fault_of("PATCH leads(id)", ruled, creates=True)) is faults.DuplicateRefused


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("17", 17.0), ("0", 0.0), (None, 30.0), ("Tue, 24 Nov 2026 12:00:40 GMT", 40.0)],
)
def test_the_wait_that_dataverse_asks_for_is_told(header: str | None, seconds: float) -> None:
    headers = {} if header is None else {"Retry-After": header}
    fault = fault_of("GET leads", answer(429, error_body("0x80072322"), headers))
    assert isinstance(fault, errors.Throttled)
    assert fault.retry_after_seconds == seconds


def test_the_missing_privileges_are_named_and_nobody_else() -> None:
    message = (
        "Principal user (Id=00000000-0000-0000-0000-000000000001, type=8) is missing "
        "prvReadLead privilege on OTC=4 for entity 'lead'. prvReadLead, prvWriteLead"
    )
    fault = fault_of("GET leads", answer(403, error_body("0x80040220", message)))
    assert "Missing: prvReadLead, prvWriteLead." in fault.detail
    assert "0000" not in str(fault)
    assert "ActiveCampaign Integration" in fault.remedy


def test_the_column_that_is_too_short_is_named_with_its_limit() -> None:
    message = (
        "A validation error occurred. The length of the 'jobtitle' attribute of the 'lead' "
        "entity exceeded the maximum allowed length of '100'."
    )
    fault = fault_of("PATCH leads(id)", answer(400, error_body("0x80044331", message)))
    assert fault.detail.startswith("Column jobtitle: ")
    assert "'100'" in fault.detail
    assert fault.remedy == "Shorten the value, or map a longer column."


def test_what_a_plug_in_says_is_shown_on_one_short_line_without_email_addresses() -> None:
    message = "Ann@Example.com is\r\nblocked; use acd@odata.bind. " + "x" * 500
    fault = fault_of("PATCH leads(id)", answer(400, error_body("0x80040265", message)))
    assert '"(email) is blocked; use acd@odata.bind. xxx' in fault.detail
    assert len(fault.detail) < 400
    assert "\n" not in fault.detail


def test_what_support_needs_is_kept() -> None:
    headers = {"X-MS-Service-Request-Id": "abc,def"}
    fault = fault_of("GET leads", answer(400, error_body("0x80048D19"), headers))
    assert (fault.request_id, fault.service_code) == ("abc,def", "0x80048d19")
    assert fault_of("GET leads", answer(400, None, {"REQ_ID": "r"})).request_id == "r"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.TrackingLost),
        (404, errors.TrackingLost),
        (410, errors.TrackingLost),
        (412, errors.TrackingLost),
        (401, errors.CredentialsRefused),
        (403, errors.RightMissing),
        (408, errors.Unreachable),
        (429, errors.Throttled),
        (500, errors.Unreachable),
    ],
)
def test_a_refused_link_of_change_tracking_means_that_it_is_lost(
    status: int, kind: type[errors.RemoteError]
) -> None:
    assert type(tracking_fault("leads changes", answer(status, error_body()))) is kind


def test_codes_of_refusals_tell_them_apart() -> None:
    kinds = [
        faults.TextTooLong,
        faults.NumberOutOfRange,
        faults.PayloadRefused,
        faults.PluginRefused,
        faults.DuplicateRefused,
        faults.OperationFailed,
        errors.RequestRefused,
    ]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(faults.REMEDIES.get(kind) for kind in kinds[:-1])
