"""What one step of the engine works with. Holds things, calls nobody."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.entities import ENTITIES, Entity
from shared.errors import AppError, SkipRecord
from shared.mapping.compiled import CompiledMapping
from shared.mapping.drift import Finding
from shared.mapping.lineage import Lineage
from shared.mapping.model import Owner
from shared.store.claims import ClaimStore
from shared.store.consent import ConsentLedger
from shared.store.contact_index import ContactIndex
from shared.store.history import HistoryStore
from shared.store.links import Link, LinkStore
from shared.store.problems import ProblemStore
from shared.sync.newcomers import Newcomers
from shared.sync.plan import Rules
from shared.sync.tags import TagIds
from shared.sync.turns import Turns


@dataclass(frozen=True)
class EntitySync:
    """One entity as it is mapped now, and what was found not to fit. `opt_out_column` is its flag
    against bulk email; records that are created belong to `owner`, if there is one."""

    entity: Entity
    compiled: CompiledMapping
    rules: Rules
    opt_out_column: str
    lineage: Lineage = field(default_factory=Lineage)
    findings: tuple[Finding, ...] = ()
    owner: Owner | None = None

    def was_compared(self, link: Link) -> bool:
        """False if the pairs or their schema have changed since: both sides are to be read once."""
        return link.fields == self.compiled.fields_mark

    def with_valid_base(self, link: Link) -> Link:
        """The link without what was agreed on of columns that are not there any more."""
        if self.was_compared(link):
            return link
        base, to_record, to_contact = (
            self.lineage.still_valid(values, link.fields)
            for values in (link.base, link.underway.to_record, link.underway.to_contact)
        )
        underway = replace(link.underway, to_record=to_record, to_contact=to_contact)
        return replace(link, base=base, underway=underway)

    def covers(self, fault: AppError) -> bool:
        """True if a problem of the mapping stands for this fault of a record."""
        return isinstance(fault, SkipRecord) and any(one.covers(fault) for one in self.findings)


def _nobody() -> dict[Entity, set[str]]:
    return {entity: set() for entity in ENTITIES}


@dataclass(frozen=True)
class SyncContext:
    """Clients, stores and mappings of one step. `open_problems` are the ids of records with a
    problem, by entity: only those are looked at when a record has gone through; `late` are those
    of them that wait for an import, and are added to. Imports are sent by turns. `field_ids` asks
    ActiveCampaign which custom fields there are. `first_sync` says that no record was linked before
    this run."""

    run_id: str
    activecampaign: ActiveCampaign
    dataverse: Dataverse
    links: LinkStore
    claims: ClaimStore
    contact_index: ContactIndex
    newcomers: Newcomers
    problems: ProblemStore
    history: HistoryStore
    consent: ConsentLedger
    entities: Mapping[Entity, EntitySync]
    tags: TagIds
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    exclude_automations: bool = False
    import_turns: Turns = field(default_factory=Turns)
    open_problems: Mapping[Entity, set[str]] = field(default_factory=dict)
    late: Mapping[Entity, set[str]] = field(default_factory=_nobody)
    field_ids: Callable[[], frozenset[str]] | None = None
    first_sync: bool = False
