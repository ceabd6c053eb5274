"""Reads parameters, query and body of a request into their models, or names every fault. Knows
no route."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.errors import FieldFault, InvalidInput, NotFound, PayloadTooLarge, UnsupportedContent
from shared.triggers.http.incoming import Incoming

M = TypeVar("M", bound=BaseModel)

MOST_BYTES = 1_048_576
JSON = "application/json"
UNKNOWN = "There is nothing of this name. Leave it out."

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_property",
    "json_invalid": "json",
    "json_type": "json",
    "literal_error": "not_allowed",
    "value_error": "not_allowed",
    "string_pattern_mismatch": "not_allowed",
    "string_too_short": "length",
    "string_too_long": "length",
    "too_short": "length",
    "too_long": "length",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than": "range",
    "less_than_equal": "range",
    "finite_number": "range",
}
"""Pydantic's kinds of fault (docs.pydantic.dev, "Validation Errors", read 2026-11-24) as codes
of our own. Every other kind is about the type."""


class UnknownEntity(NotFound):
    code = "request.unknown_entity"


def check_size(incoming: Incoming) -> None:
    """Raises PayloadTooLarge for a body of more than 1 MiB."""
    if len(incoming.body) > MOST_BYTES:
        raise PayloadTooLarge(f"The body may have at most {MOST_BYTES} bytes.")


def read_parameters(shape: type[M], values: Mapping[str, str]) -> M:
    """The parameters in the path. Raises UnknownEntity, InvalidInput."""
    try:
        return shape.model_validate(dict(values))
    except ValidationError as fault:
        faults = _faults(fault)
        if any(one.field == "entity" for one in faults):
            raise UnknownEntity("The entity is `lead` or `contact`.") from None
        raise InvalidInput(faults) from None


def read_query(shape: type[M] | None, values: Mapping[str, str]) -> M | None:
    """The query. A route without a model takes none. Raises InvalidInput."""
    if shape is None:
        if values:
            raise InvalidInput([_unknown(name) for name in sorted(values)])
        return None
    try:
        return shape.model_validate(dict(values))
    except ValidationError as fault:
        raise InvalidInput(_faults(fault)) from None


def read_json(shape: type[M], incoming: Incoming) -> M:
    """The JSON body. Raises UnsupportedContent, InvalidInput."""
    content_type = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != JSON:
        raise UnsupportedContent(f"The content type must be {JSON}.")
    try:
        return shape.model_validate_json(incoming.body)
    except ValidationError as fault:
        raise InvalidInput(_faults(fault)) from None


def _faults(fault: ValidationError) -> list[FieldFault]:
    details = fault.errors(include_url=False, include_input=False, include_context=False)
    return [_fault(one) for one in details]


def _fault(detail: ErrorDetails) -> FieldFault:
    code = _CODES.get(detail["type"], "type")
    message = detail["msg"].removeprefix("Value error, ")
    if code == "json":
        message = "The body must be a JSON object."
    elif code == "unknown_property":
        message = UNKNOWN
    return FieldFault(json_path(detail["loc"]) or "body", code, f"{message.rstrip('.')}.")


def _unknown(name: str) -> FieldFault:
    return FieldFault(name, "unknown_property", UNKNOWN)


def json_path(places: tuple[int | str, ...]) -> str:
    """`("fields", 2, "dynamics")` as `fields[2].dynamics`."""
    path = ""
    for place in places:
        if isinstance(place, int):
            path += f"[{place}]"
        else:
            path += f".{place}" if path else place
    return path
