"""The engine's own steps, carried out on a copy of both sides and of what is stored: so a preview
has no rules of its own. Writes nowhere else."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, cast

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Contact
from shared.dataverse.client import Dataverse
from shared.dataverse.rows import Row
from shared.entities import ENTITIES, Entity
from shared.store.claims import ClaimStore
from shared.store.consent import ConsentLedger
from shared.store.contact_index import ContactIndex
from shared.store.history import HistoryStore
from shared.store.links import LinkStore
from shared.store.problems import ProblemStore
from shared.store.runs import Figures
from shared.sync import gather
from shared.sync.apply import carry_out
from shared.sync.changes import contact_pages
from shared.sync.context import EntitySync, SyncContext
from shared.sync.engine import Engine
from shared.sync.late_imports import waiting_for_import
from shared.sync.newcomers import Newcomers
from shared.sync.next_in_line import moving_up
from shared.sync.pair import Pair
from shared.sync.plan import Plan, plan
from shared.sync.preview.account import (
    AskedAccount,
    CopiedAccount,
    CopiedIndex,
    NoNewcomers,
    is_new,
)
from shared.sync.preview.changes import Change, changes_of
from shared.sync.preview.dynamics import CopiedDynamics
from shared.sync.preview.stores import (
    CaughtProblems,
    CopiedClaims,
    CopiedConsent,
    CopiedLinks,
    NoHistory,
    Trouble,
)
from shared.sync.preview.touching import touching
from shared.sync.progress import Applied
from shared.sync.recall import recall
from shared.sync.sides import EMAIL_COLUMN, TABLE, contact_state, record_state
from shared.sync.state import PollState
from shared.sync.succession import waves
from shared.sync.tags import TagIds

Action = Literal["problem", "update", "create", "excluded", "none"]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the next run would do with one record. `record_id` is None for a record that would
    be created. `because` says why it is left out or fails. `told` tells what would change: only
    of those that are shown is it asked."""

    entity: Entity
    record_id: str | None
    name: str
    contact_id: str | None
    action: Action
    because: Trouble | None = None
    told: Callable[[], tuple[Change, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.told()


class Rehearsal:
    """Takes what was read (`hold_...`), works it off in the order of a run, and keeps what came
    of each record. The contact index `stored` is asked for emails of contacts that are not
    held."""

    def __init__(
        self,
        engine: Engine,
        entities: Mapping[Entity, EntitySync],
        tags: Mapping[str, str],
        stored: ContactIndex | None = None,
    ) -> None:
        self._dynamics = CopiedDynamics(engine.clock)
        self._account = CopiedAccount(engine.clock)
        self._links = CopiedLinks(engine.links)
        self._claims = CopiedClaims(engine.claims)
        self._problems = CaughtProblems()
        self._of: dict[tuple[Entity, str], Foreseen] = {}
        self._new: list[Foreseen] = []
        account = cast("ActiveCampaign", self._account)
        problems = {entity: engine.problems.codes(entity) for entity in ENTITIES}
        self._ctx = SyncContext(
            run_id="preview",
            activecampaign=account,
            dataverse=cast("Dataverse", self._dynamics),
            links=cast("LinkStore", self._links),
            claims=cast("ClaimStore", self._claims),
            contact_index=cast("ContactIndex", CopiedIndex(self._account, stored)),
            newcomers=cast("Newcomers", NoNewcomers()),
            problems=cast("ProblemStore", self._problems),
            history=cast("HistoryStore", NoHistory()),
            consent=cast("ConsentLedger", CopiedConsent(engine.open_consent())),
            entities=entities,
            clock=engine.clock,
            tags=TagIds(account, tags),
            open_problems={entity: set(codes) for entity, codes in problems.items()},
            late={entity: waiting_for_import(codes) for entity, codes in problems.items()},
        )

    def hold_rows(self, entity: Entity, rows: Iterable[Row]) -> None:
        """Takes rows of Dynamics."""
        self._dynamics.hold(TABLE[entity], rows)

    def hold_contacts(self, contacts: Collection[Contact]) -> None:
        """Takes contacts with their field values, tags and lists."""
        self._account.hold(contacts)
        self._claims.hold([contact.id for contact in contacts])

    def hold_links(self) -> None:
        """Reads the links of all records of the entities that are mapped."""
        for entity in self._ctx.entities:
            self._links.hold_all(entity)

    def rows_with(self, entity: Entity, emails: Sequence[str]) -> list[Row]:
        """The rows that are held of records with one of these emails."""
        return self._dynamics.rows_where_any(TABLE[entity], EMAIL_COLUMN, emails, ())

    def asks_for(self, entity: Entity, rows: Sequence[Row]) -> set[str]:
        """Ids of the contacts that the engine would read for these records, those that they take
        over from others among them. Changes nothing."""
        asked = AskedAccount()
        ctx = replace(self._ctx, activecampaign=cast("ActiveCampaign", asked))
        next(waves(ctx, gather.outbound(ctx, entity, rows).pairs))
        return asked.ids

    def touching_leads(self) -> Sequence[str]:
        """Ids of the Dynamics contacts that may have to do with a lead, if all that there is of
        both sides is held."""
        return touching(
            self._dynamics.held_rows(TABLE["contact"]),
            self._dynamics.held_rows(TABLE["lead"]).values(),
            linked=self._links.open_ids("contact"),
            taken=self._account.held_emails(),
        )

    def deleted_ids(self, entity: Entity) -> set[str]:
        """Ids of linked records that are not here."""
        ids = self._links.open_ids(entity)
        return ids - self._dynamics.rows_by_id(TABLE[entity], list(ids), ()).keys()

    def poll(self, state: PollState, entities: Container[Entity]) -> None:
        """Works off the contacts that changed since the last run, as far as records of `entities`
        are concerned."""
        for contacts, _ in contact_pages(self._ctx.activecampaign, state, self._ctx.clock()):
            pairs = gather.inbound(self._ctx, contacts).pairs if contacts else []
            self._work_off([pair for pair in pairs if pair.entity in entities])

    def push(
        self, entity: Entity, record_ids: Sequence[str], deleted_ids: Collection[str] = ()
    ) -> None:
        """Works off records that are held, and ids that are no longer there."""
        rows = self._dynamics.rows_by_id(TABLE[entity], record_ids, ())
        pairs = gather.outbound(self._ctx, entity, rows.values(), deleted_ids).pairs
        touched = {pair.record_id for pair in pairs}
        for record_id, row in rows.items():
            if record_id not in touched:
                name = str(row.get("fullname") or "")
                self._note(Foreseen(entity, record_id, name, None, "none"))
        self._work_off(pairs)

    def foreseen(self, entity: Entity) -> tuple[Mapping[str, Foreseen], Sequence[Foreseen]]:
        """By id what would become of the records that are there, and those that would be
        created."""
        known = {id_: found for (of, id_), found in self._of.items() if of == entity}
        return known, [found for found in self._new if found.entity == entity]

    def _work_off(self, pairs: Sequence[Pair]) -> None:
        """As in a run, a record takes the place of one that gave its email up."""
        self._carry_out(moving_up(self._ctx, self._carry_out(pairs)))

    def _carry_out(self, pairs: Sequence[Pair]) -> Applied:
        """One pair at a time, so that it is known what came of each; heirs before those whose
        contact they take, as in a run."""
        together = Applied()
        for wave in waves(self._ctx, pairs):
            for pair in recall(self._ctx, wave):
                made = plan(pair, self._ctx.entities[pair.entity].rules)
                applied = carry_out(self._ctx, [pair])
                self._note(self._seen(made, applied))
                together.left |= applied.left
                for entity, emails in applied.freed_emails.items():
                    together.freed_emails.setdefault(entity, set()).update(emails)
        return together

    def _seen(self, made: Plan, applied: Applied) -> Foreseen:
        pair, sync = made.pair, self._ctx.entities[made.pair.entity]
        action = _action(applied, pair.entity)
        trouble = self._problems.taken()
        return Foreseen(
            pair.entity,
            pair.record_id,
            _name(pair),
            _contact_id(pair, action),
            action,
            self._left_out(made) if action == "excluded" else trouble,
            partial(_changes, made, sync, *self._after(pair)) if made.writes else tuple,
        )

    def _left_out(self, made: Plan) -> Trouble | None:
        if made.reason is not None:
            return Trouble(made.reason.code, made.reason.detail, "")
        link = self._links.at_hand(made.pair.entity, made.pair.record_id or "")
        if link is None or link.reason_code is None:
            return None
        return Trouble(link.reason_code, link.reason_detail or "", "")

    def _after(self, pair: Pair) -> tuple[Contact | None, Row | None]:
        """The contact and the record, as the copy holds them now."""
        email = pair.record.email if pair.record else pair.contact.email if pair.contact else None
        rows = (
            self._dynamics.rows_by_id(TABLE[pair.entity], [pair.record_id], ()).values()
            if pair.record_id is not None
            else self.rows_with(pair.entity, [email or ""])
        )
        ids = [pair.contact.id] if pair.contact else self._account.ids_of([email or ""]).values()
        contacts = self._account.contacts_by_id(list(ids)).values()
        return next(iter(contacts), None), next(iter(rows), None)

    def _note(self, seen: Foreseen) -> None:
        """The last that happens to a record stands; nothing happening does not."""
        if seen.record_id is None:
            self._new.append(seen)
        elif seen.action != "none" or (seen.entity, seen.record_id) not in self._of:
            self._of[seen.entity, seen.record_id] = seen


def _changes(
    made: Plan, sync: EntitySync, contact: Contact | None, row: Row | None
) -> tuple[Change, ...]:
    contact_after = contact_state(sync, contact).values if contact is not None else {}
    record_after = record_state(sync, row).values if row is not None else {}
    return changes_of(made, sync, contact_after, record_after)


def _action(applied: Applied, entity: Entity) -> Action:
    """By the engine's own figures of one pair."""
    figures = applied.figures.get(entity, Figures())
    if figures.failing:
        return "problem"
    if figures.excluded:
        return "excluded"
    if figures.created:
        return "create"
    return "update" if figures.updated else "none"


def _contact_id(pair: Pair, action: Action) -> str | None:
    """None for a contact that is not there yet, and if the record is not tied to one."""
    link, contact = pair.link, pair.contact
    if action == "excluded":
        return link.contact_id if link is not None and link.state != "closed" else None
    return contact.id if contact is not None and not is_new(contact.id) else None


def _name(pair: Pair) -> str:
    if pair.record is not None:
        return pair.record.name
    if pair.link is not None:
        return pair.link.name
    values = pair.contact.values if pair.contact is not None else {}
    parts = [str(values.get(key) or "") for key in ("firstName", "lastName")]
    return " ".join(part for part in parts if part) or str(values.get("email") or "")
