"""Every error of the product, sorted by what happens next. Knows no service and no store.

    AppError
    ├── ConfigurationError      the app does not start; one line names the setting
    ├── Rejected                the caller sent something we refuse; answered as problem+json
    │   ├── InvalidInput        422, names every field that is wrong
    │   ├── Unauthenticated     401      ├── NotFound               404
    │   ├── Forbidden           403      ├── Conflict               409
    │   ├── VersionStale        412      ├── VersionRequired        428
    │   └── PayloadTooLarge     413      └── UnsupportedContent     415
    ├── SkipRecord              this record cannot be synced; it becomes a problem, the run goes on
    └── RemoteError             a remote system did not do what we asked
        ├── RetryLater          nothing is wrong with the request
        │   ├── Throttled       wait at least `retry_after_seconds`
        │   └── Unreachable     time-out, connection lost, 5xx: nothing was done, or repeating is
        │                       harmless
        ├── OutcomeUnknown      a write that must not be repeated got no answer
        ├── StopRun             the run ends; another begins after a pause, in case the cause has
        │   │                   passed, but most need an administrator
        │   ├── CredentialsRefused
        │   ├── RightMissing
        │   └── AnswerNotUnderstood
        ├── RequestRefused      the remote system found the content wrong (400, 422)
        ├── Gone                404: the row asked for is not there
        ├── StateChanged        412: the row is not as we read it; read and plan again
        └── TrackingLost        the change-tracking token is no longer known; read everything

Texts name the field or record and the remedy. They hold no secret and no personal data, except in
what a remote system says, which may quote any value of any record. That stands in straight double
quotes, and nothing else does: administrators see it, others and the log do not (`without_quotes`).
What support needs (status, request id) are attributes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Service = Literal["dataverse", "activecampaign", "entra", "storage", "keyvault"]


class AppError(Exception):
    """Root of all errors of the product. `code` is stable; pages translate by it."""

    code: ClassVar[str] = "app.error"
    title: ClassVar[str] = "The request failed"

    def __init__(self, detail: str, *, remedy: str = "") -> None:
        super().__init__(detail if not remedy else f"{detail} {remedy}")
        self.detail = detail
        self.remedy = remedy


class ConfigurationError(AppError):
    code = "configuration.invalid"
    title = "A setting is missing or wrong"


@dataclass(frozen=True)
class FieldFault:
    """One thing wrong in a request. `field` is its JSON path, such as `fields[2].dynamics`."""

    field: str
    code: str
    message: str


class Rejected(AppError):
    """Refused because of what the caller sent. `status` is the HTTP status of the answer."""

    status: ClassVar[int] = 400
    code = "request.rejected"


class InvalidInput(Rejected):
    status = 422
    code = "request.invalid"
    title = "The request is not valid"

    def __init__(self, faults: Sequence[FieldFault], detail: str = "") -> None:
        self.faults = tuple(faults)
        super().__init__(detail or " ".join(f"{fault.field}: {fault.message}" for fault in faults))


class Unauthenticated(Rejected):
    status = 401
    code = "auth.unauthenticated"
    title = "Sign in"


class Forbidden(Rejected):
    status = 403
    code = "auth.forbidden"
    title = "Not allowed"


class NotFound(Rejected):
    status = 404
    code = "request.not_found"
    title = "Not found"


class Conflict(Rejected):
    status = 409
    code = "request.conflict"
    title = "Not possible in this state"


class VersionStale(Rejected):
    status = 412
    code = "request.version_stale"
    title = "Changed by somebody else"


class PayloadTooLarge(Rejected):
    status = 413
    code = "request.too_large"
    title = "Too large"


class UnsupportedContent(Rejected):
    status = 415
    code = "request.content_type"
    title = "Content type not supported"


class VersionRequired(Rejected):
    status = 428
    code = "request.version_required"
    title = "If-Match is missing"


class SkipRecord(AppError):
    """One record or one of its values cannot be synced. `field` names the column or field."""

    code = "record.skipped"
    title = "The record could not be synced"

    def __init__(self, detail: str, *, remedy: str = "", field: str | None = None) -> None:
        super().__init__(detail, remedy=remedy)
        self.field = field


class RemoteError(AppError):
    """A remote system failed or refused. Attributes are for support, never for logic."""

    code = "remote.error"

    def __init__(
        self,
        service: Service,
        detail: str,
        *,
        remedy: str = "",
        status: int | None = None,
        service_code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(detail, remedy=remedy)
        self.service = service
        self.status = status
        self.service_code = service_code
        self.request_id = request_id


class RetryLater(RemoteError):
    code = "remote.retry_later"
    title = "The remote system is not available just now"


class Throttled(RetryLater):
    code = "remote.throttled"
    title = "Too many requests"

    def __init__(
        self,
        service: Service,
        detail: str,
        *,
        retry_after_seconds: float,
        status: int | None = None,
        service_code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(
            service, detail, status=status, service_code=service_code, request_id=request_id
        )
        self.retry_after_seconds = retry_after_seconds


class Unreachable(RetryLater):
    code = "remote.unreachable"
    title = "The remote system cannot be reached"


class OutcomeUnknown(RemoteError):
    code = "remote.outcome_unknown"
    title = "It is not known whether the request was carried out"


class StopRun(RemoteError):
    code = "remote.stopped"
    title = "An administrator has to act"


class CredentialsRefused(StopRun):
    code = "remote.credentials_refused"
    title = "The credentials were refused"


class RightMissing(StopRun):
    code = "remote.right_missing"
    title = "A right is missing"


class AnswerNotUnderstood(StopRun):
    code = "remote.answer_not_understood"
    title = "The answer was not understood"


class RequestRefused(RemoteError):
    code = "remote.refused"
    title = "The remote system refused the value"


class Gone(RemoteError):
    code = "remote.gone"
    title = "The row is not there any more"


class StateChanged(RemoteError):
    code = "remote.state_changed"
    title = "The row was changed meanwhile"


class TrackingLost(RemoteError):
    code = "remote.tracking_lost"
    title = "Change tracking starts anew"


def without_quotes(text: str) -> str:
    """The text of an error without the words of a remote system."""
    before, quote, rest = text.partition('"')
    if not quote:
        return text
    _, closing, after = rest.rpartition('"')
    return f"{before}…{after if closing else ''}"


def for_log(fault: AppError) -> str:
    """What a log may say of an error. Of content that was refused the log gets what support asks
    for."""
    if not isinstance(fault, RequestRefused):
        return without_quotes(str(fault))
    told = (fault.service, str(fault.status or ""), fault.service_code, fault.request_id)
    return f"{fault.code} ({', '.join(filter(None, told))})"
