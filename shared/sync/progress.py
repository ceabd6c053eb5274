"""How far one plan, and a chunk of plans, has come. Plain state of one round of applying."""

from dataclasses import dataclass, field

from shared.activecampaign.models import Contact
from shared.entities import Entity
from shared.errors import RemoteError, SkipRecord
from shared.mapping.values import Canonical
from shared.store.history import Entry
from shared.store.links import Link, Underway
from shared.store.runs import Figures
from shared.sync.pair import RecordState
from shared.sync.plan import Plan

Fault = SkipRecord | RemoteError


@dataclass(slots=True)
class Progress:
    """One plan on its way. `base` holds the values that both sides were seen to hold;
    `duplicate_of` is the record that holds the contact instead; `lost` says that somebody else
    changed what was read, `answered` is the contact as ActiveCampaign answered a call of its own
    that wrote its values, `awaits` is what an import that is not finished brings it, and
    `consent_open` says that an opt-out has not reached both sides yet. `decided` are the lines of
    its history that tell of conflicts, `link_after` is its link if written."""

    plan: Plan
    contact_id: str | None
    record_id: str | None
    base: dict[str, Canonical]
    faults: list[Fault]
    record_after: RecordState | None = None
    duplicate_of: str | None = None
    created: bool = False
    wrote: bool = False
    answered: Contact | None = None
    lost: bool = False
    awaits: Underway | None = None
    consent_open: bool = False
    decided: list[Entry] = field(default_factory=list)
    link_after: Link | None = None

    @classmethod
    def start(cls, plan: Plan) -> "Progress":
        pair = plan.pair
        return cls(
            plan,
            contact_id=pair.contact.id if pair.contact is not None else None,
            record_id=pair.record_id,
            base=dict(plan.agreed),
            faults=list(plan.faults),
        )

    @property
    def entity(self) -> Entity:
        return self.plan.pair.entity

    @property
    def stopped(self) -> bool:
        """True if nothing more may be written for this plan."""
        return self.lost or self.duplicate_of is not None


@dataclass(slots=True)
class Applied:
    """What became of a chunk: figures by entity, and the emails that records gave up, so that
    others that were left out for them may take their place. `left` are the records that left
    their place, closed or left out: nothing more is to be done about them."""

    figures: dict[Entity, Figures] = field(default_factory=dict)
    freed_emails: dict[Entity, set[str]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def count(self, entity: Entity, **numbers: int) -> None:
        self.figures[entity] = self.figures.get(entity, Figures()).plus(**numbers)

    def free(self, entity: Entity, email: str) -> None:
        self.freed_emails.setdefault(entity, set()).add(email)
