"""Takes the stand-in's webhook deliveries and hands them to the app, as its HTTP trigger does."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

Receive = Callable[[str, bytes, str], None]
"""Called with the secret, the body and the content type."""


class WebhookReceiver:
    """Listens on a port of its own. A context manager. `receive` is set once the app is built,
    which has to know the address first."""

    def __init__(self) -> None:
        self.receive: Receive | None = None
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                secret = parse_qs(urlsplit(self.path).query).get("secret", [""])[0]
                assert receiver.receive is not None
                receiver.receive(secret, body, self.headers["Content-Type"])
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Tests want no access log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "WebhookReceiver":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
