"""The connect call cannot be pointed at anything but an ActiveCampaign account: every trick of the
usual lists is refused before a name is looked up, and no answer leads the key elsewhere."""

import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shared.activecampaign.connect import address, open_account_session, open_activecampaign
from shared.errors import InvalidInput, StopRun
from shared.settings import DEFAULT_HOSTS
from shared.transport import Calls, NoPace
from tests.unit.triggers.entra import settings

HOST = "acme.api-us1.com"

ADDRESSES = """
http://127.0.0.1
http://127.1
http://127.0.1
http://0
http://0.0.0.0
http://0177.0.0.1
http://0x7f.0.0.1
http://0x7f000001
http://2130706433
http://017700000001
http://127.0.0.1:80
https://127.0.0.1:443
http://localhost
https://localhost.
https://LOCALHOST
https://localhost.localdomain
https://localtest.me
https://127.0.0.1.nip.io
https://169.254.169.254.nip.io
http://169.254.169.254/latest/meta-data/
http://169.254.169.254/metadata/instance?api-version=2021-02-01
http://[fd00:ec2::254]/latest/meta-data/
http://metadata.google.internal/computeMetadata/v1/
http://168.63.129.16/machine
http://100.100.100.200/latest/meta-data/
http://192.0.0.192/latest/
http://2852039166
http://0xA9FEA9FE
http://[::]
http://[::1]
http://[::ffff:127.0.0.1]
http://[::ffff:a9fe:a9fe]
http://[0:0:0:0:0:ffff:127.0.0.1]
http://[::127.0.0.1]
http://[64:ff9b::7f00:1]
http://[2002:7f00:1::]
http://[fe80::1%25eth0]
http://10.0.0.1
http://172.16.0.1
http://192.168.0.1
https://acme.api-us1.com@127.0.0.1
https://127.0.0.1@acme.api-us1.com
https://user:pass@acme.api-us1.com
https://acme.api-us1.com:pass@evil.example
https://acme.api-us1.com%40evil.example
https://acme.api-us1.com%2f@evil.example
https://evil.example#acme.api-us1.com
https://evil.example#@acme.api-us1.com
https://evil.example?acme.api-us1.com
https://evil.example/acme.api-us1.com
https://evil.example\\acme.api-us1.com
https://evil.example\\@acme.api-us1.com
https://acme.api-us1.com\\.evil.example
https://acme.api-us1.com\\@evil.example
https://acme.api-us1.com;evil.example
https://acme.api-us1.com,evil.example
https://acme.api-us1.com evil.example
https://acme.api-us1.com%00.evil.example
https://acme.api-us1.com%20.evil.example
https://acme.api-us1.com%2eevil.example
https://acme.api-us1.com.evil.example
https://acme.api-us1.com.
https://acme.api-us1.com..
https://acme.api-us1.com:443.
https://.acme.api-us1.com
https://acme..api-us1.com
https://-acme.api-us1.com
https://acme-.api-us1.com
https://*.api-us1.com
https://evilapi-us1.com
https://api-us1.com
https://a.b.api-us1.com
https://acme.api-us1.com:0
https://acme.api-us1.com:22
https://acme.api-us1.com:80
https://acme.api-us1.com:8443
https://acme.api-us1.com:65536
https://acme.api-us1.com:-1
https://acme.api-us1.com:443:80
https://acme.api-us1.com/api/3/../../admin
https://acme.api-us1.com/api/3/%2e%2e/
https://acme.api-us1.com/api/3//
https://acme.api-us1.com//evil.example
https://acme.api-us1.com/admin/api.php
https://acme.api-us1.com/;@evil.example
https://acme.api-us1.com?x
https://acme.api-us1.com/?url=http://127.0.0.1
https://acme.api-us1.com#x
http://acme.api-us1.com
ftp://acme.api-us1.com
file:///etc/passwd
file://acme.api-us1.com/etc/passwd
gopher://127.0.0.1:25/x
dict://127.0.0.1:11211/stat
data:text/plain,hello
javascript:alert(1)
jar:https://acme.api-us1.com!/
unix:/var/run/docker.sock
//evil.example
///evil.example
https:evil.example
https:/evil.example
https:///evil.example
https://
https://[acme.api-us1.com]
https://[::1]@acme.api-us1.com
https://аcme.api-us1.com
https://acme.аpi-us1.com
https://ａcme.api-us1.com
https://acme。api-us1。com
https://acme．api-us1．com
https://acme.api-us1.ｃom
https://acme.api-ⅵ1.com
https://①②⑦.⓪.⓪.①
https://xn--80ak6aa92e.com
https://acme.api-us1.com\u2044evil.example
https://acme.api-us1.com\u200b
https://\u200bacme.api-us1.com
https://acme\u00ad.api-us1.com
https://acme.api-us1.com\u202e
https://127.000.000.001
https://127.0.0.1.
https://0x7f.1
https://00000177.0.0.1
https://2130706433.
https://4294967297
https://0xffffffff7f000001
https://-1
https://1.1
https://169.254.43518
https://169.254.169.254.
https://0251.0376.0251.0376
https://0xa9.0xfe.0xa9.0xfe
https://169.254.169.254%2f.api-us1.com
https://169.254.169.254%5c.api-us1.com
https://169.254.169.254/.acme.api-us1.com
https://169.254.169.254%2523@acme.api-us1.com
https://acme.api-us1.com:443@169.254.169.254
https://[::ffff:169.254.169.254]
https://[::ffff:0:169.254.169.254]
https://[64:ff9b:1::a9fe:a9fe]
https://[fe80::5efe:127.0.0.1]
https://[::1%25lo]
https://[::1].api-us1.com
https://[v1.fe80::a]
https://[127.0.0.1]
https://[]
https://metadata
https://instance-data
https://metadata.azure.internal
https://kubernetes.default.svc
https://host.docker.internal
https://7f000001.rbndr.us
https://make-169.254.169.254-rr.1u.ms
https://acme.api-us1.com.localtest.me
https://:@acme.api-us1.com
https://%40acme.api-us1.com
https://acme%2eapi-us1.com
https://acme%252eapi-us1.com
https://acme.api-us1.com%0d%0aX:1
https://a%0d%0aHost:x.api-us1.com
https://acme.api-us1.com:443%0d%0aX:1
https://acme.api-us1.com:+443
https://acme.api-us1.com:4_4_3
https://acme.api-us1.com:1e3
https://acme.api-us1.com:0x1bb
https://acme.api-us1.com:４４３
https://acme.api-us1.com:٤٤٣
https://acme.api-us1.com/%2e
https://acme.api-us1.com/.
https://acme.api-us1.com/api%2f3
https://acme.api-us1.com/API/3
https://acme.api-us1.com/api/3;x
https:////acme.api-us1.com
https+unix://acme.api-us1.com
httpss://acme.api-us1.com
url:https://acme.api-us1.com
http s://acme.api-us1.com
https://acme_x.api-us1.com
https://acme~.api-us1.com
https://acme'.api-us1.com
https://acme|.api-us1.com
https://acme<.api-us1.com
https://evil.example／.api-us1.com
https://evil.example？.api-us1.com
https://evil.example＃.api-us1.com
https://evil.example＠acme.api-us1.com
https://evil.example：443＠acme.api-us1.com
https://evil.example﹫acme.api-us1.com
https://acme｡api-us1｡com
https://acme\u3002api-us1.com
https://１２７.०.0.1
https://①⑥⑨.②⑤④.①⑥⑨.②⑤④
https://٣.api-us1.com
https://ſ.api-us1.com
https://acmeß.api-us1.com
https://acme℀.api-us1.com
https://acme.actıvehosted.com
https://acme.аctivehosted.com
https://acme.activehosted.cοm
https://acme.xn--ctivehosted-85j.com
https://xn--activehosted-.com
https://acme.xn--api-us1-.com
https://acme.activehosted.co
https://acme.activehosted.comm
https://acme-activehosted.com
https://activehosted.com
https://www.activecampaign.com
https://a.b.activehosted.com
https://acme.activehosted.com-evil.example
https://*.activehosted.com
https://%2a.activehosted.com
https://127.0.0.1.activehosted.com
https://acme\u200d.api-us1.com
https://acme\ufeff.api-us1.com
https://acme\u2060.api-us1.com
""".strip().splitlines()

