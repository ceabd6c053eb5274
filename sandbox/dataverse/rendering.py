"""Rows as the Web API shows them: selected columns, expanded lookups, annotations.

Annotation names: learn.microsoft.com, "Compose HTTP requests and handle errors" and "Query data"
(read 2026-11-24). Dates are formatted in UTC and US English."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sandbox.dataverse.associations import is_collection, linked_ids
from sandbox.dataverse.call import Preferences, split_list
from sandbox.dataverse.column_security import withheld, without
from sandbox.dataverse.filter_rows import RowFilter
from sandbox.dataverse.filter_syntax import parse_filter
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import bad_query, no_property
from sandbox.dataverse.rights import Caller
from sandbox.dataverse.schema import CHOICES, LOOKUPS, Column, Table
from sandbox.dataverse.store import Row, Value

Json = dict[str, object]
Render = Callable[[Row], Json]
FORMATTED = "OData.Community.Display.V1.FormattedValue"
TARGET = "Microsoft.Dynamics.CRM.lookuplogicalname"
NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty"


@dataclass(frozen=True)
class Renderer:
    """Renders for one call: as its caller may see, with the annotations it asked for."""

    org: Organisation
    caller: Caller
    prefer: Preferences
    filters: RowFilter

    def for_rows(self, table: Table, select: str | None, expand: str | None) -> Render:
        """A function from row to JSON. Raises Refusal (400) for names the table does not have."""
        columns = selected(table, select)
        expansions = [self._expansion(table, part) for part in split_list(expand or "")]
        plain = [(c.json_name, c.name, c.kind in LOOKUPS) for c in columns]
        annotated = any(self.prefer.wants(name) for name in (FORMATTED, TARGET, NAVIGATION))
        hidden = withheld(self.org, self.caller, table, "read")

        def render(row: Row) -> Json:
            row = without(row, hidden)
            out: Json = {"@odata.etag": f'W/"{row.get("versionnumber", 0)}"'}
            for json_name, name, is_lookup in plain:
                value = row.get(name)
                out[json_name] = value[1] if is_lookup and isinstance(value, tuple) else value
            if annotated:
                self._annotate(columns, row, out)
            for name, expansion in expansions:
                out[name] = expansion(row)
            return out

        return render

    def context(self, table: Table, select: str | None, expand: str | None, suffix: str) -> str:
        names = [part.strip() for part in (select or "").split(",") if part.strip()]
        names += [f"{part.partition('(')[0]}()" for part in split_list(expand or "")]
        chosen = f"({','.join(names)})" if names else ""
        return f"{self.org.api}/$metadata#{table.set_name}{chosen}{suffix}"

    def list_annotations(self, count: int | None, exceeded: bool) -> Json:
        out: Json = {}
        if self.prefer.wants("Microsoft.Dynamics.CRM.totalrecordcount"):
            out["@Microsoft.Dynamics.CRM.totalrecordcount"] = -1 if count is None else count
        if self.prefer.wants("Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"):
            out["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] = exceeded
        if self.prefer.wants("Microsoft.Dynamics.CRM.globalmetadataversion"):
            version = str(self.org.schema.version)
            out["@Microsoft.Dynamics.CRM.globalmetadataversion"] = version
        return out

    def _expansion(self, table: Table, text: str) -> tuple[str, Callable[[Row], object]]:
        name, _, inner = text.partition("(")
        name = name.strip()
        options = _inner_options(inner.rpartition(")")[0])
        if is_collection(table, name):
            return name, self._collection(table, name, options)
        if name not in table.navigation:
            raise no_property(name, table.name)
        column, targets = table.navigation[name]
        renders = {
            target: self.for_rows(
                self.org.schema.tables[target], options.get("$select"), options.get("$expand")
            )
            for target in targets[:1]
        }

        def single(row: Row) -> Json | None:
            value = row.get(column.name)
            if not isinstance(value, tuple) or value[0] not in targets:
                return None
            target = self.org.schema.tables[value[0]]
            found = self.org.store.row(*value)
            if found is None or not self.caller.may(target, found, "Read"):
                return None
            if value[0] not in renders:
                return {"@odata.type": f"#Microsoft.Dynamics.CRM.{value[0]}", "ownerid": value[1]}
            return renders[value[0]](found)

        return name, single

    def _collection(
        self, table: Table, name: str, options: dict[str, str]
    ) -> Callable[[Row], object]:
        target, ids_of = linked_ids(self.org.store, table, name)
        rows = self.org.store.tables[target.name].rows
        visible = self.caller.visible(target)
        render = self.for_rows(target, options.get("$select"), options.get("$expand"))
        text = options.get("$filter")
        test = self.filters.compile(target, parse_filter(text, {})) if text else None

        def many(row: Row) -> list[Json]:
            found: Iterable[Row] = (rows[i] for i in ids_of(row))
            return [
                render(one)
                for one in found
                if (visible is None or visible(one)) and (test is None or test(one))
            ]

        return many

    def _annotate(self, columns: list[Column], row: Row, out: Json) -> None:
        for column in columns:
            value = row.get(column.name)
            if value is None:
                continue
            name = column.json_name
            if self.prefer.wants(FORMATTED):
                formatted = self._formatted(column, value, row)
                if formatted is not None:
                    out[f"{name}@{FORMATTED}"] = formatted
            if isinstance(value, tuple):
                if self.prefer.wants(TARGET):
                    out[f"{name}@{TARGET}"] = value[0]
                navigation = column.navigation.get(value[0])
                if navigation and self.prefer.wants(NAVIGATION):
                    out[f"{name}@{NAVIGATION}"] = navigation

    def _formatted(self, column: Column, value: Value, row: Row) -> str | None:
        if isinstance(value, tuple):
            target = self.org.store.tables[value[0]]
            found = target.rows.get(value[1], {})
            name = found.get(target.table.name_column)
            return None if name is None else str(name)
        if column.kind in CHOICES or column.kind == "boolean":
            option = column.option(int(value))  # type: ignore[arg-type]
            return option.label() if option else None
        if column.kind == "multiselect":
            options = [column.option(int(part)) for part in str(value).split(",")]
            return "; ".join(option.label() for option in options if option)
        if column.kind == "datetime":
            return _formatted_time(str(value))
        if column.kind == "money":
            return f"{self._symbol(column, row)}{value:,.2f}"
        if column.kind in ("integer", "bigint"):
            return f"{value:,}"
        if column.kind in ("decimal", "double"):
            return f"{value:,.{column.precision}f}"
        return None

    def _symbol(self, column: Column, row: Row) -> object:
        reference = row.get("transactioncurrencyid")
        if column.name.endswith("_base") or not isinstance(reference, tuple):
            reference = self.org.organization()["basecurrencyid"]
        currency = self.org.store.row("transactioncurrency", str(reference[1])) or {}  # type: ignore[index]
        return currency.get("currencysymbol", "")


def selected(table: Table, select: str | None) -> list[Column]:
    """The columns of a `$select`, the primary key always among them, and the currency beside
    money. Raises Refusal (400)."""
    names = [part.strip() for part in (select or "").split(",") if part.strip()]
    if not names:
        return list(table.columns.values())
    chosen: dict[str, Column] = {}
    for name in names:
        column = table.by_json_name.get(name)
        if column is None and name in table.navigation:
            column = table.navigation[name][0]
        if column is None:
            raise no_property(name, table.name)
        chosen[column.name] = column
    if any(column.kind == "money" for column in chosen.values()):
        chosen.setdefault("transactioncurrencyid", table.columns["transactioncurrencyid"])
    chosen.setdefault(table.id_column, table.columns[table.id_column])
    return list(chosen.values())


def _inner_options(text: str) -> dict[str, str]:
    options = {}
    for part in split_list(text, ";"):
        name, _, value = part.partition("=")
        if name not in ("$select", "$filter", "$expand"):
            raise bad_query(f"The option {name} is not supported inside $expand.")
        options[name] = value
    return options


def _formatted_time(value: str) -> str:
    moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    shown = f"{moment.month}/{moment.day}/{moment.year}"
    if len(value) == 10:
        return shown
    hour = moment.hour % 12 or 12
    return f"{shown} {hour}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"
