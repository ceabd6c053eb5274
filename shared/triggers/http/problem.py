"""Turns an error into its status, headers and problem document. Knows every error of the product,
and nothing of requests."""

from collections.abc import Mapping
from math import ceil

from shared.actions.models.problem import FieldFaultOutput, ProblemOutput
from shared.errors import (
    AppError,
    ConfigurationError,
    InvalidInput,
    Rejected,
    RemoteError,
    RetryLater,
    SkipRecord,
    StateChanged,
    Throttled,
    Unauthenticated,
    without_quotes,
)
from shared.triggers.http.incoming import Reply

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:activecampaign-for-dynamics:problem:"
RETRY_SECONDS = 30
"""Asked of a caller when the remote system did not say how long."""


class MethodNotAllowed(Rejected):
    status = 405
    code = "request.method"
    title = "Method not allowed"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"This address knows {', '.join(allowed)}.")
        self.allowed = allowed


class InternalError(AppError):
    """A fault of ours. Says nothing about it; the log does."""

    code = "app.internal"
    title = "Something went wrong"

    def __init__(self, invocation_id: str) -> None:
        super().__init__(f"The app's log says more under invocation {invocation_id or 'unknown'}.")


def status_of(fault: AppError) -> int:
    """The HTTP status that stands for an error."""
    match fault:
        case Rejected():
            return fault.status
        case RetryLater():
            return 503
        case StateChanged() | SkipRecord():
            return 409
        case RemoteError():
            return 502
        case _:
            return 500


def problem_reply(fault: AppError, *, quotes: bool = False) -> Reply:
    """The answer to a request that failed. `quotes`: with what another system said, which may
    name people."""
    status = status_of(fault)
    document = _document(fault, status, quotes=quotes)
    return Reply(status, document, content_type=CONTENT_TYPE, headers=_headers(fault))


def _document(fault: AppError, status: int, *, quotes: bool) -> bytes:
    errors = None
    if isinstance(fault, InvalidInput):
        errors = [
            FieldFaultOutput(field=one.field, code=one.code, message=one.message)
            for one in fault.faults
        ]
    # The text of a configuration fault is for the operator's log, not for whoever calls.
    hidden = isinstance(fault, ConfigurationError)
    problem = ProblemOutput(
        type=TYPE_PREFIX + fault.code,
        title=fault.title,
        status=status,
        detail="The app's log names the setting." if hidden else _detail(fault, quotes=quotes),
        code=fault.code,
        errors=errors,
    )
    return problem.model_dump_json(by_alias=True, exclude_none=True).encode()


def _detail(fault: AppError, *, quotes: bool) -> str:
    ours = quotes or isinstance(fault, Rejected)
    return str(fault) if ours else without_quotes(str(fault))


def _headers(fault: AppError) -> Mapping[str, str]:
    if isinstance(fault, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    if isinstance(fault, MethodNotAllowed):
        return {"Allow": ", ".join(fault.allowed)}
    if isinstance(fault, Throttled):
        return {"Retry-After": str(max(1, ceil(fault.retry_after_seconds)))}
    if isinstance(fault, RetryLater):
        return {"Retry-After": str(RETRY_SECONDS)}
    return {}
