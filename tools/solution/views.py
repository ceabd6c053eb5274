"""The views of a table: the same columns in each, newest first."""

from xml.etree.ElementTree import Element

from tools.solution.sources import INTRODUCED, Table, View
from tools.solution.xml import add, add_all, add_texts, braced, component_id

_QUICK_FIND = 4
_NAMED_BY_TABLE = (2, 64)
"""Types whose layout names the table; that of others is a result set."""


def view_id(table: Table, view: View) -> str:
    return component_id("view", f"{table.schema_name}/{view.type}/{view.title.en}")


def add_views(entity: Element, table: Table) -> None:
    queries = add(add(entity, "SavedQueries"), "savedqueries")
    for view in table.views.view:
        _add_view(queries, table, view)


def _add_view(queries: Element, table: Table, view: View) -> None:
    query = add(queries, "savedquery")
    add_all(
        query,
        (
            ("IsCustomizable", "1"),
            ("CanBeDeleted", "0" if view.standard else "1"),
            ("isquickfindquery", "1" if view.type == _QUICK_FIND else "0"),
            ("isprivate", "0"),
            ("isdefault", "1" if view.standard else "0"),
            ("savedqueryid", braced(view_id(table, view))),
        ),
    )
    _add_layout(add(query, "layoutxml"), table, view)
    add(query, "querytype", str(view.type))
    _add_fetch(add(query, "fetchxml"), table, view)
    add(query, "IntroducedVersion", INTRODUCED)
    add_texts(query, "LocalizedNames", "LocalizedName", view.title)


def _add_layout(layout: Element, table: Table, view: View) -> None:
    by_table = view.type in _NAMED_BY_TABLE
    grid = add(
        layout,
        "grid",
        name=table.set_name if by_table else "resultset",
        jump=table.primary_name.lower(),
        select="1",
        icon="1",
        preview="1",
    )
    row = add(
        grid,
        "row",
        name=table.schema_name.lower() if by_table else "result",
        id=table.primary_key.lower(),
    )
    for column in table.views.columns:
        add(row, "cell", name=column.name.lower(), width=str(column.width))


def _add_fetch(fetch: Element, table: Table, view: View) -> None:
    entity = add(
        add(fetch, "fetch", version="1.0", mapping="logical"),
        "entity",
        name=table.schema_name.lower(),
    )
    for name in (table.primary_key, *(column.name for column in table.views.columns)):
        add(entity, "attribute", name=name.lower())
    add(entity, "order", attribute=table.views.order.lower(), descending="true")
    if view.find:
        words = add(entity, "filter", type="or", isquickfindfields="1")
        for name in view.find:
            add(words, "condition", attribute=name.lower(), operator="like", value="{0}")
    if view.column is not None:
        rows = add(entity, "filter", type="and")
        condition = add(rows, "condition", attribute=view.column.lower(), operator="in")
        for value in view.any_of:
            add(condition, "value", str(value))
