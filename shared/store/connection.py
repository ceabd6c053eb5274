"""Opens tables and queues. The one place that knows how the storage account is reached."""

import threading
from collections.abc import Callable
from typing import Any, Final, Protocol, TypeVar

import requests
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.pipeline.transport import RequestsTransport
from azure.data.tables import TableClient, TableServiceClient
from azure.storage.queue import (
    QueueClient,
    QueueServiceClient,
    TextBase64DecodePolicy,
    TextBase64EncodePolicy,
)
from requests.adapters import HTTPAdapter

from shared.errors import AnswerNotUnderstood, AppError, RightMissing, Throttled, Unreachable
from shared.settings import Settings

T = TypeVar("T")

TABLES: Final = (
    "links",
    "claims",
    "contacts",
    "documents",
    "runs",
    "leases",
    "problems",
    "sends",
    "history",
    "consent",
    "optouts",
    "audit",
    "counts",
    "suspects",
    "live",
)
ACCOUNT_TABLES: Final = (
    "links",
    "claims",
    "contacts",
    "documents",
    "problems",
    "history",
    "suspects",
    "live",
)
"""Those of which each ActiveCampaign account has its own: their rows name its contacts."""

STEPS_QUEUE: Final = "sync-steps"
EVENTS_QUEUE: Final = "activecampaign-events"
TIMELINE_QUEUE: Final = "timeline"
_WORKED_OFF: Final = (STEPS_QUEUE, EVENTS_QUEUE, TIMELINE_QUEUE)
GIVEN_UP_QUEUES: Final = tuple(f"{name}-poison" for name in _WORKED_OFF)
QUEUES: Final = (*_WORKED_OFF, *GIVEN_UP_QUEUES)

PIPELINE: Final[dict[str, Any]] = {
    "retry_total": 4,
    "retry_backoff_max": 8,
    "connection_timeout": 5,
    "read_timeout": 30,
}
"""The SDKs' own defaults let a call hang for minutes (azure-core 1.41, _retry.py;
azure-storage-queue 12.18, policies.py; read 2026-11-24)."""

QUEUE_PIPELINE: Final[dict[str, Any]] = {
    "initial_backoff": 1,
    "increment_base": 2,
    "random_jitter_range": 1,
}
"""The queue's SDK knows no longest wait: 1, 3, 5 and 9 seconds, give or take one."""

CONNECTIONS: Final = 64
"""Kept open. The SDK's own transport keeps ten, and opens a new one for each call beyond."""

THROTTLED_SECONDS: Final = 10.0


class Tables(Protocol):
    """Where a store finds its table."""

    def table(self, name: str) -> TableClient: ...


class Storage:
    """Clients of the tables and queues, made once and shared by all threads."""

    def __init__(self, settings: Settings, *, prefix: str = "acd", **pipeline: Any) -> None:
        """`prefix` goes before every table name. `pipeline` goes to the SDK as it is."""
        options = {**PIPELINE, **pipeline}
        self._prefix = prefix
        self._lock = threading.Lock()
        self._created = False
        self._tables, self._queues = _services(settings, options)
        self._table_clients: dict[str, TableClient] = {}
        self._queue_clients: dict[str, QueueClient] = {}

    def table(self, name: str) -> TableClient:
        """The client of one of `TABLES`."""
        with self._lock:
            if name not in self._table_clients:
                self._table_clients[name] = self._tables.get_table_client(self._prefix + name)
            return self._table_clients[name]

    def queue(self, name: str) -> QueueClient:
        """The client of one of `QUEUES`. Messages are base64 both ways, as the Functions host
        wants them; a plain one would be poisoned without a word (azure-sdk-for-net#21449)."""
        with self._lock:
            if name not in self._queue_clients:
                self._queue_clients[name] = self._queues.get_queue_client(
                    name,
                    message_encode_policy=TextBase64EncodePolicy(),
                    message_decode_policy=TextBase64DecodePolicy(),
                )
            return self._queue_clients[name]

    def of_account(self, number: int) -> "AccountTables":
        """The tables of the account with this number, made if they are missing."""
        tables = AccountTables(self, str(number) if number > 1 else "")
        if number > 1:
            for name in ACCOUNT_TABLES:
                self._create_table(f"{self._prefix}{name}{number}")
        return tables

    def create_all(self) -> None:
        """Creates the tables and queues that are missing, once per process."""
        with self._lock:
            if self._created:
                return
        for table in TABLES:
            self._create_table(self._prefix + table)
        for queue in QUEUES:
            _create_queue(self.queue(queue))
        with self._lock:
            self._created = True

    def _create_table(self, name: str) -> None:
        guarded(lambda: self._tables.create_table_if_not_exists(name))


