"""Stores in memory and remote systems of a few lines, for tests of the edge and the actions. They
keep what the real ones promise; what the real ones do is tested elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from shared.actions.connect import digest_of
from shared.actions.people import (
    ADMIN_ROLE,
    SYSTEM_ADMINISTRATOR_TEMPLATE,
    USER_ROLE,
    People,
    Person,
)
from shared.actions.webhook_gate import WebhookGate
from shared.activecampaign.models import (
    Account,
    Automation,
    AutomationEntry,
    Campaign,
    CampaignMessage,
    Contact,
    SendAnswer,
    User,
    Webhook,
)
from shared.dataverse.metadata import Attribute
from shared.entities import Entity
from shared.errors import Conflict, Gone, RightMissing, VersionStale
from shared.store.audit import AuditEntry
from shared.store.connection_store import Connection
from shared.store.links import Link
from shared.store.problems import Problem
from shared.store.runs import Run
from shared.store.sends import Act
from shared.store.sync_settings import SyncSettings
from shared.sync.state import SyncState
from shared.transport import Calls
from tests.unit.triggers.entra import settings

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADMIN_OID = "aaaaaaaa-0000-0000-0000-000000000001"
USER_OID = "aaaaaaaa-0000-0000-0000-000000000002"
SYSADMIN_OID = "aaaaaaaa-0000-0000-0000-000000000003"
NOBODY_OID = "aaaaaaaa-0000-0000-0000-000000000004"
DISABLED_OID = "aaaaaaaa-0000-0000-0000-000000000005"
APPLICATION_OID = "aaaaaaaa-0000-0000-0000-000000000006"
SECRET = "s" * 43


def role(**parts: Any) -> Any:
    """A role as Dataverse's client reads it."""
    return SimpleNamespace(
        **{
            "id": "99999999-0000-0000-0000-000000000000",
            "name": "Renamed",
            "root_id": None,
            "template_id": None,
            "via": "direct",
            **parts,
        }
    )


def user(oid: str, *, enabled: bool = True, application: bool = False) -> Any:
    return SimpleNamespace(
        id=f"user-{oid[-1]}",
        name=f"Person {oid[-1]}",
        email=f"person{oid[-1]}@example.com",
        enabled=enabled,
        application=application,
        business_unit_id="",
    )


def attribute(name: str, **parts: Any) -> Attribute:
    """A text column, unless `parts` say otherwise."""
    known: dict[str, Any] = {
        "label_by_language": {1033: name.title()},
        "type": "String",
        "required": "none",
        "custom": False,
        "readable": True,
        "creatable": True,
        "updatable": True,
        "logical": False,
        "attribute_of": None,
        "source_type": 0,
        "max_length": 100,
    }
    return Attribute(name=name, **{**known, **parts})


class FakeDataverse:
    """`unreadable` are ids that exist, but not for the caller."""

    def __init__(self) -> None:
        self.users = {
            oid: user(oid) for oid in (ADMIN_OID, USER_OID, SYSADMIN_OID, NOBODY_OID, DISABLED_OID)
        }
        self.users[DISABLED_OID] = user(DISABLED_OID, enabled=False)
        self.users[APPLICATION_OID] = user(APPLICATION_OID, application=True)
        copy_of_admin = role(id="88888888-0000-0000-0000-000000000000", root_id=ADMIN_ROLE)
        sysadmin = role(template_id=SYSTEM_ADMINISTRATOR_TEMPLATE, via="team")
        self.roles: dict[str, list[Any]] = {
            ADMIN_OID: [copy_of_admin],
            USER_OID: [role(id=USER_ROLE, root_id=USER_ROLE)],
            SYSADMIN_OID: [sysadmin],
            NOBODY_OID: [role(name="ActiveCampaign Admin")],
            DISABLED_OID: [role(id=ADMIN_ROLE)],
            APPLICATION_OID: [role(id=ADMIN_ROLE)],
        }
        self.rows: dict[str, dict[str, dict[str, Any]]] = {"leads": {}, "contacts": {}}
        self.unreadable: set[str] = set()
        self.columns = [
            attribute(name)
            for name in ("emailaddress1", "firstname", "lastname", "telephone1", "jobtitle")
        ]
        self.look_ups = 0

    def user_by_oid(self, oid: str) -> Any:
        self.look_ups += 1
        return self.users.get(oid)

    def roles_of(self, user_id: str) -> list[Any]:
        oid = next(oid for oid, one in self.users.items() if one.id == user_id)
        return self.roles[oid]

    def attributes(self, _: str) -> list[Any]:
        return self.columns

    def row(self, table: str, record_id: str, _: Sequence[str], *, caller: str) -> dict[str, Any]:
        assert caller
        if record_id in self.unreadable:
            raise RightMissing("dataverse", "No read access.")
        if record_id not in self.rows[table]:
            raise Gone("dataverse", "Not there.")
        return self.rows[table][record_id]

    def rows_by_id(
        self, table: str, ids: Sequence[str], _: Sequence[str], *, caller: str
    ) -> dict[str, dict[str, Any]]:
        assert caller
        return {
            one: self.rows[table][one]
            for one in ids
            if one in self.rows[table] and one not in self.unreadable
        }

    def rows_where_any(
        self, table: str, column: str, values: Sequence[str], _: Sequence[str]
    ) -> list[dict[str, Any]]:
        return [
            row
            for row in self.rows[table].values()
            if str(row.get(column)).casefold() in {value.casefold() for value in values}
        ]


