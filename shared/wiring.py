"""The one place where clients, stores and services are put together, once per process."""

import logging
import os
import threading
import time
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial

import requests

from shared.actions.connect import digest_of, key_secret
from shared.actions.key_health import note_refusal
from shared.actions.people import People
from shared.actions.webhook_gate import WebhookGate
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.connect import open_account_session, open_activecampaign
from shared.activecampaign.pace import CallPace
from shared.activecampaign.timetable import Board, Who
from shared.dataverse.client import Dataverse
from shared.dataverse.connect import open_dataverse
from shared.dataverse.token import TokenSource, token_source
from shared.errors import Conflict
from shared.settings import Settings, load_settings
from shared.store.account_stores import AccountStores, stores_of
from shared.store.audit import AuditStore
from shared.store.connection import Storage
from shared.store.connection_store import Connection, ConnectionStore
from shared.store.consent import ConsentLedger
from shared.store.day_counts import DayCounts
from shared.store.documents import Documents
from shared.store.erased import ErasedKey
from shared.store.events import EventQueue
from shared.store.given_up import GivenUp
from shared.store.leases import LeaseStore
from shared.store.links import LinkStore
from shared.store.live_events import LiveEvents
from shared.store.mappings import MappingStore
from shared.store.problems import ProblemStore
from shared.store.runs import RunStore
from shared.store.secrets import Secrets, open_secrets
from shared.store.sends import SendStore
from shared.store.shared_numbers import SharedNumbers
from shared.store.steps import StepQueue
from shared.store.sync_settings import SyncSettingsStore
from shared.store.timeline import TimelineQueue
from shared.store.waiting import WaitingEvents
from shared.sync.engine import Engine
from shared.sync.prepare import Preparer
from shared.sync.states import SyncStates
from shared.sync.upgrade import Upgrade
from shared.transport import AlsoTold, Calls, open_session

QUIET_LOGGERS = ("azure", "urllib3", "msal")
"""Libraries that write whole request lines, with emails and keys in them, when left to talk."""

NOT_CONNECTED = "ActiveCampaign is not connected."
CONNECT = "Enter address and key on the Settings page and choose Connect."


class NotConnected(Conflict):
    code = "connection.missing"
    title = "Not connected"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """Everything that lives as long as the process. Safe for many threads.

    `lane` says whether somebody waits for what it does: then its calls to ActiveCampaign go
    before those of syncs. `known` is what is known of one ActiveCampaign account. While another
    is connected, this app calls itself not connected."""

    settings: Settings
    storage: Storage
    known: AccountStores
    documents: Documents
    session: requests.Session
    account_session: requests.Session
    token: TokenSource
    pace: CallPace
    secrets: Secrets
    connection_store: ConnectionStore
    sync_settings: SyncSettingsStore
    runs: RunStore
    sends: SendStore
    audit: AuditStore
    events: EventQueue
    timeline: TimelineQueue
    counts: DayCounts
    lane: Who = "work"
    people: People = field(init=False)
    webhook_gate: WebhookGate = field(init=False)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        set_once = object.__setattr__
        set_once(self, "people", People(lambda: self.dataverse(Calls()), time.monotonic))
        set_once(self, "webhook_gate", WebhookGate(self.secrets, self.clock))
        set_once(self, "engine", self._engine())

    @property
    def links(self) -> LinkStore:
        return self.known.links

    @property
    def mappings(self) -> MappingStore:
        return self.known.mappings

    @property
    def problems(self) -> ProblemStore:
        return self.known.problems

    @property
    def given_up(self) -> GivenUp:
        return GivenUp(self.storage)

    @property
    def waiting_events(self) -> WaitingEvents:
        return WaitingEvents(self.storage)

    @property
    def live_events(self) -> LiveEvents:
        return self.known.live_events

    def clock(self) -> datetime:
        """Now, aware and in UTC."""
        return utc_now()

    def dataverse(self, calls: Calls) -> Dataverse:
        """The Dynamics environment of the settings."""
        return open_dataverse(
            self.settings,
            calls=AlsoTold(calls, self.counts.call),
            session=self.session,
            token=self.token,
            refused=self.token.refused,
        )

    def activecampaign(self, calls: Calls) -> ActiveCampaign:
        """The connected account. Raises NotConnected."""
        connection = self._connection()
        key = self._key(connection) if connection is not None else None
        if connection is None or key is None:
            raise NotConnected(NOT_CONNECTED, remedy=CONNECT)
        return open_activecampaign(
            connection.url,
            key,
            settings=self.settings,
            calls=AlsoTold(calls, self.counts.call),
            session=self.account_session,
            pace=self.pace.of(self.lane),
            on_refused=partial(note_refusal, self.connection_store, connection.key_digest),
        )

    def open_account(self, url: str, key: str, calls: Calls) -> ActiveCampaign:
        """An account by its address and key. Raises InvalidInput."""
        return open_activecampaign(
            url,
            key,
            settings=self.settings,
            calls=AlsoTold(calls, self.counts.call),
            session=self.account_session,
            pace=self.pace.of(self.lane),
        )

    def for_people(self) -> "App":
        """The same for what people wait for."""
        twin = copy(self)
        set_once = object.__setattr__
        set_once(twin, "lane", "people")
        engine = replace(self.engine, open_activecampaign=twin.activecampaign)
        set_once(twin, "engine", engine)
        return twin

    def at_account(self, number: int) -> "App":
        """The same app with what is known of another account."""
        return replace(self, known=stores_of(self.storage, number, self.clock))

    def _connection(self) -> Connection | None:
        connection = self.connection_store.load()
        return connection if connection and connection.account == self.known.number else None

    def _key(self, connection: Connection) -> str | None:
        name = key_secret(connection.account)
        key = self.secrets.get(name)
        if key is None or digest_of(key) != connection.key_digest:
            self.secrets.refresh()  # another worker may have connected with another key
            key = self.secrets.get(name)
        return key

    def _engine(self) -> Engine:
        known = self.known
        return Engine(
            links=known.links,
            claims=known.claims,
            open_contact_index=known.open_contact_index,
            open_consent=lambda: ConsentLedger(self.storage, ErasedKey(self.secrets).get),
            problems=known.problems,
            history=known.history,
            runs=self.runs,
            cursors=known.cursors,
            reconciliations=known.reconciliations,
            leases=LeaseStore(self.storage, self.clock),
            steps=StepQueue(self.storage),
            mappings=known.mappings,
            sync_settings=self.sync_settings,
            states=SyncStates(known.cursors),
            preparer=Preparer(
                known.documents,
                known.mappings,
                known.problems,
                self.clock,
                self.settings.opt_out_column,
            ),
            clock=self.clock,
            is_connected=lambda: self._connection() is not None,
            note_webhook=self.connection_store.note_received,
            open_dataverse=self.dataverse,
            open_activecampaign=self.activecampaign,
        )


