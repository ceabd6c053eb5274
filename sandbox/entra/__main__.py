"""Starts the stand-in of Entra ID: `python -m sandbox.entra --port 8200 ...`.

With `--tls-certificate` and `--tls-key` it speaks https: msal and azure-identity take no other
authority, whichever host it is on. With `--tls-port` too, it speaks http as before, and https on
that port, where the documents of discovery name it by that address."""

import asyncio
import contextlib
import signal
import ssl
import sys
from pathlib import Path

from aiohttp import web

from sandbox.entra.app import entra_app
from sandbox.entra.registration import Certificate, Registration
from sandbox.kit.server import parser

PORT = 8200
TENANT = "7e000000-0000-4000-8000-000000000001"
CLIENT = "ac100000-0000-4000-8000-000000000001"
SECRET = "sandbox-client-secret"


def main() -> None:
    options = parser("entra", PORT)
    add = options.add_argument
    add("--tenant", default=TENANT)
    add("--client-id", default=CLIENT)
    add("--client-secret", default=SECRET, help="empty: the app has no secret")
    add("--certificate", type=Path, action="append", default=[], help="PEM, for client_assertion")
    add("--redirect-uri", action="append", default=[], help="default: any address on loopback")
    add("--resource", action="append", default=[], help="what tokens may be had for; default any")
    add("--app-role", action="append", default=[], help="`roles` of the app's own tokens")
    add("--url", help="own address as clients name it")
    add("--tls-certificate", type=Path, help="PEM")
    add("--tls-key", type=Path, help="PEM")
    add("--tls-port", type=int, help="speak https on this port, and http on the other")
    chosen = options.parse_args()
    registration = Registration(
        tenant=chosen.tenant,
        client_id=chosen.client_id,
        secret=chosen.client_secret,
        certificates=tuple(Certificate.read(path) for path in chosen.certificate),
        redirect_uris=frozenset(chosen.redirect_uri),
        resources=frozenset(resource.rstrip("/") for resource in chosen.resource),
        app_roles=tuple(chosen.app_role),
    )
    context = None
    if chosen.tls_certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chosen.tls_certificate, chosen.tls_key)
    secure_only = context is not None and chosen.tls_port is None
    base = chosen.url or f"{'https' if secure_only else 'http'}://127.0.0.1:{chosen.port}"
    doors = [(chosen.port, context if secure_only else None)]
    if chosen.tls_port is not None:
        doors.append((chosen.tls_port, context))
    asyncio.run(_serve(entra_app(registration, base), base, doors))


async def _serve(
    app: web.Application, base: str, doors: list[tuple[int, ssl.SSLContext | None]]
) -> None:
    """As kit.server.run, which has one door and no TLS."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    for port, context in doors:
        await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    sys.stdout.write(f"ready entra {base}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    with contextlib.suppress(asyncio.CancelledError):
        await ended.wait()
    await runner.cleanup()


if __name__ == "__main__":
    main()