def contact(contact_id: str, email: str, **parts: Any) -> Contact:
    known = {
        "first_name": "",
        "last_name": "",
        "phone": "",
        "fields": {},
        "tag_ids": None,
        "lists": {"1": "1"},
        "created_at": None,
        "updated_at": None,
        "hard_bounced": False,
    }
    return Contact(id=contact_id, email=email, **{**known, **parts})


class FakeActiveCampaign:
    """`mails` and `entries` are what was done; `fail` may raise before anything of a call is."""

    url = "https://acme.api-us1.com"

    def __init__(self) -> None:
        self.contacts: dict[str, Contact] = {}
        self.known_automations = [Automation("7", "Welcome", True), Automation("8", "Old", False)]
        self.known_campaigns = [
            Campaign("5", "News", "single", "5", None, NOW, None),
            Campaign("6", "Draft", "single", "0", None, None, None),
            Campaign("9", "Drip", "single", "5", None, NOW, "3"),
        ]
        self.entries: list[tuple[str, str]] = []
        self.mails: list[str] = []
        self.hooks: list[Webhook] = []
        self.fail: Callable[[str], None] = lambda _: None
        self.calls: list[str] = []

    def _call(self, name: str) -> None:
        self.calls.append(name)
        self.fail(name)

    def me(self) -> User:
        self._call("me")
        return User("1", "admin", "admin@acme.example", "", "")

    def account(self) -> Account:
        return Account("Acme", self.url)

    def lists(self) -> list[Any]:
        self._call("lists")
        return []

    def fields(self) -> list[Any]:
        self._call("fields")
        return []

    def tags(self) -> list[Any]:
        self._call("tags")
        return []

    def automations(self) -> list[Automation]:
        self._call("automations")
        return self.known_automations

    def campaigns(self) -> list[Campaign]:
        self._call("campaigns")
        return self.known_campaigns

    def campaign(self, campaign_id: str) -> Campaign:
        for one in self.known_campaigns:
            if one.id == campaign_id:
                return one
        raise Gone("activecampaign", "No such campaign.")

    def campaign_messages(self, campaign_id: str) -> list[CampaignMessage]:
        self._call("campaign_messages")
        return [CampaignMessage(f"{campaign_id}00", f"Subject {campaign_id}")]

    def contacts_by_id(self, ids: Sequence[str], *, lists: bool = False) -> dict[str, Contact]:
        self._call("contacts_by_id lists" if lists else "contacts_by_id")
        return {one: self.contacts[one] for one in ids if one in self.contacts}

    def automation_entries(self, contact_id: str) -> list[AutomationEntry]:
        self._call("automation_entries")
        if contact_id not in self.contacts:
            raise Gone("activecampaign", "No such contact.")
        return [
            AutomationEntry(str(place), automation, "1", NOW)
            for place, (one, automation) in enumerate(self.entries)
            if one == contact_id
        ]

    def enrol(self, contact_id: str, automation_id: str) -> str:
        self._call("enrol")
        self.entries.append((contact_id, automation_id))
        return "added"

    def send_campaign(self, *, email: str, campaign_id: str, message_id: str) -> SendAnswer:
        self._call("send_campaign")
        assert message_id == f"{campaign_id}00"
        self.mails.append(email)
        return SendAnswer(True, "Message sent")

    def webhooks(self) -> list[Webhook]:
        self._call("webhooks")
        return list(self.hooks)

    def webhook_events(self) -> frozenset[str]:
        return frozenset({"subscribe", "update", "sms_sent"})

    def create_webhook(
        self, *, name: str, url: str, events: Sequence[str], sources: Sequence[str]
    ) -> Webhook:
        self._call("create_webhook")
        number = str(len(self.hooks) + 1 + self.calls.count("delete_webhook"))
        made = Webhook(number, name, url, frozenset(events), frozenset(sources), True)
        self.hooks.append(made)
        return made

    def delete_webhook(self, webhook_id: str) -> None:
        self._call("delete_webhook")
        self.hooks = [one for one in self.hooks if one.id != webhook_id]


