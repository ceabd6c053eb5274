"""Which network addresses may be connected to for an account, checked on each connection. Knows
no URL and no pattern of hosts.

A name is resolved here, once, and what it resolved to is connected to: one that is public when it
is checked and private when it is called (DNS rebinding) gains nothing. What is public is told by
the IANA registries of special addresses, as `ipaddress` has them, and by what those leave out."""

import socket
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util import connection as sockets

from shared.telemetry.output import Log

log = Log(__name__)

IP = IPv4Address | IPv6Address
Guard = Callable[[str, int, IP], bool]
"""Whether this host and port may be called at this address."""

_NAT64 = ip_network("64:ff9b::/96")
_TEREDO = ip_network("2001::/32")
_CLOSED = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32",  # Azure's own services, as seen from within a virtual machine
            "192.0.0.0/24",
            "192.88.99.0/24",
            "3fff::/20",  # documentation, RFC 9637, later than Python 3.11
        ),
    )
)


def is_public(address: IP) -> bool:
    """False for what is loopback, private, shared, link-local, multicast, reserved or a cloud's
    metadata, also where an IPv6 address only wraps such an IPv4 address."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    closed = (
        address.is_multicast
        or address.is_reserved
        or getattr(address, "is_site_local", False)
        or address in _TEREDO
        or any(address in network for network in _CLOSED)
    )
    return address.is_global and not closed


def _wrapped(address: IP) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class GuardedAdapter(HTTPAdapter):
    """Connects only where `guard` lets it. Asks no proxy, which would resolve names itself."""

    def __init__(self, *, guard: Guard, **given: Any) -> None:
        self._guard = guard
        super().__init__(**given)

    def init_poolmanager(self, *args: Any, **given: Any) -> None:
        super().init_poolmanager(*args, **given)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_PlainPool, guard=self._guard),
            "https": partial(_TlsPool, guard=self._guard),
        }

    def send(
        self, request: requests.PreparedRequest, *args: Any, **given: Any
    ) -> requests.Response:
        return super().send(request, *args, **{**given, "proxies": None})


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, guard: Guard, **given: Any) -> None:
        super().__init__(*args, **given)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _connected(self, self._guard)


class _Tls(HTTPSConnection):
    def __init__(self, *args: Any, guard: Guard, **given: Any) -> None:
        super().__init__(*args, **given)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _connected(self, self._guard)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls


def _connected(made: HTTPConnection, guard: Guard) -> socket.socket:
    """A socket to the first address that answers; none if one of them may not be called."""
    try:
        found = socket.getaddrinfo(made.host, made.port, type=socket.SOCK_STREAM)
    except socket.gaierror as fault:
        raise NameResolutionError(made.host, made, fault) from fault
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(guard(made.host, made.port, ip_address(one)) for one in addresses):
        log.warning("%s: not called, since its address is not public", made.host)
        raise NewConnectionError(made, "The address is not public.")
    failed: OSError = OSError("no address")
    for one in addresses:
        try:
            return sockets.create_connection(
                (one, made.port),
                made.timeout,
                source_address=made.source_address,
                socket_options=made.socket_options,
            )
        except OSError as fault:
            failed = fault
    if isinstance(failed, TimeoutError):
        raise ConnectTimeoutError(made, "There was no answer in time.") from failed
    raise NewConnectionError(made, "No connection was made.") from failed
