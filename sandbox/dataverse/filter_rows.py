"""A `$filter` tree applied to rows: types checked, three-valued logic, index use.

A comparison with a null column is unknown, and unknown rows are left out, `ne` included
(learn.microsoft.com "filter rows", read 2026-11-24; `ne_matches_null` is the other reading)."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sandbox.dataverse.associations import linked_ids
from sandbox.dataverse.collation import has_wildcard
from sandbox.dataverse.filter_functions import Surroundings, test_for
from sandbox.dataverse.filter_syntax import (
    Comparison,
    Constant,
    Junction,
    Lambda,
    Negation,
    Node,
    Path,
    QueryFunction,
    TextTest,
)  # fmt: skip
from sandbox.dataverse.refusals import bad_query, no_property
from sandbox.dataverse.schema import CHOICES, LOOKUPS, TEXTS, Column, Table
from sandbox.dataverse.store import Row, Store, Value

Predicate = Callable[[Row], bool | None]
Getter = Callable[[Row], Value]
_OPERATORS: dict[str, Callable[[object, object], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt,
    "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip
_EDM = {"string": "Edm.String", "number": "Edm.Int32", "boolean": "Edm.Boolean",
        "guid": "Edm.Guid", "date": "Edm.Date", "datetime": "Edm.DateTimeOffset"}  # fmt: skip


@dataclass(frozen=True)
class RowFilter:
    """Compiles trees for one request."""

    store: Store
    around: Surroundings
    ne_matches_null: bool = False

    def compile(self, table: Table, node: Node, variable: str = "") -> Predicate:
        """True, False, or None for unknown. Raises Refusal (400) where a name or a type does
        not fit the table."""
        if isinstance(node, Junction):
            left = self.compile(table, node.left, variable)
            right = self.compile(table, node.right, variable)
            return _both(left, right) if node.operator == "and" else _either(left, right)
        if isinstance(node, Negation):
            return _not(self.compile(table, node.inner, variable))
        if isinstance(node, TextTest):
            return self._text_test(table, node, variable)
        if isinstance(node, QueryFunction):
            return self._function(table, node)
        if isinstance(node, Lambda):
            return self._lambda(table, node)
        return self._comparison(table, node, variable)

    def candidates(self, table: Table, node: Node) -> set[str] | None:
        """Ids among which all matches are, found by index; None: every row may match."""
        rows = self.store.tables[table.name]
        if isinstance(node, Junction):
            left, right = self.candidates(table, node.left), self.candidates(table, node.right)
            if node.operator == "or":
                return None if left is None or right is None else left | right
            if left is None or right is None:
                return right if left is None else left
            return left if len(left) < len(right) else right
        if isinstance(node, Comparison) and isinstance(node.right, Constant):
            column = table.by_json_name.get(node.left.segments[0])
            indexed = node.operator == "eq" and node.right.type != "null"
            if column and indexed and len(node.left.segments) == 1:
                return rows.find(column.name, node.right.value)
            return None
        if isinstance(node, QueryFunction) and node.name == "In":
            found: set[str] = set()
            for value in node.values:
                text = str(value)
                part = rows.find(
                    node.column, text.lower() if node.column == table.id_column else text
                )
                if part is None:
                    return None
                found |= part
            return found
        return None

    def _comparison(self, table: Table, node: Comparison, variable: str) -> Predicate:
        column, get = self._getter(table, node.left, variable)
        compare = _OPERATORS[node.operator]
        fold = self.around.collation.fold if column.kind in TEXTS else _same
        if isinstance(node.right, Path):
            other, get_other = self._getter(table, node.right, variable)
            if _family(other) != _family(column):
                raise bad_query("Columns of different types cannot be compared.")
            return _compare_columns(get, get_other, compare, fold)
        if node.right.type == "null":
            if node.operator not in ("eq", "ne"):
                raise bad_query("null can only be compared by eq and ne.")
            wanted = node.operator == "eq"
            return lambda row: (get(row) is None) is wanted
        constant = fold(_fitting(column, node.right, node.operator))
        unknown = True if node.operator == "ne" and self.ne_matches_null else None

        def test(row: Row) -> bool | None:
            value = get(row)
            return unknown if value is None else compare(fold(value), constant)

        return test

    def _text_test(self, table: Table, node: TextTest, variable: str) -> Predicate:
        column, get = self._getter(table, node.path, variable)
        if column.kind not in TEXTS:
            raise bad_query(f"The function '{node.function}' does not apply to '{column.name}'.")
        collation = self.around.collation
        if has_wildcard(node.text):
            start, end = node.function == "startswith", node.function == "endswith"
            match = collation.like(node.text, start=start, end=end).fullmatch
            return _known(get, lambda value: bool(match(collation.text(str(value)))))
        needle = collation.text(node.text)
        tests: dict[str, Callable[[str], bool]] = {
            "contains": lambda text: needle in text,
            "startswith": lambda text: text.startswith(needle),
            "endswith": lambda text: text.endswith(needle),
        }
        test = tests[node.function]
        return _known(get, lambda value: test(collation.text(str(value))))

    def _function(self, table: Table, node: QueryFunction) -> Predicate:
        column = table.columns.get(node.column)
        if column is None:
            raise no_property(node.column, table.name)
        test = test_for(node.name, column, node.values, self.around)
        return _known(_column_getter(column), test)

    def _lambda(self, table: Table, node: Lambda) -> Predicate:
        target, ids_of = linked_ids(self.store, table, node.collection)
        rows = self.store.tables[target.name].rows
        if node.inner is None:
            return lambda row: any(True for _ in ids_of(row))
        inner = self.compile(target, node.inner, node.variable)
        if node.quantifier == "any":
            return lambda row: any(inner(rows[i]) for i in ids_of(row))
        return lambda row: all(inner(rows[i]) for i in ids_of(row))

    def _getter(self, table: Table, path: Path, variable: str) -> tuple[Column, Getter]:
        segments = path.segments
        if variable:
            if segments[0] != variable or len(segments) < 2:
                raise bad_query(f"'{'/'.join(segments)}' must start with '{variable}/'.")
            segments = segments[1:]
        if len(segments) == 1:
            column = table.by_json_name.get(segments[0])
            if column is None:
                raise no_property(segments[0], table.name)
            return column, _column_getter(column)
        if segments[0] not in table.navigation:
            raise no_property(segments[0], table.name)
        lookup, targets = table.navigation[segments[0]]
        target = self.store.schema.tables[targets[0]]
        column, inner = self._getter(target, Path(segments[1:]), "")
        return column, self._through(lookup.name, inner)

    def _through(self, lookup: str, inner: Getter) -> Getter:
        tables = self.store.tables

        def get(row: Row) -> Value:
            reference = row.get(lookup)
            if not isinstance(reference, tuple):
                return None
            target = tables[reference[0]].rows.get(reference[1])
            return None if target is None else inner(target)

        return get


def matching(predicate: Predicate | None, rows: Iterable[Row]) -> Iterable[Row]:
    return rows if predicate is None else (row for row in rows if predicate(row))


def _column_getter(column: Column) -> Getter:
    name = column.name
    if column.kind not in LOOKUPS:
        return lambda row: row.get(name)

    def get(row: Row) -> Value:
        reference = row.get(name)
        return reference[1] if isinstance(reference, tuple) else None

    return get


def _fitting(column: Column, constant: Constant, comparator: str) -> Value:
    """The constant as a value of the column's type."""
    family, value = _family(column), constant.value
    if family == constant.type and not (family == "boolean" and comparator not in ("eq", "ne")):
        return float(value) if column.kind == "double" else value  # type: ignore[arg-type]
    if family == "datetime" and constant.type == "date":
        return f"{value}T00:00:00Z"
    raise bad_query(
        "A binary operator with incompatible types was detected. Found operand types "
        f"'{_EDM[family]}' and '{_EDM.get(constant.type, 'Edm.String')}' for operator kind "
        f"'{comparator}'."
    )


