"""How Graph says no (learn.microsoft.com/graph/errors, read 2026-11-30). Knows no request."""

from datetime import UTC, datetime
from uuid import uuid4


class Refusal(Exception):
    """An answer other than success."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, object]:
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        inner = {"date": stamp, "request-id": str(uuid4()), "client-request-id": str(uuid4())}
        return {"error": {"code": self.code, "message": self.message, "innerError": inner}}


def bad_request(message: str) -> Refusal:
    return Refusal(400, "Request_BadRequest", message)


def not_found(key: str) -> Refusal:
    return Refusal(
        404,
        "Request_ResourceNotFound",
        f"Resource '{key}' does not exist or one of its queried reference-property objects are "
        "not present.",
    )


def denied() -> Refusal:
    return Refusal(
        403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
    )
