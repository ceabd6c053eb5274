"""What one step of the engine works with. Holds things, does nothing."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.entities import Entity
from shared.mapping.compiled import CompiledMapping
from shared.store.claims import ClaimStore
from shared.store.contact_index import ContactIndex
from shared.store.decisions import DecisionStore
from shared.store.links import LinkStore
from shared.store.problems import ProblemStore
from shared.sync.newcomers import Newcomers
from shared.sync.plan import Rules
from shared.sync.tags import TagIds
from shared.sync.turns import Turns


@dataclass(frozen=True)
class EntitySync:
    """One entity as it is mapped now."""

    entity: Entity
    compiled: CompiledMapping
    rules: Rules


@dataclass(frozen=True)
class SyncContext:
    """Clients, stores and mappings of one step. `open_problems` are the ids of records with a
    problem, by entity: only those are looked at when a record has gone through. Imports are
    sent by turns."""

    run_id: str
    activecampaign: ActiveCampaign
    dataverse: Dataverse
    links: LinkStore
    claims: ClaimStore
    contact_index: ContactIndex
    newcomers: Newcomers
    problems: ProblemStore
    decisions: DecisionStore
    entities: Mapping[Entity, EntitySync]
    tags: TagIds
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    exclude_automations: bool = False
    import_turns: Turns = field(default_factory=Turns)
    open_problems: Mapping[Entity, set[str]] = field(default_factory=dict)
