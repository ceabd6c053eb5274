"""CORS in code, for hosts without the platform's own. Pure.

In Azure the platform answers preflights before the app and its headers must not be doubled, so
the list of origins is empty there."""

from collections.abc import Mapping, Sequence

PREFLIGHT_SECONDS = 600


def cors_headers(origin: str | None, allowed: Sequence[str]) -> Mapping[str, str]:
    """For any answer to a page of an allowed origin; nothing for others."""
    if not allowed:
        return {}
    if origin is None or origin not in allowed:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "ETag, Retry-After, WWW-Authenticate",
    }


def preflight_headers(
    origin: str | None, allowed: Sequence[str], methods: Sequence[str]
) -> Mapping[str, str]:
    """For the answer to OPTIONS; the methods are told to everybody by `Allow`."""
    headers = dict(cors_headers(origin, allowed))
    headers["Allow"] = ", ".join(methods)
    if "Access-Control-Allow-Origin" in headers:
        headers["Access-Control-Allow-Methods"] = ", ".join(methods)
        headers["Access-Control-Allow-Headers"] = (
            "Authorization, Content-Type, If-Match, Accept-Language"
        )
        headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return headers
