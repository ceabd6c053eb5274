"""What an answer of Dataverse that is no success means, as an error of `shared.errors`. Pure.

The HTTP status decides, then the code, which may be empty, and never the message. Codes by
learn.microsoft.com, "Compose HTTP requests and handle errors" and "Web service error codes"
(read 2026-11-24)."""

import re
from collections.abc import Mapping
from typing import TypeVar

from shared.dataverse.rows import read_object
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    Gone,
    RemoteError,
    RequestRefused,
    RightMissing,
    StateChanged,
    Throttled,
    TrackingLost,
    Unreachable,
)
from shared.retry import parse_retry_after
from shared.transport import Answer

E = TypeVar("E", bound=RemoteError)

THROTTLED_SECONDS = 30.0
"""The wait when a 429, as within a batch, does not say how long."""

CODE_SAME_KEY = "0x80040237"
CODE_SAME_ALTERNATE_KEY = "0x80060892"
CODE_DUPLICATE_RULE = "0x80040333"
CODE_TEXT_TOO_LONG = "0x80044331"
CODE_INTEGER_OUT_OF_RANGE = "0x8004432f"
CODE_DECIMAL_OUT_OF_RANGE = "0x80044330"
CODE_PAYLOAD = "0x80048d19"
CODE_PLUGIN = "0x80040265"
CODE_TRACKING_EXPIRED = "0x80044352"

_PRIVILEGE = re.compile(r"\bprv[A-Za-z0-9_]+")
_ATTRIBUTE = re.compile(
    r"'([A-Za-z_][A-Za-z0-9_]*)' attribute|attribute '([A-Za-z_][A-Za-z0-9_]*)'"
)
_EMAIL = re.compile(r"[^\s@'\"<>]+@(?!odata\b)[^\s@'\"<>]+\.[^\s@'\"<>]+")
_MESSAGE_LENGTH = 300


class TextTooLong(RequestRefused):
    code = "dataverse.text_too_long"
    title = "A text is too long for its column"


class NumberOutOfRange(RequestRefused):
    code = "dataverse.number_out_of_range"
    title = "A number is out of its column's range"


class PayloadRefused(RequestRefused):
    code = "dataverse.payload_refused"
    title = "A column is not there or does not take this kind of value"


class PluginRefused(RequestRefused):
    code = "dataverse.plugin_refused"
    title = "A plug-in or workflow refused the record"


class DuplicateRefused(RequestRefused):
    code = "dataverse.duplicate"
    title = "Another record has the same values"


class OperationFailed(RequestRefused):
    """The service fails on this one row time and again, while it serves others."""

    code = "dataverse.operation_failed"
    title = "Dynamics failed on this record"


REMEDIES: Mapping[type[RemoteError], str] = {
    CredentialsRefused: "Check that the app registration or managed identity is an enabled "
    "application user of this environment (Power Platform admin center, Settings, Users + "
    "permissions, Application users).",
    RightMissing: "Give the application user the role ActiveCampaign Integration.",
    TextTooLong: "Shorten the value, or map a longer column.",
    NumberOutOfRange: "Correct the value, or map a column with a wider range.",
    PayloadRefused: "Check the mapping of this column.",
    PluginRefused: "Correct the record, or ask whoever maintains that rule.",
    DuplicateRefused: "Merge the records, or change the key or the duplicate detection rule.",
    OperationFailed: "Open and save the record in Dynamics to see its error.",
    AnswerNotUnderstood: "Check that DATAVERSE_URL is the address of the environment.",
    Unreachable: "It is tried again by itself.",
    TrackingLost: "Everything is read and compared anew.",
}


def fault_of(route: str, answer: Answer, *, creates: bool = False) -> RemoteError:
    """The error that `answer` to a request stands for. `route` names the request without ids.
    `creates` says that the request may only create: a row with its key is then the state."""
    code, message = _code_and_message(answer)
    kind = _kind(answer.status, code, creates=creates)
    detail = f"Dataverse answered {answer.status} to {route}."
    if kind is Throttled:
        return _throttled(detail, answer, code)
    if kind is RightMissing:
        privileges = ", ".join(dict.fromkeys(_PRIVILEGE.findall(message)))
        return _error(kind, f"{detail} Missing: {privileges}." if privileges else detail, answer)
    if issubclass(kind, RequestRefused) and message:
        detail = f'{_about_column(message)}Dataverse refused {route}: "{message}"'
    return _error(kind, detail, answer)


