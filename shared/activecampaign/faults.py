"""Turns an answer of ActiveCampaign that is no success into an error of `shared.errors`. The
only place that knows its ways of saying no; sends nothing.

There is no shared error schema (developers.activecampaign.com/reference and the published
OpenAPI document of API v3, read 2026-11-24): `errors` is an array of objects or of texts, or a
text; `message` may stand alone; the body may be HTML or empty."""

import re
from dataclasses import dataclass
from datetime import datetime

from shared.activecampaign.reading import Row, parsed, row, text
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    Gone,
    OutcomeUnknown,
    RemoteError,
    RequestRefused,
    RightMissing,
    StopRun,
    Throttled,
    Unreachable,
)
from shared.retry import PASSING, parse_retry_after
from shared.transport import Answer, Request

ME_ROUTE = "users/me"

WAIT_WITHOUT_WORD_SECONDS = 1.0
"""After a 429 without Retry-After; the limit is counted by the second."""

LONGEST_WAIT_SECONDS = 3_600.0
"""A longer Retry-After is not believed: nothing in the limits lasts that long."""

IMPORT_WAIT_SECONDS = 60.0
"""Its own advice when bulk import's limit is passed: "retry this request in a minute"."""

_EMAIL = re.compile(r"[^\s\"'<>()\[\]:;,]+@[^\s\"'<>()\[\]:;,]+")
_LONGEST_TEXT = 300


class EmailTaken(RequestRefused):
    """Another contact has the email."""

    code = "activecampaign.email_taken"
    title = "The email belongs to another contact in ActiveCampaign"


