"""Where people act, what they enter, and the book that is kept of it: the only place where a value
may come from."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.activecampaign.records import Contact
from sandbox.demo.compare import TIERS
from shared.entities import ENTITIES, Entity
from tests.model.world import World

TABLE: Mapping[Entity, str] = {"lead": "leads", "contact": "contacts"}
ADDRESSES = 24
LISTS = (1, 2)
TAGS = ("[D365: Lead]", "[D365: Contact]")
OPT_OUT = "donotbulkemail"

Node = tuple[str, str]
"""A record (`lead` or `contact`) or an AC contact (`ac`), and its id."""


@dataclass
class Book:
    """What people have entered: for each record and contact, by field, in order. `touched` are
    those since the last rest. `kin` are those of whom a person made one of the other. `half` is
    the one of the two acts of giving consent again that people do here: so it never is given;
    `flags_taken` are the records whose flag a person took away since the last look."""

    entered: dict[tuple[Node, str], list[object]] = field(default_factory=dict)
    touched: set[tuple[Node, str]] = field(default_factory=set)
    kin: list[tuple[Node, Node]] = field(default_factory=list)
    flags_taken: set[Node] = field(default_factory=set)
    half: Literal["flag", "list"] = "flag"
    number: int = 0

    def live(self, *nodes: Node) -> None:
        """Notes that these began, ended, or became one."""
        self.touched.update((node, "life") for node in nodes)

    def enter(self, node: Node, key: str, value: object) -> None:
        self.entered.setdefault((node, key), []).append(value)
        self.touched.add((node, key))

    def token(self, word: str) -> str:
        """A text that nobody entered before."""
        self.number += 1
        return f"{word} {self.number}"


@dataclass(frozen=True)
class Scene:
    """Where an act takes place."""

    world: World
    book: Book
    chance: random.Random
    note: Callable[[str], None]

    def records(self, entity: Entity) -> list[str]:
        return list(self.world.organisation.store.tables[entity].ids)

    def row(self, entity: Entity, record_id: str) -> Mapping[str, Any]:
        return self.world.organisation.store.tables[entity].rows[record_id]

    def contacts(self) -> Mapping[int, Contact]:
        return self.world.account.store.contacts

    def some_record(self, *, active: bool = True) -> tuple[Entity, str] | None:
        entity = self.chance.choice(ENTITIES)
        ids = [
            one
            for one in self.records(entity)
            if (self.row(entity, one)["statecode"] == 0) is active
        ]
        return (entity, self.chance.choice(ids)) if ids else None

    def some_contact(self) -> Contact | None:
        ids = list(self.contacts())
        return self.contacts()[self.chance.choice(ids)] if ids else None

    def address(self) -> str:
        """One of few, so that people often meet."""
        return f"p{self.chance.randrange(ADDRESSES)}@people.example"

    def case(self, email: str) -> str:
        """As somebody else might type it."""
        return self.chance.choice((email, email, email, email.upper(), email.title()))


@dataclass(frozen=True)
class Pair:
    """A mapped field as people enter it: a few values, the same on both sides."""

    key: str
    column: str
    standard: str | None
    draw: Callable[[Scene], tuple[object, object, str]]
    """The value by which both sides are compared, as Dynamics takes it, and as ActiveCampaign."""


def _text(word: str) -> Callable[[Scene], tuple[object, object, str]]:
    def draw(scene: Scene) -> tuple[object, object, str]:
        if scene.chance.random() < 0.15:
            return None, None, ""
        text = scene.book.token(word)
        return text, text, text

    return draw


def _day(scene: Scene) -> tuple[object, object, str]:
    day = f"2025-{scene.chance.randrange(1, 13):02d}-{scene.chance.randrange(1, 29):02d}"
    return scene.chance.choice(((day, day, day), (None, None, "")))


def _tier(scene: Scene) -> tuple[object, object, str]:
    number, name = scene.chance.choice(list(TIERS.items()))
    return scene.chance.choice(((name, number, name.title()), (None, None, "")))


def _vip(scene: Scene) -> tuple[object, object, str]:
    return scene.chance.choice(((True, True, "||Yes||"), (False, False, "")))


def _last_name(scene: Scene) -> tuple[object, object, str]:
    name = scene.book.token("Last")
    return name, name, name


PAIRS: tuple[Pair, ...] = (
    Pair("firstName", "firstname", "firstName", _text("First")),
    Pair("lastName", "lastname", "lastName", _last_name),
    Pair("phone", "telephone1", "phone", _text("Phone")),
    Pair("field:14", "cr1_text", None, _text("Text")),
    Pair("field:3", "cr1_since", None, _day),
    Pair("field:6", "cr1_tier", None, _tier),
    Pair("field:13", "cr1_vip", None, _vip),
)
