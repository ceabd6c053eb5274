"""Whether a link that Dataverse gave us leads to Dataverse. Pure."""

from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"https": 443, "http": 80}


def is_own(link: str, url: str) -> bool:
    """True if `link` lies in the Web API of the environment at `url`. Another one is never
    followed: our token would go with it."""
    try:
        found, own = urlsplit(link), urlsplit(url)
        same = _origin(found) == _origin(own)
    except ValueError:
        return False
    return same and found.username is None and found.path.startswith("/api/data/")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
