"""Tables and columns as data: what the stand-in knows of a column's type, limits and rights."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "string", "memo", "integer", "bigint", "decimal", "double", "money", "boolean", "datetime",
    "picklist", "multiselect", "state", "status", "lookup", "customer", "owner", "guid",
]  # fmt: skip
Level = Literal["None", "Recommended", "ApplicationRequired", "SystemRequired"]
Labels = dict[int, str]

LOOKUPS: frozenset[Kind] = frozenset(("lookup", "customer", "owner"))
CHOICES: frozenset[Kind] = frozenset(("picklist", "state", "status"))
BUSINESS_TABLES = frozenset(("lead", "contact", "account", "opportunity"))
TEXTS: frozenset[Kind] = frozenset(("string", "memo"))


@dataclass(frozen=True)
class Option:
    """One choice. `state` is the statecode a statuscode belongs to."""

    value: int
    labels: Labels
    state: int | None = None

    def label(self, language: int = 1033) -> str:
        return self.labels.get(language) or next(iter(self.labels.values()), str(self.value))


@dataclass
class Column:
    """One column. `max_length` counts UTF-16 units; `navigation` maps a target table to the
    name (case-sensitive) of the navigation property that leads there."""

    name: str
    kind: Kind
    labels: Labels
    schema_name: str = ""
    max_length: int = 0
    format: str = ""
    minimum: float | None = None
    maximum: float | None = None
    precision: int = 0
    behavior: Literal["UserLocal", "DateOnly", "TimeZoneIndependent"] = "UserLocal"
    options: tuple[Option, ...] = ()
    navigation: dict[str, str] = field(default_factory=dict)
    required: Level = "None"
    create: bool = True
    update: bool = True
    custom: bool = False
    secured: bool = False
    default: bool | int | None = None

    def __post_init__(self) -> None:
        self.schema_name = self.schema_name or self.name

    @property
    def json_name(self) -> str:
        return f"_{self.name}_value" if self.kind in LOOKUPS else self.name

    def option(self, value: object) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True)
class Key:
    """An alternate key: rows whose columns are all filled are unique by them."""

    name: str
    columns: tuple[str, ...]


@dataclass
class Table:
    """One table. `owned` says whose access levels apply to its rows; `messages` are the
    optional messages (CreateMultiple ...) that it supports; `rights_of` is the table whose
    privileges count for its rows, if that is another one."""

    name: str
    set_name: str
    schema_name: str
    labels: Labels
    id_column: str
    name_column: str
    type_code: int
    columns: dict[str, Column]
    owned: Literal["user", "businessunit", "organization"] = "organization"
    keys: dict[str, Key] = field(default_factory=dict)
    indexed: tuple[str, ...] = ()
    change_tracking: bool = False
    messages: frozenset[str] = frozenset()
    custom: bool = False
    activity: bool = False
    rights_of: str = ""

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Derives the lookup tables; called after every change of `columns`."""
        self.by_json_name = {column.json_name: column for column in self.columns.values()}
        self.navigation: dict[str, tuple[Column, tuple[str, ...]]] = {}
        for column in self.columns.values():
            for target, name in column.navigation.items():
                known = self.navigation.get(name)
                targets = (*known[1], target) if known else (target,)
                self.navigation[name] = (column, targets)
        self.defaults = {
            column.name: column.default
            for column in self.columns.values()
            if column.default is not None
        }
        self.business_lookups = tuple(
            column.name
            for column in self.columns.values()
            if column.kind in LOOKUPS and not BUSINESS_TABLES.isdisjoint(column.navigation)
        )
        self.money = tuple(c.name for c in self.columns.values() if c.kind == "money")


class Schema:
    """All tables of the organisation, and a version that moves with every change."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = {table.name: table for table in tables}
        self.by_set = {table.set_name: table for table in self.tables.values()}
        self.version = 1_000_000

    def add(self, table: Table) -> None:
        self.tables[table.name] = self.by_set[table.set_name] = table
        self.changed(table)

    def drop(self, name: str) -> None:
        table = self.tables.pop(name)
        del self.by_set[table.set_name]
        self.changed(table)

    def changed(self, table: Table) -> None:
        table.refresh()
        self.version += 1
