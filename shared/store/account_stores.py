"""What is known of one ActiveCampaign account: everything that names its contacts and fields."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.store.claims import ClaimStore
from shared.store.connection import Storage
from shared.store.contact_index import ContactIndex
from shared.store.cursors import CursorStore
from shared.store.documents import Documents
from shared.store.history import HistoryStore
from shared.store.links import LinkStore
from shared.store.live_events import LiveEvents
from shared.store.mappings import MappingStore
from shared.store.problems import ProblemStore
from shared.store.reconciliation import ReconciliationStore


@dataclass(frozen=True)
class AccountStores:
    """`number` is that which `ConnectionStore` gave the account."""

    number: int
    links: LinkStore
    claims: ClaimStore
    open_contact_index: Callable[[], ContactIndex]
    problems: ProblemStore
    history: HistoryStore
    mappings: MappingStore
    cursors: CursorStore
    reconciliations: ReconciliationStore
    documents: Documents
    live_events: LiveEvents


def stores_of(storage: Storage, number: int, clock: Callable[[], datetime]) -> AccountStores:
    """The stores of the account with this number, their tables made if they are missing."""
    tables = storage.of_account(number)
    claims = ClaimStore(tables)
    return AccountStores(
        number=number,
        links=LinkStore(tables, claims),
        claims=claims,
        open_contact_index=lambda: ContactIndex(tables),
        problems=ProblemStore(tables, clock),
        history=HistoryStore(tables),
        mappings=MappingStore(tables),
        cursors=CursorStore(tables),
        reconciliations=ReconciliationStore(tables),
        documents=Documents(tables),
        live_events=LiveEvents(tables),
    )