def _family(column: Column) -> str:
    if column.kind in TEXTS or column.kind == "multiselect":
        return "string"
    if column.kind in LOOKUPS or column.kind == "guid":
        return "guid"
    if column.kind == "datetime":
        return "date" if column.behavior == "DateOnly" else "datetime"
    if column.kind == "boolean":
        return "boolean"
    assert column.kind in CHOICES or column.kind in (
        "integer", "bigint", "decimal", "double", "money",
    )  # fmt: skip
    return "number"


def _same(value: object) -> object:
    return value


def _known(get: Getter, test: Callable[[Value], bool]) -> Predicate:
    def check(row: Row) -> bool | None:
        value = get(row)
        return None if value is None else test(value)

    return check


def _compare_columns(
    left: Getter,
    right: Getter,
    compare: Callable[[object, object], bool],
    fold: Callable[[object], object],
) -> Predicate:
    def test(row: Row) -> bool | None:
        a, b = left(row), right(row)
        return None if a is None or b is None else compare(fold(a), fold(b))

    return test


def _both(left: Predicate, right: Predicate) -> Predicate:
    def test(row: Row) -> bool | None:
        a = left(row)
        if a is False:
            return False
        b = right(row)
        return False if b is False else (None if a is None or b is None else True)

    return test


def _either(left: Predicate, right: Predicate) -> Predicate:
    def test(row: Row) -> bool | None:
        a = left(row)
        if a is True:
            return True
        b = right(row)
        return True if b is True else (None if a is None or b is None else False)

    return test


def _not(inner: Predicate) -> Predicate:
    def test(row: Row) -> bool | None:
        value = inner(row)
        return None if value is None else not value

    return test
