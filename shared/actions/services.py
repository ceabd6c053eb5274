"""What wiring puts together and the actions work with. A shape; wiring's App has it."""

from datetime import datetime
from typing import Protocol

from shared.actions.people import People
from shared.actions.webhook_gate import WebhookGate
from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.settings import Settings
from shared.store.account_stores import AccountStores
from shared.store.audit import AuditStore
from shared.store.connection_store import ConnectionStore
from shared.store.day_counts import DayCounts
from shared.store.documents import Documents
from shared.store.events import EventQueue
from shared.store.given_up import GivenUp
from shared.store.links import LinkStore
from shared.store.live_events import LiveEvents
from shared.store.mappings import MappingStore
from shared.store.problems import ProblemStore
from shared.store.runs import RunStore
from shared.store.secrets import Secrets
from shared.store.sends import SendStore
from shared.store.sync_settings import SyncSettingsStore
from shared.store.timeline import TimelineQueue
from shared.store.waiting import WaitingEvents
from shared.sync.engine import Engine
from shared.transport import Calls


class Services(Protocol):
    """Everything is made once per process and safe for many threads; clients are opened for one
    call, whose remote calls are counted."""

    @property
    def settings(self) -> Settings: ...
    @property
    def people(self) -> People: ...
    @property
    def webhook_gate(self) -> WebhookGate: ...
    @property
    def connection_store(self) -> ConnectionStore: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def mappings(self) -> MappingStore: ...
    @property
    def sync_settings(self) -> SyncSettingsStore: ...
    @property
    def known(self) -> AccountStores: ...
    @property
    def links(self) -> LinkStore: ...
    @property
    def runs(self) -> RunStore: ...
    @property
    def problems(self) -> ProblemStore: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def sends(self) -> SendStore: ...
    @property
    def audit(self) -> AuditStore: ...
    @property
    def events(self) -> EventQueue: ...
    @property
    def given_up(self) -> GivenUp: ...
    @property
    def waiting_events(self) -> WaitingEvents: ...
    @property
    def live_events(self) -> LiveEvents: ...
    @property
    def timeline(self) -> TimelineQueue: ...
    @property
    def counts(self) -> DayCounts: ...
    @property
    def engine(self) -> Engine: ...

    def at_account(self, number: int) -> "Services":
        """The same with what is known of another account."""

    def clock(self) -> datetime:
        """Now, aware and in UTC."""

    def dataverse(self, calls: Calls) -> Dataverse:
        """The environment of the settings."""

    def activecampaign(self, calls: Calls) -> ActiveCampaign:
        """The connected account. Raises Conflict if there is none."""

    def open_account(self, url: str, key: str, calls: Calls) -> ActiveCampaign:
        """Another account, which is about to be connected. Raises InvalidInput."""
