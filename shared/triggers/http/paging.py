"""Wraps a store's position as the opaque `next` of a collection. Pure.

The wrapping carries no right: a position only says where reading goes on in a list that the
caller may read anyway. It is tied to its list, so that one of another list is refused."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from pydantic import BaseModel

from shared.actions.models.base import Collection
from shared.errors import FieldFault, InvalidInput

Item = TypeVar("Item", bound=BaseModel)


def wrap(scope: str, position: str) -> str:
    text = json.dumps([1, scope, position], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unwrap(scope: str, text: str | None) -> str | None:
    """The position in `text`. Raises InvalidInput if it is none of the list `scope`."""
    if text is None:
        return None
    try:
        found = json.loads(urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        found = None
    match found:
        case [1, str(of), str(position)] if of == scope:
            return position
    message = "Send what `next` of this list was, or nothing."
    raise InvalidInput([FieldFault("after", "not_allowed", message)])


def with_wrapped_next(scope: str, page: Collection[Item]) -> Collection[Item]:
    if page.next is None:
        return page
    return page.model_copy(update={"next": wrap(scope, page.next)})
