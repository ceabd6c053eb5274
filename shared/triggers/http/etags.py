"""ETags of the API: made of a store's version, compared as RFC 9110, 13.1.1 says. Pure."""

import re
from hashlib import sha256

from shared.errors import VersionRequired, VersionStale

_TAG = re.compile(r'(W/)?"([^"]*)"')


def etag_of(version: str) -> str:
    """A strong ETag that does not show the store's own version."""
    return f'"{sha256(version.encode()).hexdigest()[:32]}"'


def require_match(if_match: str | None, version: str) -> None:
    """Raises VersionRequired if there is no If-Match, VersionStale if it names another version.
    Weak tags never match."""
    if if_match is None or not if_match.strip():
        raise VersionRequired("Send the ETag of what you read as `If-Match`.")
    if if_match.strip() == "*":
        return
    strong = {f'"{tag}"' for weak, tag in _TAG.findall(if_match) if not weak}
    if etag_of(version) not in strong:
        raise VersionStale("Somebody has changed it since you read it.", remedy="Read it again.")