class FakeSecrets:
    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.refreshed = 0

    def get(self, name: str) -> str | None:
        return self.known.get(name)

    def set(self, name: str, value: str) -> None:
        self.known[name] = value

    def clear(self, name: str) -> None:
        self.known.pop(name, None)

    def refresh(self) -> None:
        self.refreshed += 1


class FakeConnections:
    def __init__(self) -> None:
        self.known: Connection | None = None

    def load(self) -> Connection | None:
        return self.known

    def save(self, connection: Connection) -> None:
        self.known = connection

    def account(self) -> int:
        return self.known.account if self.known is not None else 1

    def number_for(self, url: str) -> int:
        assert url
        return 1

    def clear(self) -> None:
        self.known = None


class FakeMappings:
    def __init__(self) -> None:
        self.known: dict[str, tuple[dict[str, Any], str]] = {}

    def load(self, entity: Entity) -> tuple[dict[str, Any], str] | None:
        return self.known.get(entity)

    def save(self, entity: Entity, mapping: dict[str, Any], version: str | None) -> str:
        now = self.known[entity][1] if entity in self.known else None
        if now != version:
            raise VersionStale("The mapping was changed by somebody else.")
        self.known[entity] = (mapping, str(int(now or "0") + 1))
        return self.known[entity][1]


class FakeDocuments:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}

    def get(self, kind: str, name: str, shape: Any) -> Any:
        text = self.known.get((kind, name))
        return None if text is None else (shape.model_validate_json(text), "1")

    def put(self, kind: str, name: str, document: Any, version: str | None) -> str | None:
        assert version is None
        self.known.setdefault((kind, name), document.model_dump_json())
        return "1"


class FakeSends:
    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], Act] = {}

    def begin(self, *key: str) -> Any:
        if key in self.known:
            return self.known[key]
        self.known[key] = Act("pending", "", "")
        return "new"

    def finish(self, *key: str, status: str, code: str = "", detail: str = "") -> None:
        self.known[key] = Act(status, code, detail)


class FakeAudit:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def append(self, **parts: Any) -> None:
        self.entries.insert(0, AuditEntry(**parts))

    def page(self, after: str | None, limit: int) -> tuple[list[AuditEntry], str | None]:
        return _page(self.entries, after, limit)


class FakeRuns:
    def __init__(self) -> None:
        self.known: list[Run] = []

    def load(self, run_id: str) -> Run | None:
        return next((run for run in self.known if run.id == run_id), None)

    def page(self, after: str | None, limit: int) -> tuple[list[Run], str | None]:
        return _page(self.known, after, limit)


class FakeLinks:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Link] = {}

    def read(self, entity: Entity, ids: Sequence[str]) -> dict[str, Link]:
        return {one: self.known[entity, one] for one in ids if (entity, one) in self.known}

    def page(
        self, entity: Entity, state: str, after: str | None, limit: int
    ) -> tuple[list[Link], str | None]:
        found = [
            link for (of, _), link in self.known.items() if of == entity and link.state == state
        ]
        return _page(found, after, limit)


class FakeProblems:
    def __init__(self) -> None:
        self.known: dict[str, Problem] = {}

    def of_record(self, entity: Entity, record_id: str) -> Problem | None:
        return self.known.get(f"{entity}-{record_id}")

    def record_ids(self, entity: Entity) -> set[str]:
        return {one.record_id for one in self.known.values() if one.entity == entity}

    def page(
        self, entity: Entity | None, after: str | None, limit: int
    ) -> tuple[list[Problem], str | None]:
        found = [one for one in self.known.values() if entity in (None, one.entity)]
        return _page(found, after, limit)

    def retry(self, problem_id: str) -> bool:
        return problem_id in self.known

    def dismiss(self, problem_id: str) -> bool:
        return self.known.pop(problem_id, None) is not None


