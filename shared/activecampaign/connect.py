"""Checks the address of an account that a person typed, and opens the client for it. Knows no
store and makes no call.

The address has to be taken from the account's Settings > Developer page, as AC says that not
all accounts are at api-us1.com (developers.activecampaign.com/reference/url, read 2026-11-24)."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

import requests

from shared.activecampaign.addresses import IP, GuardedAdapter, is_public
from shared.activecampaign.client import ActiveCampaign
from shared.errors import FieldFault, InvalidInput, StopRun
from shared.retry import RetryPolicy
from shared.settings import Settings, is_loopback
from shared.transport import CallCount, Pace, Transport, open_session

POLICY = RetryPolicy(tries=3, retry_statuses=frozenset({403}))
"""ActiveCampaign answers 403 to a valid key now and then (singer-io/tap-activecampaign,
changelog 1.3.1, read 2026-11-24)."""

_PATHS = ("", "/", "/api/3", "/api/3/")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_KEY = re.compile(r"[!-~]+")
_HTTPS_PORT = 443
_LONGEST = 300
"""A host name has 253 characters at most; what is refused is repeated in the answer."""


def address(url_text: str, allowed_hosts: Sequence[str]) -> str:
    """The origin of the account's API, such as `https://acme.api-us1.com`.

    A pattern is a host name, perhaps with `*.` for its first label; with a port it is an exact
    address for local use, and only such a one may be plain http or a loopback address. Raises
    InvalidInput, whose one fault has the field `url`."""
    typed = url_text.strip()
    if not typed:
        raise _wrong("connection.url_missing", "Enter the address of your account.")
    if len(typed) > _LONGEST or re.search(r"[\s\\\x00-\x1f\x7f]", typed):
        raise _wrong("connection.url_malformed", "This is no web address.")
    parts, port = _split(typed if "://" in typed else f"https://{typed}")
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("https", "http") or not host:
        raise _wrong("connection.url_malformed", "The address must start with https://.")
    if parts.username is not None or parts.password is not None:
        raise _wrong("connection.url_credentials", "The address must hold no user or password.")
    if parts.path not in _PATHS or parts.query or parts.fragment:
        raise _wrong(
            "connection.url_path",
            "Enter the address as it stands in ActiveCampaign under Settings > Developer, "
            "without anything after the host.",
        )
    shown = f"[{host}]" if ":" in host else host
    if any(_is_exactly(pattern, host, port or _port_of(parts)) for pattern in allowed_hosts):
        if parts.scheme == "http" and not is_loopback(host):
            raise _wrong("connection.url_http", "The address must start with https://.")
        return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")
    if parts.scheme == "http":
        raise _wrong("connection.url_http", "The address must start with https://.")
    if port not in (None, _HTTPS_PORT) or not any(_fits(host, p) for p in allowed_hosts):
        raise _wrong(
            "connection.url_host",
            f"{shown} is no host of ActiveCampaign that this app may call. Enter the address "
            "from Settings > Developer in ActiveCampaign.",
        )
    return f"https://{shown}"


def open_account_session(allowed_hosts: Sequence[str]) -> requests.Session:
    """A session that connects to public addresses, and to loopback for an entry with a port,
    whatever a name resolves to."""

    def guard(host: str, port: int, ip: IP) -> bool:
        if is_public(ip):
            return True
        exact = any(_is_exactly(pattern, host, port) for pattern in allowed_hosts)
        return exact and ip.is_loopback

    return open_session(make_adapter=partial(GuardedAdapter, guard=guard))


def open_activecampaign(
    url: str,
    key: str,
    *,
    settings: Settings,
    calls: CallCount,
    session: requests.Session,
    pace: Pace,
    on_refused: Callable[[StopRun], None] = lambda _: None,
) -> ActiveCampaign:
    """The client of an account. Makes no call; `me()` tells whether the key is good. `session`
    is one of `open_account_session`.

    Raises InvalidInput with the field `url` or `key`."""
    origin = address(url, settings.activecampaign_hosts)
    token = key.strip()
    if not _KEY.fullmatch(token):
        message = "Enter the key as it stands in ActiveCampaign under Settings > Developer."
        raise InvalidInput([FieldFault("key", "connection.key_malformed", message)])
    headers = {"Api-Token": token, "Accept": "application/json"}
    transport = Transport(
        "activecampaign",
        f"{origin}/api/3",
        session=session,
        headers=lambda: headers,
        calls=calls,
        pace=pace,
        policy=POLICY,
    )
    return ActiveCampaign(transport, url=origin, key=token, on_refused=on_refused)


def _split(typed: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        raise _wrong("connection.url_malformed", "This is no web address.") from None
    return parts, port


def _port_of(parts: SplitResult) -> int:
    return _HTTPS_PORT if parts.scheme == "https" else 80


def _is_exactly(pattern: str, host: str, port: int) -> bool:
    """True for an entry with a port that names just this address."""
    try:
        entry = urlsplit(f"//{pattern.strip()}")
        named_port = entry.port
    except ValueError:
        return False
    return named_port == port and entry.hostname == host


def _fits(host: str, pattern: str) -> bool:
    """True for a host name that an entry without a port allows. The star stands for one label."""
    wanted = pattern.strip().lower()
    if ":" in wanted or is_loopback(host) or _is_ip(host):
        return False
    if not all(_LABEL.fullmatch(label) for label in host.split(".")):
        return False
    return wanted in (host, f"*.{host.partition('.')[2]}")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _wrong(code: str, message: str) -> InvalidInput:
    return InvalidInput([FieldFault("url", code, message)])