LONG = {
    "label": f"https://{'a' * 64}.api-us1.com",
    "name": f"https://{'a.' * 200}api-us1.com",
    "host": f"https://{'a' * 70_000}.api-us1.com",
    "path": f"https://{HOST}/{'a' * 70_000}",
    "query": f"https://{HOST}?{'a' * 70_000}",
    "user": f"https://{'u' * 70_000}@{HOST}",
    "port": f"https://{HOST}:{'4' * 5_000}",
    "port of zeros": f"https://{HOST}:{'0' * 5_000}443",
    "IPv6": f"https://[{'1:' * 2_000}]",
}


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_that_is_no_account_is_refused_without_a_look_up(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    def look_up(*_: object, **__: object) -> None:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(InvalidInput) as refused:
        address(typed, DEFAULT_HOSTS)
    assert [fault.field for fault in refused.value.faults] == ["url"]


@pytest.mark.parametrize("typed", LONG.values(), ids=LONG)
def test_an_address_that_is_too_long_is_refused_in_few_words(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        address(typed, DEFAULT_HOSTS)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    "typed",
    [
        "HTTPS://ACME.API-US1.COM",
        "https://acme.api-us1.com:",
        "https://acme.api-us1.com:00443",
        "https://acme.api-us1.com/?#",
        "https://\u212aite.api-us1.com",
    ],
)
def test_what_is_an_account_in_odd_spelling_is_called_by_its_plain_name(typed: str) -> None:
    assert re.fullmatch(r"https://[a-z]+\.api-us1\.com", address(typed, DEFAULT_HOSTS))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\t", "\x00", "\x0b", "\x7f", " x", "\u2028"])
def test_no_character_of_control_gets_into_a_request(end: str) -> None:
    for typed in (f"https://{HOST}{end}/api/3", f"https://acme{end}.api-us1.com"):
        with pytest.raises(InvalidInput):
            address(typed, DEFAULT_HOSTS)


class Redirecting:
    """An account, as an attacker would run it, whose every answer leads elsewhere."""

    def __init__(self) -> None:
        outer = self
        self.status, self.location = 302, ""
        self.calls = 0

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.calls += 1
                self.send_response(outer.status)
                self.send_header("Location", outer.location)
                self.send_header("Refresh", f"0; url={outer.location}")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Tests want no access log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.netloc = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def account() -> Iterator[Redirecting]:
    made = Redirecting()
    yield made
    made.close()


@pytest.fixture
def elsewhere() -> Iterator[Redirecting]:
    made = Redirecting()
    yield made
    made.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["http://{0}/", "//{0}/", "http://169.254.169.254/", "/other"])
def test_the_key_is_not_taken_along_to_where_an_account_redirects(
    account: Redirecting, elsewhere: Redirecting, status: int, place: str
) -> None:
    account.status, account.location = status, place.format(elsewhere.netloc)
    hosts = (account.netloc, elsewhere.netloc)
    client = open_activecampaign(
        f"http://{account.netloc}",
        "secret-key",
        settings=settings(ACTIVECAMPAIGN_HOSTS=",".join(hosts)),
        calls=Calls(),
        session=open_account_session(hosts),
        pace=NoPace(),
    )
    with pytest.raises(StopRun) as refused:
        client.me()
    assert (account.calls, elsewhere.calls) == (1, 0)
    assert "secret-key" not in str(refused.value)