class EnrolRefused(RequestRefused):
    """ActiveCampaign did not add the contact: already in, or the automation does not take it."""

    code = "activecampaign.enrol_refused"
    title = "The automation did not take the contact"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that an answer says is wrong. `text` is ActiveCampaign's, with email addresses
    taken out."""

    text: str
    code: str = ""
    pointer: str = ""


def without_personal_data(said: str) -> str:
    """The text on one line, with email addresses left out, cut to 300 characters."""
    return _EMAIL.sub("(email)", " ".join(said.split()))[:_LONGEST_TEXT]


def complaints(body: object) -> tuple[Complaint, ...]:
    """What a body says is wrong, in any of the shapes that occur."""
    if not isinstance(body, dict):
        return ()
    listed = body.get("errors")
    entries = listed if isinstance(listed, list) else [] if listed is None else [listed]
    found = [complaint for entry in entries if (complaint := _complaint(entry)) is not None]
    for key in ("message", "error", "result_message"):
        if isinstance(body.get(key), str) and body[key] and not found:
            found.append(Complaint(without_personal_data(body[key])))
    return tuple(found)


def body_of(request: Request, answer: Answer) -> Row:
    """The JSON object of a success. Raises what `fault_of` gives if it is none."""
    body = parsed(answer.body)
    if answer.ok and isinstance(body, dict):
        return body
    raise fault_of(request, answer)


def not_understood(request: Request, status: int | None, why: str) -> RemoteError:
    """For a success whose body is not as documented. A write that must not be repeated may
    have been carried out all the same."""
    what = f"ActiveCampaign's answer to {request.method} {request.route} {why}."
    if not request.repeatable:
        return OutcomeUnknown(
            "activecampaign",
            what,
            remedy="Check in ActiveCampaign whether it was carried out.",
            status=status,
        )
    return AnswerNotUnderstood(
        "activecampaign",
        what,
        remedy="Check the address of the account; if it is right, report this.",
        status=status,
    )


def without_result(request: Request, status: int, body: Row) -> RemoteError:
    """For a 2xx answer that lacks its result: a refusal in disguise, or not understood. A mere
    message does not prove that what must not be repeated was refused."""
    said = complaints(body)
    refusal = _refused(request, status, said)
    if said and (request.repeatable or "errors" in body or isinstance(refusal, EnrolRefused)):
        return refusal
    return not_understood(request, status, "does not hold what was asked for")


def fault_of(request: Request, answer: Answer) -> RemoteError:
    """The error that an answer stands for. 401 and 403 give RightMissing unless the body says
    more: whether the key is at fault is for the caller to find out."""
    status = answer.status
    body = parsed(answer.body)
    said = complaints(body)
    if status == 429:
        return _throttled(answer, WAIT_WITHOUT_WORD_SECONDS)
    if status >= 500 or status in PASSING:
        return _failed(request, status)
    if status == 402:
        return _unpaid()
    if status in (401, 403):
        return _forbidden(request, status, said)
    if status == 413:
        return _refused(request, status, said or (Complaint("too large"),))
    if not 400 <= status < 500 or not isinstance(body, dict):
        return not_understood(request, status, f"(status {status}) is not the API's")
    if status == 404:
        return _absent(request, said)
    if status == 400 and "rate limit" in _joined(said).lower():
        return _throttled(answer, IMPORT_WAIT_SECONDS)
    return _refused(request, status, said)


def wait_seconds(retry_after: str | None, now: datetime, default_seconds: float) -> float:
    """How long a Retry-After header asks to wait."""
    asked = parse_retry_after(retry_after, now)
    return default_seconds if asked is None else min(asked, LONGEST_WAIT_SECONDS)


def _throttled(answer: Answer, default_seconds: float) -> Throttled:
    header = answer.headers.get("Retry-After")
    return Throttled(
        "activecampaign",
        "ActiveCampaign's limit of calls is reached.",
        retry_after_seconds=wait_seconds(header, answer.received_at, default_seconds),
        status=answer.status,
    )


def _failed(request: Request, status: int) -> RemoteError:
    what = f"ActiveCampaign answered {status} to {request.method} {request.route}."
    if request.repeatable:
        return Unreachable(
            "activecampaign", what, remedy="It is tried again by itself.", status=status
        )
    return OutcomeUnknown(
        "activecampaign",
        what,
        remedy="Check in ActiveCampaign whether it was carried out.",
        status=status,
    )


def _unpaid() -> StopRun:
    return StopRun(
        "activecampaign",
        "ActiveCampaign says that the account is not paid or has expired.",
        remedy="Renew the account's plan in ActiveCampaign.",
        status=402,
    )


def _forbidden(request: Request, status: int, said: tuple[Complaint, ...]) -> RemoteError:
    what = _joined(said)
    if request.route == ME_ROUTE:
        return CredentialsRefused(
            "activecampaign",
            "ActiveCampaign refused the key.",
            remedy="Copy address and key anew from Settings > Developer in ActiveCampaign.",
            status=status,
        )
    if "no result found" in what.lower():
        return _absent(request, said)
    if "SubscriberSeries" in what:
        return _refused(request, status, said)
    return RightMissing(
        "activecampaign",
        f"ActiveCampaign refused {request.method} {request.route}{_colon(what)}.",
        remedy="Give the group of the user whose key is used this right in ActiveCampaign, or "
        "check that the plan holds the feature.",
        status=status,
    )


def _absent(request: Request, said: tuple[Complaint, ...]) -> RemoteError:
    if request.route == ME_ROUTE:
        return not_understood(request, 404, "says that there is no such account")
    return Gone(
        "activecampaign",
        f"ActiveCampaign has nothing at {request.route}{_colon(_joined(said))}.",
        status=404,
    )


def _refused(request: Request, status: int, said: tuple[Complaint, ...]) -> RequestRefused:
    what = _joined(said)
    kind: type[RequestRefused] = RequestRefused
    if "SubscriberSeries" in what:
        kind = EnrolRefused
    elif row(request.json or {}, "contact") is not None and any(map(_names_taken_email, said)):
        kind = EmailTaken
    return kind(
        "activecampaign",
        f"ActiveCampaign refused {request.method} {request.route}{_colon(what)}.",
        status=status,
        service_code=next((complaint.code for complaint in said if complaint.code), ""),
    )


def _names_taken_email(complaint: Complaint) -> bool:
    """Some answers lack the code `duplicate`."""
    if complaint.code == "duplicate":
        return True
    words = complaint.text.lower()
    return "email" in words + complaint.pointer and ("already" in words or "duplicate" in words)


def _complaint(entry: object) -> Complaint | None:
    if isinstance(entry, str):
        return Complaint(without_personal_data(entry)) if entry.strip() else None
    if not isinstance(entry, dict):
        return None
    parts = dict.fromkeys(text(entry.get(key)) for key in ("title", "detail", "message"))
    source = row(entry, "source")
    pointer = text(source.get("pointer")) if source is not None else ""
    said = ": ".join(part for part in parts if part)
    code = text(entry.get("code"))
    if not said and not code and not pointer:
        return None
    return Complaint(without_personal_data(said), code, pointer)


def _joined(said: tuple[Complaint, ...]) -> str:
    return "; ".join(
        complaint.text or complaint.code or complaint.pointer for complaint in said
    ).rstrip(".")


def _colon(what: str) -> str:
    return f': "{what}"' if what else ""
