"""Both systems, the storage account and the workers of the app, in this process and without
sockets; and what people and the postman do."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import requests
from aiohttp import web

from sandbox.activecampaign.accounts import ACCOUNTS, Account
from sandbox.activecampaign.app import build as activecampaign_app
from sandbox.activecampaign.events import Event
from sandbox.activecampaign.options import Options
from sandbox.dataverse.app import AUTHENTICATOR, dataverse_app
from sandbox.dataverse.auth import Authenticator, Identity
from sandbox.dataverse.control import ORGANISATION
from sandbox.dataverse.organisation import Settings as DataverseSettings
from sandbox.demo.account import fill
from sandbox.demo.compare import PAIRS
from sandbox.demo.people import USERS
from sandbox.world import CLIENT_ID, KEY, TENANT
from shared.actions.connect import connect
from shared.actions.entity_mapping import mapping_of, set_mapping
from shared.actions.models.mapping import MappingInput
from shared.actions.people import Person
from shared.actions.receive import receive
from shared.dataverse.token import Token, TokenSource
from shared.entities import ENTITIES
from shared.settings import load_settings
from shared.store.account_stores import AccountStores, stores_of
from shared.store.connection import Storage
from shared.store.sync_settings import SyncSettingsStore
from shared.wiring import App, Outside, build, utc_now
from tests.model import wire
from tests.model.conductor import OF_REMOTES, OF_STORAGE, Conductor, Worker
from tests.model.machine import MACHINE
from tests.model.storage import Account as StorageAccount
from tests.model.storage import MemoryQueue, MemoryStorage

DYNAMICS, ACTIVECAMPAIGN = "127.0.0.1:8201", "127.0.0.1:8020"
SETTINGS = {
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
    "DATAVERSE_URL": f"http://{DYNAMICS}",
    "ENTRA_TENANT_ID": TENANT,
    "ENTRA_CLIENT_ID": CLIENT_ID,
    "ENTRA_CLIENT_SECRET": "of no use",
    "LOCAL_SECRET_KEY": "a key for the model, of no use elsewhere",
    "PUBLIC_URL": "http://127.0.0.1:7071",
    "ACTIVECAMPAIGN_HOSTS": ACTIVECAMPAIGN,
    "SYNC_TICK": "0 */5 * * * *",
    "ACTIVECAMPAIGN_CALLS_PER_SECOND": "2000",
    "ACTIVECAMPAIGN_IMPORTS_PER_MINUTE": "100000",
}
LEADS, CONTACTS, AC_CONTACTS = 4, 6, 6
WORKERS = 3
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Mail:
    """A webhook on its way."""

    secret: str
    body: bytes


class Refused(Exception):
    """The system does not let a person do this."""


class Control:
    """The control routes of a stand-in: what people do there."""

    def __init__(self, session: requests.Session, host: str) -> None:
        self._session = session
        self._url = f"http://{host}/_sandbox/"

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        """Raises Refused."""
        answer = self._session.request(method, self._url + path, json=body)
        if not answer.ok:
            raise Refused(answer.text)
        return answer.json() if answer.content else None


class World:
    """A small pair of systems, connected and mapped, before the initial sync. `note` is told of
    what happens in it."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self.conductor = Conductor(note)
        self.storage = StorageAccount()
        self.mails: list[Mail] = []
        self.mailed_by_sync: list[str] = []
        self.met: list[tuple[tuple[str, str], tuple[str, str]]] = []
        self._loop = wire.Loop()
        asyncio.set_event_loop(self._loop)
        applications = {DYNAMICS: _dynamics(), ACTIVECAMPAIGN: _activecampaign()}
        self.organisation = applications[DYNAMICS][ORGANISATION]
        self.account: Account = applications[ACTIVECAMPAIGN][ACCOUNTS][0]
        self.account.delivery.post = self._post  # type: ignore[assignment, method-assign]
        self.account.changes.listeners.append(self._watch)
        for automation in self.account.store.automations.values():
            automation.status = 2  # who writes a value here is a person, or the sync
        self._servers = {
            host: wire.Server(self._loop, application) for host, application in applications.items()
        }
        session = wire.session(self._servers, lambda _, act: act())
        self.in_dynamics = Control(session, DYNAMICS)
        self.in_activecampaign = Control(session, ACTIVECAMPAIGN)
        self.workers = [Worker(number) for number in range(WORKERS)]
        self._apps: dict[int, App] = {}
        self._set_up()

    def app(self, worker: Worker) -> App:
        """The app of this worker, at the account that is connected; a new one if the process
        died."""
        if worker.dead:
            worker.dead = False
            self._apps.pop(worker.number, None)
        if worker.number not in self._apps:
            self._apps[worker.number] = self._new_app(worker)
        return self._apps[worker.number]

    def pass_time(self, seconds: float) -> None:
        """Time passes on both sides: what was to happen by itself happens."""
        MACHINE.pass_time(seconds)
        self._loop.catch_up()

    def queue(self, name: str) -> MemoryQueue:
        """A queue as the Functions host sees it."""
        return MemoryQueue(self.storage, name, lambda _, act: act())

    def known(self) -> AccountStores:
        """What the app knows, for whoever looks on."""
        storage = MemoryStorage(self.storage, lambda _, act: act())
        return stores_of(cast(Storage, storage), 1, utc_now)

    def sync_settings(self) -> SyncSettingsStore:
        """As an administrator finds them on their page."""
        storage = MemoryStorage(self.storage, lambda _, act: act())
        return SyncSettingsStore(cast(Storage, storage))

    def deliver(self, mail: Mail) -> None:
        receive(self.app(self.workers[0]), mail.secret, mail.body, FORM)

    def close(self) -> None:
        for server in self._servers.values():
            server.close()
        self._loop.close()

    def _set_up(self) -> None:
        app = self.app(self.workers[0])
        ada = next(user for user in USERS if user.key == "ada")
        admin = Person(ada.oid, ada.oid, ada.name, frozenset({"admin", "user"}))
        connect(app, admin, f"http://{ACTIVECAMPAIGN}", KEY)
        pairs = [
            {"activecampaign": key, "dynamics": shown.column, "direction": "both"}
            for key, shown in PAIRS.items()
        ]
        for entity in ENTITIES:
            content, version = mapping_of(app, entity)
            wanted = {**content.model_dump(by_alias=True), "fields": pairs}
            set_mapping(app, admin, entity, MappingInput.model_validate(wanted), version)
        app.sync_settings.change({"frequency_hours": 1, "fuse_percent": 100})

    def _new_app(self, worker: Worker) -> App:
        around = self.conductor.around
        storage = MemoryStorage(
            self.storage, lambda name, act: around(worker, name, act, OF_STORAGE)
        )
        session = wire.session(
            self._servers, lambda name, act: around(worker, name, act, OF_REMOTES)
        )
        token = TokenSource(_Issuer())
        return build(
            load_settings(SETTINGS), Outside(cast(Storage, storage), session, session, token)
        )

    async def _post(self, url: str, body: str | bytes, *_: object) -> int:
        secret = parse_qs(urlsplit(url).query)["secret"][0]
        self.mails.append(Mail(secret, body.encode() if isinstance(body, str) else body))
        return 200

    def _watch(self, event: Event) -> None:
        """Whom the app puts on a list; and whom it writes to by email, as it creates: if somebody
        took that address a moment ago, it is one more contact of the records that have it."""
        contact = event.contact
        if contact is None or event.source not in ("api", "import"):
            return
        if event.kind == "subscribe" and event.list:
            self.mailed_by_sync.append(f"contact {contact.id} joined list {event.list}")
        email = contact.email.strip().casefold()
        for entity in ENTITIES:
            for one, row in self.organisation.store.tables[entity].rows.items():
                if str(row.get("emailaddress1") or "").strip().casefold() == email:
                    self.met.append(((entity, one), ("ac", str(contact.id))))


class _Issuer:
    def issue(self) -> Token:
        return Token("a token", float("inf"))


class _Doorman(Authenticator):
    """Takes whoever comes for the app itself: tokens are the subject of other tests."""

    def __init__(self) -> None:
        """Knows nobody."""

    async def identity(self, _: str) -> Identity:
        return Identity("applicationid", CLIENT_ID, float("inf"))


def _dynamics() -> web.Application:
    settings = DataverseSettings(
        url=f"http://{DYNAMICS}", entra="http://nowhere.example", tenant=TENANT, app_id=CLIENT_ID
    )
    application = dataverse_app(settings, LEADS, CONTACTS)
    application[AUTHENTICATOR] = _Doorman()
    return application


def _activecampaign() -> web.Application:
    options = Options(
        contacts=AC_CONTACTS, key=KEY, limits=False, import_seconds=0.5, automation_seconds=1.0
    )
    seed = partial(fill, shared=3, leads=LEADS, dynamics_contacts=CONTACTS)
    return activecampaign_app(options, seed)
