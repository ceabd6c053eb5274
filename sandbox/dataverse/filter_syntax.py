"""From the text of a `$filter` to its tree. Knows the grammar, not the columns.

Operators and functions: learn.microsoft.com, Web API "filter rows" and "query functions"
(read 2026-11-24). OData functions that Dataverse does not support are refused by name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sandbox.dataverse import exact_json
from sandbox.dataverse.refusals import Refusal, bad_query
from sandbox.dataverse.values import day, instant

Comparator = Literal["eq", "ne", "gt", "ge", "lt", "le"]
LiteralType = Literal["string", "number", "boolean", "guid", "date", "datetime", "null", "enum"]


@dataclass(frozen=True)
class Constant:
    type: LiteralType
    value: str | int | Decimal | bool | None


@dataclass(frozen=True)
class Path:
    """A column, or navigation properties and a column, as written."""

    segments: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    operator: Comparator
    left: Path
    right: Path | Constant


@dataclass(frozen=True)
class Junction:
    operator: Literal["and", "or"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Negation:
    inner: "Node"


@dataclass(frozen=True)
class TextTest:
    function: Literal["contains", "startswith", "endswith"]
    path: Path
    text: str


@dataclass(frozen=True)
class QueryFunction:
    """`Microsoft.Dynamics.CRM.<name>(PropertyName='<column>',PropertyValue(s)=...)`."""

    name: str
    column: str
    values: tuple[str | int | Decimal | bool, ...]


@dataclass(frozen=True)
class Lambda:
    quantifier: Literal["any", "all"]
    collection: str
    variable: str
    inner: "Node | None"


Node = Comparison | Junction | Negation | TextTest | QueryFunction | Lambda

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*')
    | (?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-]))
    | (?P<datetime>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))
    | (?P<date>\d{4}-\d{2}-\d{2}(?![\d\w-]))
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-]))
    | (?P<alias>@\w+)
    | (?P<array>\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\])
    | (?P<name>[A-Za-z_]\w*(?:[./][A-Za-z_]\w*)*)
    | (?P<mark>[(),=:])
    )""",
    re.VERBOSE,
)
_COMPARATORS = ("eq", "ne", "gt", "ge", "lt", "le")
_TEXT_TESTS = ("contains", "startswith", "endswith")
_PREFIX = "Microsoft.Dynamics.CRM."


def parse_filter(text: str, aliases: Mapping[str, str]) -> Node:
    """The tree of `text`; `aliases` are the `@name` query options. Raises Refusal (400)."""
    parser = _Parser(_tokens(text), aliases, text)
    node = parser.disjunction()
    parser.end()
    return node


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    stripped = text.rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None or match.lastgroup is None:
            raise bad_query(f"Syntax error at position {at} in '{text}'.")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return tokens


