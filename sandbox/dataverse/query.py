"""Reading rows: one by id or key, lists with filter, order and pages, counts."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from sandbox.dataverse.call import MAX_PAGE, Answer, Call, split_list
from sandbox.dataverse.column_security import withheld, without
from sandbox.dataverse.filter_functions import Surroundings
from sandbox.dataverse.filter_rows import Predicate, RowFilter
from sandbox.dataverse.filter_syntax import Node, parse_filter
from sandbox.dataverse.organisation import COUNT_LIMIT, Organisation
from sandbox.dataverse.paging import Position, cookie, link, position
from sandbox.dataverse.refusals import bad_query, no_property
from sandbox.dataverse.rendering import Json, Renderer
from sandbox.dataverse.schema import LOOKUPS, TEXTS, Table
from sandbox.dataverse.store import Row


class Query:
    """What one GET asks of one table, read and checked."""

    def __init__(self, org: Organisation, call: Call, table: Table) -> None:
        call.refuse_unknown_options()
        self.org, self.call, self.table = org, call, table
        self.select, self.expand = call.option("$select"), call.option("$expand")
        user = call.caller.acting
        around = Surroundings(org.now(), user.user_id, user.business_unit_id, org.collation)
        self.filters = RowFilter(org.store, around, org.settings.ne_matches_null)
        self.renderer = Renderer(org, call.caller, call.prefer, self.filters)
        self.hidden = withheld(org, call.caller, table, "read")

    def single(self, row: Row) -> Answer:
        """One row; 304 if the caller's etag is current and nothing beside the row was asked."""
        etag = f'W/"{row["versionnumber"]}"' if "versionnumber" in row else 'W/"0"'
        known = self.call.etag_condition("if-none-match")
        if known == etag and not self.expand and not self.call.prefer.annotations:
            return Answer(304, headers={"ETag": etag})
        body: Json = {
            "@odata.context": self.renderer.context(
                self.table, self.select, self.expand, "/$entity"
            ),
            **self.renderer.for_rows(self.table, self.select, self.expand)(row),
        }
        return Answer(200, body, {"ETag": etag})

    def rows(self, among: Iterable[str] | None = None) -> Answer:
        """A page of the list; `among` narrows it to some ids, sorted."""
        call = self.call
        start = position(call.option("$skiptoken"))
        size, limit = self._page_size()
        visible, predicate, node = self._conditions()
        ids = self._ids(among, node)
        render = self.renderer.for_rows(self.table, self.select, self.expand)
        order = self._order()
        if order:
            rows = self._ordered(self._matches(ids, visible, predicate), order, start.page)
            rows = islice(rows, (start.page - 1) * size, None)
        else:
            rows = self._matches(self._from(ids, start.last), visible, predicate)
        page = list(islice(rows, size))
        more = not limit and next(iter(rows), None) is not None
        body: Json = {
            "@odata.context": self.renderer.context(self.table, self.select, self.expand, "")
        }
        counted = self._count(ids, visible, predicate) if call.option("$count") == "true" else None
        if counted is not None:
            body["@odata.count"] = min(counted, COUNT_LIMIT)
        exceeded = counted is not None and counted > COUNT_LIMIT
        body |= self.renderer.list_annotations(
            None if counted is None else min(counted, COUNT_LIMIT), exceeded
        )
        body["value"] = [render(row) for row in page]
        if more:
            last = str(page[-1][self.table.id_column])
            following = replace(start, page=start.page + 1, last=last)
            body["@odata.nextLink"] = self.next_link(following)
        return Answer(200, body)

    def count(self, among: Iterable[str] | None = None) -> Answer:
        """`/$count`: a number as text, at most 5,000."""
        visible, predicate, node = self._conditions()
        counted = self._count(self._ids(among, node), visible, predicate)
        return Answer(200, str(min(counted, COUNT_LIMIT)))

    def next_link(self, following: Position) -> str:
        base = f"{self.org.api}/{self._path()}"
        return link(base, self.call.raw_query, "$skiptoken", cookie(following))

    def _path(self) -> str:
        return "/".join(
            s.name if s.key is None else f"{s.name}({s.key})" for s in self.call.segments
        )

    def _page_size(self) -> tuple[int, bool]:
        """Rows in this answer, and whether the list ends there (`$top`)."""
        top = self.call.option("$top")
        if top is not None and not top.isdigit():
            raise bad_query(f"Invalid value '{top}' for $top query option found.")
        if self.call.prefer.page_size is not None:
            return self.call.prefer.page_size, False
        if top is not None:
            return min(int(top), MAX_PAGE), True
        return MAX_PAGE, False

    def _conditions(self) -> tuple[Predicate | None, Predicate | None, Node | None]:
        visible = self.call.caller.visible(self.table)
        text = self.call.option("$filter")
        if text is None:
            return visible, None, None
        node = parse_filter(text, self.call.aliases())
        predicate = self.filters.compile(self.table, node)
        return visible, lambda row: predicate(without(row, self.hidden)), node

    def _ids(self, among: Iterable[str] | None, node: Node | None) -> list[str]:
        found = self.filters.candidates(self.table, node) if node is not None else None
        if among is not None:
            return [i for i in among if found is None or i in found]
        return self.org.store.tables[self.table.name].ids if found is None else sorted(found)

    def _from(self, ids: list[str], last: str) -> Iterator[str]:
        rows = self.org.store.tables[self.table.name]
        if ids is rows.ids:
            return iter(ids[rows.after(last) :] if last else ids)
        return (i for i in ids if i > last)

    def _matches(
        self, ids: Iterable[str], visible: Predicate | None, predicate: Predicate | None
    ) -> Iterator[Row]:
        rows = self.org.store.tables[self.table.name].rows
        found: Iterator[Row] = (rows[i] for i in ids if i in rows)
        if visible is not None:
            found = filter(visible, found)
        return found if predicate is None else filter(predicate, found)

    def _count(self, ids: list[str], visible: Predicate | None, predicate: Predicate | None) -> int:
        if visible is None and predicate is None:
            return len(ids)
        return sum(1 for _ in islice(self._matches(ids, visible, predicate), COUNT_LIMIT + 1))

    def _order(self) -> list[tuple[str, bool, bool]]:
        """(column, descending, is text); empty for the order by primary key."""
        order = []
        for part in split_list(self.call.option("$orderby") or ""):
            name, _, direction = part.partition(" ")
            column = self.table.by_json_name.get(name)
            if column is None:
                raise no_property(name, self.table.name)
            if direction.strip() not in ("", "asc", "desc"):
                raise bad_query(f"Syntax error at '{part}' in $orderby.")
            is_text = column.kind in TEXTS or column.kind in LOOKUPS
            order.append((column.name, direction.strip() == "desc", is_text))
        return [] if order == [(self.table.id_column, False, False)] else order

    def _ordered(
        self, rows: Iterator[Row], order: list[tuple[str, bool, bool]], page: int
    ) -> Iterator[Row]:
        """Nulls first. Rows that the order does not tell apart come in another sequence on each
        page: only an order by something unique keeps them from showing up twice or never
        (learn.microsoft.com, "Page results", on deterministic ordering, read 2026-11-24)."""
        found = list(rows)
        key = self.table.id_column
        if all(name != key for name, _, _ in order):
            found.sort(key=lambda row: zlib.crc32(f"{page}{row[key]}".encode()))
        fold = self.org.collation.fold
        for name, descending, is_text in reversed(order):

            def sort_key(
                row: Row, name: str = name, is_text: bool = is_text
            ) -> tuple[bool, object]:
                value = without(row, self.hidden).get(name)
                value = value[1] if isinstance(value, tuple) else value
                return (value is not None, fold(value) if is_text else value or 0)

            found.sort(key=sort_key, reverse=descending)
        return iter(found)