def tracking_fault(route: str, answer: Answer) -> RemoteError:
    """The error of a call that followed a link of change tracking. With which status an expired
    token is refused is not documented, so any refusal of the link itself counts as that."""
    if 400 <= answer.status < 500 and answer.status not in (401, 403, 408, 429):
        return _error(TrackingLost, f"Dataverse no longer knows the link of {route}.", answer)
    return fault_of(route, answer)


def failed_for_good(route: str, answer: Answer) -> RequestRefused:
    """For one request of a batch that gets a server error however often it is tried."""
    fault = fault_of(route, answer)
    if isinstance(fault, RequestRefused):
        return fault
    _, message = _code_and_message(answer)
    detail = f"Dataverse failed with {answer.status} on {route}, also when tried again."
    return _error(OperationFailed, f'{detail} It said: "{message}"' if message else detail, answer)


def unanswered(route: str) -> Unreachable:
    """For one request of a batch that the service left out of its answer."""
    detail = f"Dataverse left a request out of its answer to a batch ({route})."
    return Unreachable("dataverse", detail, remedy=REMEDIES[Unreachable])


def not_understood(route: str, answer: Answer, why: str) -> AnswerNotUnderstood:
    """`why` goes on from "The answer to ...", such as `is not JSON`."""
    return _error(AnswerNotUnderstood, f"The answer to {route} {why}.", answer)


def _kind(status: int, code: str, *, creates: bool) -> type[RemoteError]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status == 412:
        duplicate = code in (CODE_SAME_ALTERNATE_KEY, CODE_DUPLICATE_RULE)
        if duplicate or (code == CODE_SAME_KEY and not creates):
            return DuplicateRefused
        return StateChanged
    if status >= 400 and code == CODE_PLUGIN:
        return PluginRefused
    if status == 408 or (status >= 500 and status != 501):
        return Unreachable
    if status >= 400:
        return _BY_CODE.get(code, RequestRefused)
    return AnswerNotUnderstood


_BY_STATUS: Mapping[int, type[RemoteError]] = {
    401: CredentialsRefused,
    403: RightMissing,
    404: Gone,
    429: Throttled,
}

_BY_CODE: Mapping[str, type[RemoteError]] = {
    CODE_TEXT_TOO_LONG: TextTooLong,
    CODE_INTEGER_OUT_OF_RANGE: NumberOutOfRange,
    CODE_DECIMAL_OUT_OF_RANGE: NumberOutOfRange,
    CODE_PAYLOAD: PayloadRefused,
    CODE_TRACKING_EXPIRED: TrackingLost,
}


def _error(kind: type[E], detail: str, answer: Answer) -> E:
    code, _ = _code_and_message(answer)
    return kind(
        "dataverse",
        detail,
        remedy=REMEDIES.get(kind, ""),
        status=answer.status,
        service_code=code,
        request_id=_request_id(answer),
    )


def _throttled(detail: str, answer: Answer, code: str) -> Throttled:
    wait = parse_retry_after(answer.headers.get("Retry-After"), answer.received_at)
    return Throttled(
        "dataverse",
        detail,
        retry_after_seconds=THROTTLED_SECONDS if wait is None else wait,
        status=answer.status,
        service_code=code,
        request_id=_request_id(answer),
    )


def _request_id(answer: Answer) -> str:
    headers = answer.headers
    return headers.get("x-ms-service-request-id") or headers.get("REQ_ID") or ""


def _about_column(message: str) -> str:
    found = _ATTRIBUTE.search(message)
    return f"Column {found.group(1) or found.group(2)}: " if found is not None else ""


def _code_and_message(answer: Answer) -> tuple[str, str]:
    """The code as lower-case hexadecimal, and the message on one line, shortened and without
    email addresses."""
    body = read_object(answer.body)
    error = body.get("error") if body is not None else None
    if not isinstance(error, dict):
        return "", ""
    code = str(error.get("code") or "").strip().lower()
    if re.fullmatch(r"-\d+", code):
        code = f"0x{int(code) & 0xFFFFFFFF:08x}"
    message = " ".join(str(error.get("message") or "").split())
    message = _EMAIL.sub("(email)", message)
    if len(message) > _MESSAGE_LENGTH:
        message = message[:_MESSAGE_LENGTH] + "…"
    return code, message