class AccountTables:
    """The tables of one account. Those of the first bear no number."""

    def __init__(self, storage: Storage, suffix: str) -> None:
        self._storage = storage
        self._suffix = suffix

    def table(self, name: str) -> TableClient:
        """The client of one of `ACCOUNT_TABLES`."""
        return self._storage.table(name + self._suffix)


def _create_queue(queue: QueueClient) -> None:
    try:
        queue.create_queue()
    except ResourceExistsError:
        return
    except AzureError as fault:
        raise storage_error(fault) from None


def _transport(address: str) -> RequestsTransport:
    """For one service at `address`. What the environment says of proxies and certificates is
    looked up once: requests would do so for every call, which takes a third of its time."""
    session = requests.Session()
    known = session.merge_environment_settings(address, {}, None, None, None)
    session.proxies = known["proxies"]
    session.trust_env = False
    session.mount("https://", HTTPAdapter(pool_maxsize=CONNECTIONS))
    session.mount("http://", HTTPAdapter(pool_maxsize=CONNECTIONS))
    return RequestsTransport(
        session=session,
        session_owner=False,
        connection_timeout=PIPELINE["connection_timeout"],
        read_timeout=PIPELINE["read_timeout"],
        connection_verify=known["verify"],
    )


def _services(
    settings: Settings, options: dict[str, Any]
) -> tuple[TableServiceClient, QueueServiceClient]:
    if settings.storage_connection is not None:
        connection = settings.storage_connection.get_secret_value()
        tables = TableServiceClient.from_connection_string(connection).url
        queues = QueueServiceClient.from_connection_string(connection).url
        return (
            TableServiceClient.from_connection_string(
                connection, **{"transport": _transport(tables), **options}
            ),
            QueueServiceClient.from_connection_string(
                connection, **{"transport": _transport(queues), **options}, **QUEUE_PIPELINE
            ),
        )
    from azure.identity import ManagedIdentityCredential

    credential = ManagedIdentityCredential(client_id=settings.storage_client_id)
    account = settings.storage_account_name
    tables = settings.storage_table_uri or f"https://{account}.table.core.windows.net"
    queues = settings.storage_queue_uri or f"https://{account}.queue.core.windows.net"
    return (
        TableServiceClient(
            tables, credential=credential, **{"transport": _transport(tables), **options}
        ),
        QueueServiceClient(
            queues,
            credential=credential,
            **{"transport": _transport(queues), **options},
            **QUEUE_PIPELINE,
        ),
    )


def guarded(call: Callable[[], T]) -> T:
    """`call()`, with failures of the storage account as errors of ours. Answers that callers
    decide upon (not found, exists, modified) must be caught inside `call`."""
    try:
        return call()
    except AzureError as fault:
        raise storage_error(fault) from None


def storage_error(fault: AzureError) -> AppError:
    """What a failure of the SDK means to us."""
    if isinstance(fault, ServiceRequestError | ServiceResponseError):
        return Unreachable("storage", "The storage account gave no answer.")
    status = fault.status_code if isinstance(fault, HttpResponseError) else None
    if status in (429, 503):
        return Throttled(
            "storage", "The storage account is busy.", retry_after_seconds=THROTTLED_SECONDS
        )
    if status in (401, 403):
        return RightMissing(
            "storage",
            "The storage account refused the app.",
            remedy="Give the app's identity the roles Storage Table Data Contributor and Storage "
            "Queue Data Contributor.",
            status=status,
        )
    if status is not None and status >= 500:
        return Unreachable("storage", f"The storage account answered {status}.", status=status)
    return AnswerNotUnderstood(
        "storage", f"The storage account refused a request ({status}).", status=status
    )
