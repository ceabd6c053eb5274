"""What solution/src holds, read and checked: pydantic's ValidationError says what is wrong."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal
from xml.etree.ElementTree import Element, parse

from pydantic import BaseModel, ConfigDict, Field

SOURCES = Path(__file__).resolve().parents[2] / "solution" / "src"
APP = "acd_ActiveCampaign"
"""Unique name of the app and of its site map."""
INTRODUCED = "0.1.0.0"
"""The version of the solution in which the components came; a later one says its own."""

Level = Literal["Basic", "Local", "Deep", "Global"]
Verb = Literal["Append", "AppendTo", "Assign", "Create", "Delete", "Read", "Share", "Write"]
ColumnKind = Literal[
    "date", "datetime", "int", "lookup", "memo", "owner", "picklist", "primarykey", "state",
    "status", "text", "url",
]  # fmt: skip


class Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Source):
    """A text in the languages of the solution."""

    en: Annotated[str, Field(min_length=1)]
    it: Annotated[str, Field(min_length=1)]


class Variable(Source):
    name: str
    title: Text
    description: Text


class TablePrivileges(Source):
    """How far a role reaches in one table, named as in privileges."""

    table: str
    may: dict[Verb, Level]
    why: str


class GeneralPrivilege(Source):
    """A privilege that belongs to no table."""

    name: str
    level: Level
    why: str


class Role(Source):
    """`includes` are roles whose privileges this one holds as well. Exports have the texts of roles
    in one language only."""

    name: str
    id: str
    description: str
    includes: tuple[str, ...] = ()
    privileges: tuple[TablePrivileges, ...]
    general: tuple[GeneralPrivilege, ...] = ()


class Place(Source):
    """Where buttons stand; `control` and `ids` are CrmParameters of that place."""

    name: str
    location: str
    control: Literal["PrimaryControl", "SelectedControl"]
    ids: Literal["PrimaryItemIds", "SelectedControlSelectedItemIds"]


class Button(Source):
    """`icon` is a web resource; `most` the rows that may be selected in a grid."""

    name: str
    function: str
    icon: str
    sequence: int
    most: int
    label: Text
    tooltip: Text


class Ribbon(Source):
    tables: tuple[str, ...]
    library: str
    role_rule: str
    place: tuple[Place, ...]
    button: tuple[Button, ...]


class Option(Text):
    """One value of a choice. `status` is a state's reason at first, `state` what a reason is of."""

    value: int
    status: int | None = None
    state: int | None = None
    invariant: str | None = None


class Column(Source):
    """`name` in lower case is the logical name. `logical`: kept nowhere by itself."""

    name: str
    kind: ColumnKind
    title: Text
    description: Text
    create: bool = True
    update: bool = True
    hidden: bool = False
    logical: bool = False
    length: int | None = None
    least: int | None = None
    options: tuple[Option, ...] = ()

    @property
    def logical_name(self) -> str:
        return self.name.lower()


class Relationship(Source):
    """From `column` of the table to the table `to`; `cascade`: what befalls that row befalls it."""

    name: str
    column: str
    to: str
    cascade: bool = False


class Form(Source):
    title: Text
    description: Text
    tab: Text
    header: tuple[str, ...]
    rows: tuple[str, ...]


class ViewColumn(Source):
    name: str
    width: int


class View(Source):
    """`column` with `any_of` restricts the rows; `find` are the columns that are searched."""

    type: Literal[0, 1, 2, 4, 64]
    title: Text
    standard: bool = False
    column: str | None = None
    any_of: tuple[int, ...] = ()
    find: tuple[str, ...] = ()


class Views(Source):
    columns: tuple[ViewColumn, ...]
    order: str
    view: tuple[View, ...]


class Table(Source):
    schema_name: str
    set_name: str
    primary_key: str
    primary_name: str
    icon: str
    title: Text
    plural: Text
    description: Text
    column: tuple[Column, ...]
    relationship: tuple[Relationship, ...]
    form: Form
    views: Views

    def column_of(self, name: str) -> Column:
        """Raises StopIteration if there is no such column."""
        return next(one for one in self.column if one.name == name)


class Roles(Source):
    role: tuple[Role, ...]


class Environment(Source):
    variable: tuple[Variable, ...]


def ribbon() -> Ribbon:
    return Ribbon.model_validate(_toml("ribbon"))


def table() -> Table:
    return Table.model_validate(_toml("table"))


def roles() -> tuple[Role, ...]:
    return Roles.model_validate(_toml("roles")).role


def variables() -> tuple[Variable, ...]:
    return Environment.model_validate(_toml("environment")).variable


def shape(name: str) -> Element:
    """The XML file `name`, anew each time: what is filled in stays out of the next zip."""
    return parse(SOURCES / f"{name}.xml").getroot()  # noqa: S314 - our own file


def _toml(name: str) -> dict[str, object]:
    with (SOURCES / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
