"""What has to hold, once everything is at rest, of whoever ever opted out. An opt-out is a fact of
the address: of all records and contacts that have it, be they tied to each other or not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.activecampaign.records import ACTIVE, UNCONFIRMED, UNSUBSCRIBED, Contact
from shared.entities import ENTITIES
from tests.model.scene import OPT_OUT, Book, Node
from tests.model.violation import Violation
from tests.model.world import World

MAILED = {ACTIVE, UNCONFIRMED}


@dataclass
class Consent:
    """Remembers which addresses opted out: by a record, or by a contact that has one. While an
    active record of the address is flagged no contact with it may be on a list, whoever put it
    there. Without one ActiveCampaign alone knows who came back: `joined` are the contacts that a
    person put on a list then, by their address: no act of a sync, and none of its business."""

    world: World
    book: Book
    opted_out: set[str] = field(default_factory=set)
    joined: dict[Node, str] = field(default_factory=dict)

    def check(self, pairs: Mapping[Node, Node], troubled: Collection[Node]) -> None:
        """`pairs` are the records in sync with their contacts, `troubled` the failing records.
        Raises Violation."""
        if self.world.mailed_by_sync:
            raise Violation("consent", f"the sync subscribed: {self.world.mailed_by_sync}")
        contacts = self.world.account.store.contacts
        tied = set(pairs.values())
        left = {_key(one.email): one for one in contacts.values() if _has_left(one)}
        self.opted_out |= {_address(row) for _, row in self._active() if row.get(OPT_OUT)}
        self.opted_out |= {key for key, one in left.items() if _node(one) in tied}
        self.opted_out.discard("")
        for node, row in self._active():
            address = _address(row)
            out = address in self.opted_out or address in left
            if out and not row.get(OPT_OUT) and node not in troubled:
                raise Violation("consent", f"{node}, opted out by {address}, has no flag")
        for ours, theirs in pairs.items():
            if self._is_mailed(contacts[int(theirs[1])], _address(self._row(ours))):
                raise Violation("consent", f"{theirs} of {ours}, opted out, is on a list")
        self._check_strangers(contacts.values(), tied)

    def _check_strangers(self, contacts: Collection[Contact], tied: Collection[Node]) -> None:
        joined: dict[Node, str] = {}
        flagged = {_address(row) for _, row in self._active() if row.get(OPT_OUT)}
        for contact in contacts:
            node, address = _node(contact), _key(contact.email)
            if node in tied or not self._is_mailed(contact, address):
                continue
            touched = any((node, what) in self.book.touched for what in ("lists", "email", "life"))
            came_back = touched or self.joined.get(node) == address
            if address in flagged or not came_back:
                raise Violation("consent", f"{node}, opted out by {address}, is on a list")
            joined[node] = address
        self.joined = joined

    def _is_mailed(self, contact: Contact, address: str) -> bool:
        return address in self.opted_out and bool(_statuses(contact) & MAILED)

    def _active(self) -> Iterator[tuple[Node, Mapping[str, Any]]]:
        for entity in ENTITIES:
            for one, row in self.world.organisation.store.tables[entity].rows.items():
                if row["statecode"] == 0:
                    yield (entity, one), row

    def _row(self, node: Node) -> Mapping[str, Any]:
        return self.world.organisation.store.tables[node[0]].rows[node[1]]


def _node(contact: Contact) -> Node:
    return ("ac", str(contact.id))


def _has_left(contact: Contact) -> bool:
    return UNSUBSCRIBED in _statuses(contact) and not _statuses(contact) & MAILED


def _statuses(contact: Contact) -> set[str]:
    return {held.status for held in contact.lists.values()}


def _address(row: Mapping[str, Any]) -> str:
    return _key(str(row.get("emailaddress1") or ""))


def _key(email: str) -> str:
    return email.strip().casefold()
