"""Refusals of the authority, in the shape and with the codes of Entra. Knows no request.

learn.microsoft.com/entra/identity-platform/reference-error-codes (read 2026-11-24)."""

import uuid
from datetime import datetime


class Refused(Exception):
    """`code` is the number in AADSTS<code>, `error` the OAuth error, `status` that of the token
    endpoint."""

    def __init__(self, code: int, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code = code
        self.error = error
        self.text = text
        self.status = status

    def body(self, now: datetime) -> dict[str, object]:
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        stamp = now.strftime("%Y-%m-%d %H:%M:%SZ")
        return {
            "error": self.error,
            "error_description": (
                f"AADSTS{self.code}: {self.text} Trace ID: {trace} "
                f"Correlation ID: {correlation} Timestamp: {stamp}"
            ),
            "error_codes": [self.code],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
        }


def missing(parameter: str) -> Refused:
    return Refused(
        900144, "invalid_request", f"The request body must contain the parameter: '{parameter}'."
    )


def unknown_tenant(tenant: str) -> Refused:
    return Refused(
        90002,
        "invalid_tenant",
        f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.",
    )


def unknown_client(client_id: str) -> Refused:
    return Refused(
        700016,
        "unauthorized_client",
        f"Application with identifier '{client_id}' was not found in the directory.",
    )


def unknown_resource(resource: str) -> Refused:
    return Refused(
        500011,
        "invalid_resource",
        f"The resource principal named {resource} was not found in the tenant.",
    )


def bad_grant(code: int, text: str) -> Refused:
    return Refused(code, "invalid_grant", text)


def bad_scope(code: int, text: str) -> Refused:
    return Refused(code, "invalid_scope", text)


def bad_client(code: int, text: str) -> Refused:
    return Refused(code, "invalid_client", text, status=401)
