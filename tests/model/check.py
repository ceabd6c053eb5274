"""What has to hold once everything is at rest, looked at from outside: in both systems' own rows.
Of the app only its links are read, to know who belongs to whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.activecampaign.control import raw
from sandbox.demo.compare import PAIRS as SHOWN
from shared.entities import ENTITIES, Entity
from shared.store.history import Decided
from shared.store.links import Link
from tests.model.consent import Consent
from tests.model.machine import BEGIN
from tests.model.scene import OPT_OUT, PAIRS, Book, Node
from tests.model.violation import Violation
from tests.model.world import World

KEYS = ("email", *(pair.key for pair in PAIRS))


@dataclass
class Observer:
    """Remembers who ever belonged to whom, and by `consent` who ever opted out."""

    world: World
    book: Book
    related: dict[Node, set[Node]] = field(default_factory=dict)
    consent: Consent = field(init=False)
    flagged: set[Node] = field(default_factory=set)
    before: dict[Node, tuple[Node, dict[str, object]]] = field(default_factory=dict)
    rested_at: datetime = BEGIN

    def __post_init__(self) -> None:
        """What both systems hold in the beginning was entered, too."""
        self.consent = Consent(self.world, self.book)
        for node, values in self._nodes().items():
            for key in KEYS:
                self.book.entered[(node, key)] = [values[key]]

    def look(self) -> None:
        """Notes who belongs to whom now. Raises Violation if a flag is gone that no person took."""
        self.check_flags()
        links = self._links().items()
        tied = [(ours, ("ac", link.contact_id)) for ours, link in links if link.contact_id]
        contact_ids = [str(one) for one in self.world.account.store.contacts]
        claims = self.world.known().claims.held(contact_ids)
        claimed = [((one.entity, one.record_id), ("ac", one.contact_id)) for one in claims]
        for one, other in (*tied, *claimed, *self.book.kin, *self.world.met):
            self.related.setdefault(one, set()).add(other)
            self.related.setdefault(other, set()).add(one)
        self.world.met.clear()

    def check_flags(self) -> None:
        """Notes who has the flag now. To be called before a sync acts as well, since what people
        did is to be known before it can be undone. Raises Violation as `look` does."""
        flagged: set[Node] = {
            (entity, one)
            for entity in ENTITIES
            for one, row in self.world.organisation.store.tables[entity].rows.items()
            if row.get(OPT_OUT)
        }
        here = {node for node in self.flagged if self._is_there(node)}
        gone = here - flagged - self.book.flags_taken
        if gone:
            raise Violation("consent", f"the flag was taken away from {sorted(gone)}")
        self.flagged = flagged
        self.book.flags_taken.clear()

    def _is_there(self, node: Node) -> bool:
        return node[1] in self.world.organisation.store.tables[node[0]].rows

    def state(self) -> object:
        """All that is to be seen in both systems."""
        rows = {
            (entity, one): _value_row(row)
            for entity in ENTITIES
            for one, row in self.world.organisation.store.tables[entity].rows.items()
        }
        store = self.world.account.store
        contacts = {one: _settled(raw(store, row)) for one, row in store.contacts.items()}
        return rows, contacts

    def links_shown(self) -> list[str]:
        """What the app says of each record, and what both sides hold of its person."""
        shown = []
        problems, nodes = self._problems(), self._nodes()
        for node, link in self._links().items():
            tie = f"{link.state} ac {link.contact_id} {link.reason_code or ''}"
            known = nodes.get(node, {}).get("email")
            flag = self._row(node).get(OPT_OUT) if node in nodes else "gone"
            trouble = problems.get(node, "")
            shown.append(f"    {node[0]} {node[1][:8]} {known} out={flag} {tie} {trouble}")
        for number, contact in self.world.account.store.contacts.items():
            lists = {held.list: held.status for held in contact.lists.values()}
            shown.append(f"    ac {number} {contact.email} {lists}")
        return shown

    def check(self) -> None:
        """Raises Violation."""
        pairs = self._pairs()
        self._check_invention()
        self._check_agreement(pairs)
        self._check_losses(pairs)
        self._check_one_each()
        self.consent.check(pairs, self._problems())
        self.book.touched.clear()
        self.rested_at = datetime.now(UTC)
        nodes = self._nodes()
        self.before = {ours: (theirs, nodes[ours]) for ours, theirs in self._alone(pairs).items()}

    def _check_agreement(self, pairs: Mapping[Node, Node]) -> None:
        nodes = self._nodes()
        problems = self._problems()
        for ours, theirs in pairs.items():
            if ours not in nodes or theirs not in nodes:
                raise Violation("tied", f"{ours} is tied to {theirs}, and one of them is not there")
            for key in KEYS:
                one, other = nodes[ours][key], nodes[theirs][key]
                if one != other and ours not in problems:
                    raise Violation(
                        "agreement", f"{ours} and {theirs} differ in {key}: {one!r}, {other!r}"
                    )

    def _check_losses(self, pairs: Mapping[Node, Node]) -> None:
        """Of two who belonged together all the time: what one of them was given last stands on
        both, or was decided against, and can be restored; what neither was given has not moved."""
        nodes, problems, book = self._nodes(), self._problems(), self.book
        for ours, theirs in self._alone(pairs).items():
            known, values = self.before.get(ours, (None, {}))
            if known != theirs or ours in problems or any(map(self._moved, self._family(ours))):
                continue
            for pair in PAIRS:
                given = [
                    book.entered[(node, pair.key)][-1]
                    for node in (ours, theirs)
                    if (node, pair.key) in book.touched
                ]
                value = nodes[ours][pair.key]
                allowed = given or [values[pair.key]]
                if value not in allowed and not self._decided(ours, pair.key):
                    before = values[pair.key]
                    raise Violation(
                        "loss",
                        f"{ours}, {theirs}: {pair.key} was {before!r}, {given} given: {value!r}",
                    )

    def _decided(self, node: Node, key: str) -> bool:
        """True if the history tells of a conflict over this field since the last rest."""
        entity: Entity = "lead" if node[0] == "lead" else "contact"
        told = self.world.known().history.newest(entity, node[1], None, 200)
        return any(
            isinstance(one.what, Decided) and one.what.key == key and one.at >= self.rested_at
            for one in told
        )

    def _alone(self, pairs: Mapping[Node, Node]) -> dict[Node, Node]:
        """Those whose contact is no other record's."""
        counts = Counter(pairs.values())
        return {ours: theirs for ours, theirs in pairs.items() if counts[theirs] == 1}

    def _moved(self, node: Node) -> bool:
        return (node, "life") in self.book.touched or (node, "email") in self.book.touched

    def _check_invention(self) -> None:
        """A value came from a person who entered it here, or there where this one belongs."""
        for node, values in self._nodes().items():
            family = self._family(node)
            for key in KEYS:
                value = values[key]
                if value in (None, False) or any(
                    _said(key, value, entered)
                    for one in family
                    for entered in self.book.entered.get((one, key), ())
                ):
                    continue
                known = self._links().get(node)
                raise Violation(
                    "invention",
                    f"{node}: nobody entered {key} = {value!r} for {sorted(family)}; {known}",
                )

    def _check_one_each(self) -> None:
        """No contact has two records of an entity, and no email two contacts."""
        seen: dict[tuple[str, str], str] = {}
        for (entity, record_id), link in self._links().items():
            if link.state == "closed" or link.contact_id is None:
                continue
            other = seen.setdefault((link.contact_id, entity), record_id)
            if other != record_id:
                raise Violation(
                    "one each", f"contact {link.contact_id} is tied to {other} and {record_id}"
                )
        emails: dict[str, int] = {}
        for contact in self.world.account.store.contacts.values():
            key = contact.email.strip().casefold()
            if emails.setdefault(key, contact.id) != contact.id:
                raise Violation(
                    "one each", f"contacts {emails[key]} and {contact.id} have one email"
                )

    def _pairs(self) -> dict[Node, Node]:
        """The records that are said to be in sync, and their contacts."""
        return {
            node: ("ac", link.contact_id)
            for node, link in self._links().items()
            if link.state == "linked" and link.contact_id is not None
        }

    def _links(self) -> dict[Node, Link]:
        links = self.world.known().links
        return {
            (entity, link.record_id): link
            for entity in ENTITIES
            for page in links.all_links(entity)
            for link in page
        }

    def _problems(self) -> dict[Node, str]:
        problems = self.world.known().problems
        return {
            (entity, one.record_id): one.code
            for entity in ENTITIES
            for one in problems.page(entity, None, 200)[0]
        }

    def _row(self, node: Node) -> Mapping[str, Any]:
        return self.world.organisation.store.tables[node[0]].rows[node[1]]

    def _nodes(self) -> dict[Node, dict[str, object]]:
        """What stands in both systems, in a form in which it can be compared."""
        found: dict[Node, dict[str, object]] = {}
        for entity in ENTITIES:
            for one, row in self.world.organisation.store.tables[entity].rows.items():
                found[(entity, one)] = {
                    key: SHOWN[key].record(row.get(SHOWN[key].column)) for key in KEYS
                }
        store = self.world.account.store
        for number, contact in store.contacts.items():
            shown = raw(store, contact)
            found[("ac", str(number))] = {key: _of_contact(key, shown) for key in KEYS}
        return found

    def _family(self, node: Node) -> set[Node]:
        """Who ever was tied to this one, or to one of those."""
        found, todo = {node}, [node]
        while todo:
            for other in self.related.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found


def _of_contact(key: str, shown: Mapping[str, Any]) -> object:
    pair = SHOWN[key]
    if pair.field_id is not None:
        return pair.contact(shown["values"].get(pair.field_id))
    return pair.contact(shown.get(pair.standard or ""))


def _said(key: str, value: object, entered: object) -> bool:
    """True if what was entered says this value."""
    if key == "email":
        return isinstance(entered, str) and entered.strip().casefold() == value
    return entered == value


def _value_row(row: Mapping[str, Any]) -> object:
    columns = [SHOWN[key].column for key in KEYS]
    return tuple(str(row.get(name)) for name in (*columns, OPT_OUT, "statecode"))


def _settled(shown: Mapping[str, Any]) -> object:
    standard = [str(shown[name]) for name in ("email", "firstName", "lastName", "phone")]
    many = [str(sorted(shown[name].items())) for name in ("values", "lists")]
    return (*standard, *many, str(shown["tags"]))