class FakeSyncSettings:
    def __init__(self) -> None:
        self.known = SyncSettings()

    def load(self) -> SyncSettings:
        return self.known

    def change(self, changes: dict[str, Any]) -> SyncSettings:
        self.known = SyncSettings.model_validate({**dict(self.known), **changes})
        return self.known


class FakeEvents:
    def __init__(self) -> None:
        self.queued: list[Mapping[str, Any]] = []

    def enqueue(self, event: Mapping[str, Any]) -> None:
        self.queued.append(event)


@dataclass
class FakeServices:
    """What wiring gives, in memory. `synced` is what a sync on demand makes of records."""

    environment: Mapping[str, str] = field(default_factory=dict)
    crm: FakeDataverse = field(default_factory=FakeDataverse)
    campaign: FakeActiveCampaign = field(default_factory=FakeActiveCampaign)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    connection_store: FakeConnections = field(default_factory=FakeConnections)
    mappings: FakeMappings = field(default_factory=FakeMappings)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    sync_settings: FakeSyncSettings = field(default_factory=FakeSyncSettings)
    links: FakeLinks = field(default_factory=FakeLinks)
    runs: FakeRuns = field(default_factory=FakeRuns)
    problems: FakeProblems = field(default_factory=FakeProblems)
    sends: FakeSends = field(default_factory=FakeSends)
    audit: FakeAudit = field(default_factory=FakeAudit)
    events: FakeEvents = field(default_factory=FakeEvents)
    state: SyncState = field(default_factory=SyncState)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.settings = settings(**self.environment)
        self.people = People(lambda: self.crm, lambda: self.now)
        self.webhook_gate = WebhookGate(self.secrets, self.clock, lambda: self.now)
        self.engine = SimpleNamespace(
            may_write=lambda: False,
            links=self.links,
            states=SimpleNamespace(load=lambda: self.state),
            cursors=None,
        )

    def clock(self) -> datetime:
        return NOW

    def at_account(self, number: int) -> "FakeServices":
        assert number == 1
        return self

    def dataverse(self, _: Calls) -> FakeDataverse:
        return self.crm

    def activecampaign(self, _: Calls) -> FakeActiveCampaign:
        if self.connection_store.load() is None:
            raise Conflict("ActiveCampaign is not connected.")
        return self.campaign

    def open_account(self, url: str, key: str, _: Calls) -> FakeActiveCampaign:
        assert url
        assert key
        return self.campaign

    def connected(self) -> "FakeServices":
        self.connection_store.known = Connection(
            url=self.campaign.url,
            account_name="Acme",
            connected_at=NOW,
            connected_by="Person 1",
            webhook_id="1",
            webhook_last_received_at=None,
            account=1,
            key_digest=digest_of("key"),
        )
        self.secrets.known["activecampaign-key"] = "key"
        self.secrets.known["activecampaign-webhook-secret"] = SECRET
        return self

    def person(self) -> Person:
        return Person(USER_OID, "user-2", "Person 2", frozenset({"user"}))

    def put_in_sync(self, entity: Entity, record_id: str, contact_id: str, email: str) -> None:
        """A record with its link and its contact."""
        table = {"lead": "leads", "contact": "contacts"}[entity]
        self.crm.rows[table][record_id] = {"emailaddress1": email, "donotbulkemail": False}
        self.campaign.contacts[contact_id] = contact(contact_id, email)
        self.links.known[entity, record_id] = link(entity, record_id, contact_id, email)


def link(entity: Entity, record_id: str, contact_id: str | None, email: str, **parts: Any) -> Link:
    known = {
        "state": "linked",
        "base": {},
        "reason_code": None,
        "reason_detail": None,
        "related_id": None,
        "synced_at": NOW,
        "name": "Somebody",
        "fields": "",
        "version": "1",
    }
    return Link(
        entity=entity,
        record_id=record_id,
        contact_id=contact_id,
        email=email,
        **{**known, **parts},
    )


def _page(items: Sequence[Any], after: str | None, limit: int) -> tuple[list[Any], str | None]:
    start = int(after or "0")
    end = start + limit
    return list(items[start:end]), (str(end) if end < len(items) else None)
