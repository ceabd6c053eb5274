"""What wiring gives, in memory, for tests of the edge and the actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace

from shared.actions.connect import digest_of
from shared.actions.people import (
    People,
    Person,
)
from shared.actions.webhook_gate import WebhookGate
from shared.entities import Entity
from shared.errors import Conflict
from shared.store.connection_store import Connection
from shared.store.reconciliation import Reconciliation
from shared.sync.state import SyncState
from shared.transport import Calls
from tests.unit.triggers.entra import settings
from tests.unit.triggers.fake_remotes import (
    NOW,
    USER_OID,
    FakeActiveCampaign,
    FakeDataverse,
    contact,
)
from tests.unit.triggers.fake_stores import (
    FakeAudit,
    FakeConnections,
    FakeCounts,
    FakeDocuments,
    FakeEvents,
    FakeHistory,
    FakeLinks,
    FakeLiveEvents,
    FakeMappings,
    FakeProblems,
    FakeRuns,
    FakeSecrets,
    FakeSends,
    FakeSyncSettings,
    link,
)

SECRET = "s" * 43


@dataclass
class FakeServices:
    """What wiring gives, in memory. `opted_out` are the emails that the ledger of consent knows;
    `later` moves the clock on."""

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
    live_events: FakeLiveEvents = field(default_factory=FakeLiveEvents)
    counts: FakeCounts = field(default_factory=FakeCounts)
    reconciliation: Reconciliation | None = None
    state: SyncState = field(default_factory=SyncState)
    opted_out: set[str] = field(default_factory=set)
    now: float = 0.0
    later: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.settings = settings(**self.environment)
        self.people = People(lambda: self.crm, lambda: self.now)
        self.webhook_gate = WebhookGate(self.secrets, self.clock, lambda: self.now)
        self.engine = SimpleNamespace(
            may_write=lambda: False,
            links=self.links,
            history=FakeHistory(),
            states=SimpleNamespace(load=lambda: self.state),
            cursors=None,
            reconciliations=SimpleNamespace(latest=lambda: self.reconciliation),
            open_consent=lambda: SimpleNamespace(opted_out=self.opted_out.intersection),
        )
        self.sends.clock = self.clock

    def clock(self) -> datetime:
        return NOW + self.later

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