@dataclass(frozen=True)
class Outside:
    """Through what an app reaches storage and the remote systems. By `board` it agrees with other
    hosts on the pace of calls; without, it knows of none."""

    storage: Storage
    session: requests.Session
    account_session: requests.Session
    token: TokenSource
    board: Board | None = None


def reach_out(settings: Settings) -> Outside:
    """By the network, as the settings say; tables and queues are made if they are missing, and
    what an older version has stored is brought up to date. Raises StorageTooNew, BeingUpgraded."""
    storage = Storage(settings)
    storage.create_all()
    Upgrade(storage, utc_now).ensure()
    session = open_session()
    return Outside(
        storage=storage,
        session=session,
        account_session=open_account_session(settings.activecampaign_hosts),
        token=token_source(settings, session=session),
        board=SharedNumbers(storage, "activecampaign").change,
    )


def build(settings: Settings, outside: Outside | None = None) -> App:
    """An app of its own."""
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    outside = outside or reach_out(settings)
    storage = outside.storage
    connection_store = ConnectionStore(storage)
    return App(
        settings=settings,
        storage=storage,
        known=stores_of(storage, connection_store.account(), utc_now),
        documents=Documents(storage),
        session=outside.session,
        account_session=outside.account_session,
        token=outside.token,
        pace=CallPace(
            settings.activecampaign_calls_per_second,
            settings.activecampaign_imports_per_minute,
            board=outside.board,
        ),
        secrets=open_secrets(settings, storage),
        connection_store=connection_store,
        sync_settings=SyncSettingsStore(storage),
        runs=RunStore(storage),
        sends=SendStore(storage, utc_now),
        audit=AuditStore(storage),
        events=EventQueue(storage),
        timeline=TimelineQueue(storage),
        counts=DayCounts(storage, utc_now),
    )


_LOCK = threading.Lock()


def app() -> App:
    """The app of this process for the account that is connected. Built when it is first asked
    for: indexing the functions must need neither settings nor storage."""
    with _LOCK:
        first = _first_app()
    account = first.connection_store.account()
    with _LOCK:
        return _app_of(account)


def app_for_people() -> App:
    """The same for functions whose answer somebody waits for."""
    current = app()
    with _LOCK:
        return _app_for_people(current.known.number)


@cache
def _app_for_people(account: int) -> App:
    return _app_of(account).for_people()


@cache
def _first_app() -> App:
    return build(load_settings(os.environ))


@cache
def _app_of(account: int) -> App:
    first = _first_app()
    return first if first.known.number == account else first.at_account(account)
