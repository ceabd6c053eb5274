"""Blob and Queue service of one storage account: the few calls that the host itself makes.

A small client of the REST API, with Shared Key, on the host's event loop. The SDK for blobs
is no dependency of this project, and the SDK for queues logs every call into the app's own
log; neither would leave the two cores of a laptop to the app.
learn.microsoft.com/rest/api/storageservices: authorize-with-shared-key, put-message,
get-messages, update-message, lease-blob (read 2026-11-24). Knows nothing of functions."""

import base64
import hashlib
import hmac
import re
import xml.etree.ElementTree as Xml
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from xml.sax.saxutils import escape

import aiohttp
from yarl import URL

from sandbox.host.app_settings import SettingsRefused

_VERSION = "2021-12-02"
_DEVELOPMENT = (
    "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"
    "QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1"
)


class StorageRefused(Exception):
    """An answer of the storage service that is no success."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"storage answered {status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Account:
    """Name, key and endpoints of one storage account."""

    name: str
    key: bytes
    blob: URL
    queue: URL

    @classmethod
    def parse(cls, connection: str) -> "Account":
        """Raises SettingsRefused for a connection string without account, key or endpoints."""
        if connection.strip().rstrip(";").lower() == "usedevelopmentstorage=true":
            connection = _DEVELOPMENT
        parts = dict(part.split("=", 1) for part in connection.split(";") if "=" in part)
        try:
            name, key = parts["AccountName"], base64.b64decode(parts["AccountKey"], validate=True)
        except (KeyError, ValueError):
            raise SettingsRefused(
                "the storage connection string lacks AccountName or a good AccountKey"
            ) from None
        scheme = parts.get("DefaultEndpointsProtocol", "https")
        suffix = parts.get("EndpointSuffix", "core.windows.net")

        def endpoint(kind: str) -> URL:
            given = parts.get(f"{kind}Endpoint")
            return URL((given or f"{scheme}://{name}.{kind.lower()}.{suffix}").rstrip("/"))

        return cls(name, key, endpoint("Blob"), endpoint("Queue"))


@dataclass(frozen=True)
class Message:
    """One queue message as received; `text` is still encoded. Times as the service wrote them."""

    id: str
    pop_receipt: str
    dequeue_count: int
    text: str
    inserted: str
    expires: str
    next_visible: str


class Storage:
    """Calls one storage account. Every call raises StorageRefused for an answer that is no
    success and aiohttp.ClientError or TimeoutError if there is none."""

    def __init__(self, account: Account, session: aiohttp.ClientSession) -> None:
        self._account = account
        self._session = session

    async def create_queue(self, queue: str) -> None:
        """Creates the queue if it does not exist."""
        await self._call("PUT", self._account.queue / queue, accept=(201, 204, 409))

    async def put_message(self, queue: str, text: str) -> None:
        body = f"<QueueMessage><MessageText>{escape(text)}</MessageText></QueueMessage>"
        await self._call("POST", self._account.queue / queue / "messages", body.encode())

    async def receive(self, queue: str, count: int, lease_seconds: int) -> list[Message]:
        """At most `count` visible messages, made invisible for `lease_seconds`."""
        url = (self._account.queue / queue / "messages").with_query(
            numofmessages=count, visibilitytimeout=lease_seconds
        )
        _, body = await self._call("GET", url)
        # The answer comes from the storage account that the app itself trusts.
        rows = Xml.fromstring(body.decode("utf-8-sig"))  # noqa: S314
        return [
            Message(
                id=row.findtext("MessageId", ""),
                pop_receipt=row.findtext("PopReceipt", ""),
                dequeue_count=int(row.findtext("DequeueCount", "0")),
                text=row.findtext("MessageText") or "",
                inserted=_iso(row.findtext("InsertionTime", "")),
                expires=_iso(row.findtext("ExpirationTime", "")),
                next_visible=_iso(row.findtext("TimeNextVisible", "")),
            )
            for row in rows.iter("QueueMessage")
        ]

    async def hide(self, queue: str, message_id: str, pop_receipt: str, seconds: int) -> str:
        """Makes a received message invisible for `seconds` from now; gives its new receipt."""
        url = (self._account.queue / queue / "messages" / message_id).with_query(
            popreceipt=pop_receipt, visibilitytimeout=seconds
        )
        headers, _ = await self._call("PUT", url)
        return headers["x-ms-popreceipt"]

    async def delete_message(self, queue: str, message_id: str, pop_receipt: str) -> None:
        url = (self._account.queue / queue / "messages" / message_id).with_query(
            popreceipt=pop_receipt
        )
        await self._call("DELETE", url)

    async def create_container(self, container: str) -> None:
        """Creates the container if it does not exist."""
        url = (self._account.blob / container).with_query(restype="container")
        await self._call("PUT", url, accept=(201, 409))

    async def put_blob(
        self, container: str, name: str, body: bytes, *, only_if_new: bool = False
    ) -> None:
        """Writes a blob; with `only_if_new` an existing one is left as it is."""
        headers = {"x-ms-blob-type": "BlockBlob"}
        if only_if_new:
            headers["If-None-Match"] = "*"
        accept = (201, 409, 412) if only_if_new else (201,)
        await self._call("PUT", self._blob(container, name), body, headers, accept)

    async def get_blob(self, container: str, name: str) -> bytes:
        _, body = await self._call("GET", self._blob(container, name))
        return body

    async def lease(
        self, container: str, name: str, action: str, lease_id: str, seconds: int = 0
    ) -> None:
        """`action` is acquire (for `seconds`, 15 to 60), renew or release. A lease held under
        another id answers 409."""
        headers = {"x-ms-lease-action": action}
        if action == "acquire":
            headers["x-ms-lease-duration"] = str(seconds)
            headers["x-ms-proposed-lease-id"] = lease_id
        else:
            headers["x-ms-lease-id"] = lease_id
        url = self._blob(container, name).with_query(comp="lease")
        await self._call("PUT", url, headers=headers)

    def _blob(self, container: str, name: str) -> URL:
        return self._account.blob.joinpath(container, *name.split("/"))

    async def _call(
        self,
        method: str,
        url: URL,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200, 201, 202, 204),
    ) -> tuple[Mapping[str, str], bytes]:
        sent = {"x-ms-version": _VERSION, "x-ms-date": formatdate(usegmt=True), **(headers or {})}
        if body:
            sent["Content-Type"] = "application/xml"
        sent["Authorization"] = _shared_key(self._account, method, url, sent, len(body))
        async with self._session.request(
            method, url, data=body or None, headers=sent, skip_auto_headers=("Content-Type",)
        ) as answer:
            content = await answer.read()
            if answer.status not in accept:
                found = re.search(rb"<Code>(\w+)</Code>", content)
                code = answer.headers.get("x-ms-error-code") or (found[1].decode() if found else "")
                raise StorageRefused(answer.status, code)
            return answer.headers, content


def _shared_key(
    account: Account, method: str, url: URL, headers: Mapping[str, str], length: int
) -> str:
    plain = {name.lower(): value for name, value in headers.items()}
    standard = (
        "",  # Content-Encoding
        "",  # Content-Language
        str(length or ""),
        "",  # Content-MD5
        plain.get("content-type", ""),
        "",  # Date: x-ms-date is sent instead
        "",  # If-Modified-Since
        "",  # If-Match
        plain.get("if-none-match", ""),
        "",  # If-Unmodified-Since
        "",  # Range
    )
    own = sorted((name, value) for name, value in plain.items() if name.startswith("x-ms-"))
    query = sorted((name.lower(), value) for name, value in url.query.items())
    text = (
        "\n".join((method, *standard))
        + "\n"
        + "".join(f"{name}:{value}\n" for name, value in own)
        + f"/{account.name}{url.raw_path}"
        + "".join(f"\n{name}:{value}" for name, value in query)
    )
    signature = hmac.new(account.key, text.encode(), hashlib.sha256).digest()
    return f"SharedKey {account.name}:{base64.b64encode(signature).decode()}"


def _iso(http_date: str) -> str:
    return parsedate_to_datetime(http_date).isoformat() if http_date else ""
