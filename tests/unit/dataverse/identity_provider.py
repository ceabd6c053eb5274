"""A small identity provider on loopback: discovery, token endpoint, managed identity."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class IdentityProvider:
    """Answers token requests with `status` and `body`; remembers what it was asked."""

    url: str = ""
    status: int = 200
    body: Any = field(
        default_factory=lambda: {"access_token": "token-1", "expires_in": 3600, "token_type": "B"}
    )
    headers: Mapping[str, str] = field(default_factory=dict)
    discoveries: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    identity_requests: list[tuple[dict[str, str], str | None]] = field(default_factory=list)

    @property
    def token_endpoint(self) -> str:
        return f"{self.url}/tenant/oauth2/v2.0/token"


@contextmanager
def running() -> Iterator[IdentityProvider]:
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/msi/token":
                asked = dict(parse_qsl(parts.query)), self.headers.get("X-IDENTITY-HEADER")
                provider.identity_requests.append(asked)
                self._answer(provider.status, provider.body)
                return
            provider.discoveries.append(parts.path)
            self._answer(200, {"token_endpoint": provider.token_endpoint})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.forms.append(dict(parse_qsl(content)))
            self._answer(provider.status, provider.body)

        def _answer(self, status: int, body: Any) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in provider.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
