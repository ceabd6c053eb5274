"""How the Web API says no: HTTP status, code and message. Knows no request.

Codes and texts as seen on the real service or printed in Microsoft's documentation
(learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
and .../reference/web-service-error-codes, read 2026-11-24)."""

from collections.abc import Mapping

BAD_PAYLOAD = "0x80048d19"
BAD_QUERY = "0x80060888"
NOT_FOUND = "0x80040217"
DENIED = "0x80040220"
DUPLICATE_ID = "0x80040237"
DUPLICATE_KEY = "0x80060892"
KEY_NOT_FOUND = "0x80060891"
VERSION_DIFFERS = "0x80060882"
TOO_LONG = "0x80044331"
INTEGER_RANGE = "0x8004432f"
NUMBER_RANGE = "0x80044330"
NO_SUCH_OPTION = "0x8004431a"
NO_SUCH_STATUS = "0x80048408"
NULL_NOT_ALLOWED = "0x80040203"
DATE_RANGE = "0x80040239"
NOT_A_MEMBER = "0x80072560"
DISABLED = "0x80040225"
TEAM_OWNS_NOTHING = "0x80048340"
TOKEN_EXPIRED = "0x80044352"
READ_ONLY = "0x80040203"


class Refusal(Exception):
    """An answer other than success, thrown from anywhere below the router."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        return {"error": {"code": self.code, "message": self.message}}


def bad_query(message: str) -> Refusal:
    """A query option that cannot be parsed or is not supported."""
    return Refusal(400, BAD_QUERY, message)


def bad_payload(set_name: str, message: str) -> Refusal:
    """A request body that does not fit the table."""
    return Refusal(
        400,
        BAD_PAYLOAD,
        f"Error identified in Payload provided by the user for Entity :'{set_name}', "
        "For more information on this error please follow this help link "
        f"https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : {message}",
    )


def no_property(name: str, type_name: str) -> Refusal:
    """A column, navigation property or metadata property that the type does not have."""
    return bad_query(
        f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{type_name}'."
    )


def no_row(table: str, row_id: str) -> Refusal:
    return Refusal(404, NOT_FOUND, f"Entity '{table}' With Id = {row_id} Does Not Exist")


def no_resource(segment: str) -> Refusal:
    """A path that names nothing; the real code is empty or 0x8006088a."""
    return Refusal(404, "0x8006088a", f"Resource not found for the segment '{segment}'.")


def validation(code: str, message: str) -> Refusal:
    return Refusal(400, code, f"A validation error occurred.  {message}")
