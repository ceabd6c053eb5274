"""The many-to-many relationships between users, teams and roles, and the one-to-many ones that
are reached by a collection."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.dataverse.refusals import no_property
from sandbox.dataverse.schema import Table
from sandbox.dataverse.store import Row, Store


@dataclass(frozen=True)
class Association:
    """`links[name]` of the store holds pairs (id in `first`, id in `second`)."""

    name: str
    first: str
    second: str


ASSOCIATIONS = (
    Association("systemuserroles_association", "systemuser", "role"),
    Association("teammembership_association", "team", "systemuser"),
    Association("teamroles_association", "team", "role"),
)


@dataclass(frozen=True)
class Children:
    """The rows of `many` whose lookup `column` points to a row of `one`."""

    name: str
    one: str
    many: str
    column: str


CHILDREN = (
    Children(
        "environmentvariabledefinition_environmentvariablevalue",
        "environmentvariabledefinition",
        "environmentvariablevalue",
        "environmentvariabledefinitionid",
    ),
)


def is_collection(table: Table, name: str) -> bool:
    """Whether `name` is a collection-valued navigation property of `table`."""
    return association(table, name) is not None or _children(table, name) is not None


def _children(table: Table, name: str) -> Children | None:
    return next((one for one in CHILDREN if (one.name, one.one) == (name, table.name)), None)


def association(table: Table, name: str) -> Association | None:
    """The association of that name if `table` takes part in it."""
    for one in ASSOCIATIONS:
        if one.name == name and table.name in (one.first, one.second):
            return one
    return None


def pair(one: Association, table: Table, here: str, there: str) -> tuple[str, str]:
    return (here, there) if table.name == one.first else (there, here)


def linked_ids(store: Store, table: Table, name: str) -> tuple[Table, Callable[[Row], list[str]]]:
    """The table on the other side, and a row's linked ids there, sorted. Raises Refusal (400)."""
    children = _children(table, name)
    if children is not None:
        return _of_children(store, table, children)
    one = association(table, name)
    if one is None:
        raise no_property(name, table.name)
    forward = table.name == one.first
    target = store.schema.tables[one.second if forward else one.first]

    def ids_of(row: Row) -> list[str]:
        here = row[table.id_column]
        links = store.links.get(one.name, set())
        if forward:
            return sorted(there for mine, there in links if mine == here)
        return sorted(there for there, mine in links if mine == here)

    return target, ids_of


def _of_children(
    store: Store, table: Table, children: Children
) -> tuple[Table, Callable[[Row], list[str]]]:
    rows = store.tables[children.many]

    def ids_of(row: Row) -> list[str]:
        here = (table.name, row[table.id_column])
        return [i for i in rows.ids if rows.rows[i].get(children.column) == here]

    return store.schema.tables[children.many], ids_of
