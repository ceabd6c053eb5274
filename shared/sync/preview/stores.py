"""What the engine keeps of records, in memory over what is stored: stored rows are read, never
written."""

# ruff: noqa: ARG002 - signatures are those of what is stood for
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from shared.entities import ENTITIES, Entity
from shared.mapping.email import normalise_email
from shared.store.claims import Claim, ClaimStore
from shared.store.consent import ConsentChange, ConsentLedger
from shared.store.history import Entry
from shared.store.limits import NotStorable
from shared.store.links import Link, LinkStore


class CopiedLinks:
    """Has those methods of `LinkStore` that the engine calls, with the same signatures."""

    def __init__(self, stored: LinkStore) -> None:
        self._stored = stored
        self._links: dict[Entity, dict[str, Link]] = {entity: {} for entity in ENTITIES}
        self._by_contact: defaultdict[str, set[tuple[Entity, str]]] = defaultdict(set)
        self._whole: set[Entity] = set()

    def hold_all(self, entity: Entity) -> None:
        """Reads all links of the entity, so that none is asked for by itself."""
        for page in self._stored.all_links(entity):
            for link in page:
                self._keep(link)
        self._whole.add(entity)

    def open_ids(self, entity: Entity) -> set[str]:
        """Ids of the records whose link is here and not closed."""
        return {id_ for id_, link in self._links[entity].items() if link.state != "closed"}

    def at_hand(self, entity: Entity, record_id: str) -> Link | None:
        """The link of a record, if it is here."""
        return self._links[entity].get(record_id)

    def read(self, entity: Entity, record_ids: Collection[str]) -> dict[str, Link]:
        known = self._links[entity]
        here = {record_id: known[record_id] for record_id in record_ids if record_id in known}
        asked = [record_id for record_id in record_ids if record_id not in here]
        if not asked or entity in self._whole:
            return here
        return {**self._stored.read(entity, asked), **here}

    def of_contacts(self, contact_ids: Collection[str]) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        if len(self._whole) < len(ENTITIES):
            found = {
                contact_id: [link for link in links if not self._is_here(link)]
                for contact_id, links in self._stored.of_contacts(contact_ids).items()
            }
        for contact_id in contact_ids:
            for entity, record_id in sorted(self._by_contact.get(contact_id, ())):
                link = self._links[entity][record_id]
                if link.contact_id == contact_id and link.state != "closed":
                    found.setdefault(contact_id, []).append(link)
        return {contact_id: links for contact_id, links in found.items() if links}

    def write(self, links: Sequence[Link]) -> list[Link | NotStorable | None]:
        return [self._keep(replace(link, version="preview")) for link in links]

    def _keep(self, link: Link) -> Link:
        self._links[link.entity][link.record_id] = link
        if link.contact_id is not None:
            self._by_contact[link.contact_id].add((link.entity, link.record_id))
        return link

    def _is_here(self, link: Link) -> bool:
        return link.entity in self._whole or link.record_id in self._links[link.entity]


class CopiedClaims:
    """Has those methods of `ClaimStore` that the engine calls, with the same signatures."""

    def __init__(self, stored: ClaimStore) -> None:
        self._stored = stored
        self._holders: dict[tuple[str, Entity], str] = {}

    def hold(self, contact_ids: Collection[str]) -> None:
        """Reads who holds these contacts; others count as free."""
        for claim in self._stored.held(contact_ids):
            self._holders[claim.contact_id, claim.entity] = claim.record_id

    def held(self, contact_ids: Collection[str]) -> list[Claim]:
        return [
            Claim(contact, entity, record)
            for (contact, entity), record in self._holders.items()
            if contact in contact_ids
        ]

    def take(self, claims: Sequence[Claim]) -> list[str]:
        return [
            self._holders.setdefault((claim.contact_id, claim.entity), claim.record_id)
            for claim in claims
        ]

    def release(self, claim: Claim, *, to: str | None = None) -> None:
        if self._holders.get((claim.contact_id, claim.entity)) == claim.record_id:
            del self._holders[claim.contact_id, claim.entity]
            if to is not None:
                self._holders[claim.contact_id, claim.entity] = to


class CopiedConsent:
    """Has those methods of `ConsentLedger` that the engine calls, with the same signatures."""

    def __init__(self, stored: ConsentLedger) -> None:
        self._stored = stored
        self._is_out: dict[str, bool] = {}

    def opted_out(self, emails: Collection[str]) -> set[str]:
        asked = {email for email in emails if email not in self._is_out}
        if asked:
            out = self._stored.opted_out(asked)
            self._is_out |= {email: email in out for email in asked}
        return {email for email in emails if self._is_out[email]}

    def note(self, changes: Sequence[tuple[str, ConsentChange]]) -> None:
        self._is_out |= {normalise_email(email): change.out for email, change in changes}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a record fails, as a problem would say it."""

    code: str
    detail: str
    remedy: str


class CaughtProblems:
    """Stands for the store of problems: keeps the last one until it is taken."""

    def __init__(self) -> None:
        self._last: Trouble | None = None

    def taken(self) -> Trouble | None:
        last, self._last = self._last, None
        return last

    def record(
        self,
        entity: Entity,
        record_id: str,
        *,
        record_name: str,
        contact_id: str | None,
        code: str,
        title: str,
        detail: str,
        remedy: str,
        link_state: str | None = None,
    ) -> None:
        self._last = Trouble(code, detail, remedy)

    def resolve(self, entity: Entity, record_id: str) -> None:
        """Nothing is stored."""


class NoHistory:
    """Stands for the history of records."""

    def add_many(self, entries: Sequence[Entry]) -> None:
        """Nothing is stored."""

    def remove_many(self, entries: Collection[Entry]) -> None:
        """Nothing is stored."""