class _Parser:
    def __init__(
        self, tokens: list[tuple[str, str]], aliases: Mapping[str, str], text: str
    ) -> None:
        self._tokens = tokens
        self._aliases = aliases
        self._text = text
        self._at = 0

    def disjunction(self) -> Node:
        node = self._conjunction()
        while self._take("name", "or"):
            node = Junction("or", node, self._conjunction())
        return node

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise self._error()

    def _conjunction(self) -> Node:
        node = self._factor()
        while self._take("name", "and"):
            node = Junction("and", node, self._factor())
        return node

    def _factor(self) -> Node:
        if self._take("name", "not"):
            return Negation(self._factor())
        if self._take("mark", "("):
            node = self.disjunction()
            self._expect(")")
            return node
        kind, word = self._next()
        if kind != "name" or word in ("true", "false", "null"):
            raise self._error()
        if self._take("mark", "("):
            return self._call(word)
        return self._comparison(Path(tuple(word.split("/"))))

    def _comparison(self, left: Path) -> Comparison:
        kind, word = self._next()
        if kind != "name" or word not in _COMPARATORS:
            raise bad_query(f"The query parameter $filter '{self._text}' needs a comparison.")
        operator: Comparator = word  # type: ignore[assignment]
        kind, word = self._next()
        if kind == "name" and word not in ("true", "false", "null"):
            if word.startswith(_PREFIX):
                return Comparison(operator, left, self._enum())
            return Comparison(operator, left, Path(tuple(word.split("/"))))
        return Comparison(operator, left, self._constant(kind, word))

    def _enum(self) -> Constant:
        kind, word = self._next()
        if kind != "string":
            raise self._error()
        return Constant("enum", _unquoted(word))

    def _call(self, name: str) -> Node:
        if name.startswith(_PREFIX):
            return self._query_function(name.removeprefix(_PREFIX))
        collection, _, quantifier = name.rpartition("/")
        if collection and quantifier in ("any", "all"):
            return self._lambda(collection, quantifier)
        if name not in _TEXT_TESTS:
            raise bad_query(f"An unknown function with name '{name}' was found.")
        kind, column = self._next()
        self._expect(",")
        value_kind, value = self._next()
        if value_kind == "alias":
            value_kind, value = self._resolved(value)
        self._expect(")")
        if kind != "name" or value_kind != "string":
            raise bad_query(f"The function '{name}' takes a column and a string.")
        return TextTest(name, Path(tuple(column.split("/"))), _unquoted(value))  # type: ignore[arg-type]

    def _lambda(self, collection: str, quantifier: str) -> Lambda:
        if self._take("mark", ")"):
            return Lambda("any", collection, "", None)
        _, variable = self._next()
        self._expect(":")
        inner = self.disjunction()
        self._expect(")")
        return Lambda("any" if quantifier == "any" else "all", collection, variable, inner)

    def _query_function(self, name: str) -> QueryFunction:
        column, values = "", ()
        while True:
            _, parameter = self._next()
            self._expect("=")
            kind, word = self._next()
            if kind == "alias":
                kind, word = self._resolved(word)
            if parameter == "PropertyName" and kind == "string":
                column = _unquoted(word)
            elif parameter == "PropertyValues" and kind == "array":
                values = _array(word)
            elif parameter == "PropertyValue":
                values = (self._constant(kind, word).value,)
            else:
                raise bad_query(f"The parameter '{parameter}' does not fit function '{name}'.")
            if self._take("mark", ")"):
                return QueryFunction(name, column, values)  # type: ignore[arg-type]
            self._expect(",")

    def _constant(self, kind: str, word: str) -> Constant:
        if kind == "alias":
            kind, word = self._resolved(word)
        if kind == "string":
            return Constant("string", _unquoted(word))
        if kind == "guid":
            return Constant("guid", word.lower())
        if kind == "number":
            return Constant("number", self._number(word))
        if kind == "date" and day(word):
            return Constant("date", word)
        if kind == "datetime" and (moment := instant(word)):
            return Constant("datetime", moment)
        if kind == "name" and word in ("true", "false"):
            return Constant("boolean", word == "true")
        if kind == "name" and word == "null":
            return Constant("null", None)
        raise self._error()

    def _number(self, word: str) -> int | Decimal:
        try:
            return int(word) if re.fullmatch(r"-?\d+", word) else exact_json.decimal(word)
        except ValueError:
            raise self._error() from None

    def _resolved(self, alias: str) -> tuple[str, str]:
        tokens = _tokens(self._aliases.get(alias, ""))
        if len(tokens) != 1:
            raise bad_query(f"The parameter alias '{alias}' has no value.")
        return tokens[0]

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise self._error()
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, kind: str, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == (kind, word):
            self._at += 1
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._take("mark", mark):
            raise self._error()

    def _error(self) -> Refusal:
        where = self._tokens[self._at - 1][1] if 0 < self._at <= len(self._tokens) else ""
        return bad_query(f"Syntax error near '{where}' in '{self._text}'.")


def _unquoted(word: str) -> str:
    return word[1:-1].replace("''", "'")


def _array(word: str) -> tuple[str | int | Decimal | bool, ...]:
    """A JSON array, or one with single-quoted strings, which the real parser also reads."""
    try:
        items = exact_json.loads(word)
    except ValueError:
        try:
            items = exact_json.loads(word.replace('"', '\\"').replace("'", '"'))
        except ValueError:
            raise bad_query(f"Invalid JSON array {word}.") from None
    if not items:
        raise bad_query("An array of values must not be empty.")
    return tuple(items)
