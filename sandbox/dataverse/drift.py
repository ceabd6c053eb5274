"""Changes of the schema at run time, as a maker would make them in the Power Apps portal."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.dataverse.column_kinds import labels
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.schema import LOOKUPS, Column, Key, Option, Table

_SETTABLE = {
    "maxLength": "max_length", "minimum": "minimum", "maximum": "maximum",
    "precision": "precision", "required": "required", "format": "format",
    "behavior": "behavior", "validForCreate": "create", "validForUpdate": "update",
    "secured": "secured",
}  # fmt: skip
_LENGTHS = {"string": 100, "memo": 2000}


def change(org: Organisation, table: Table, body: Mapping[str, object]) -> None:
    """Does what `body` says, each key once: `add` or `change` {"name", "kind", "label",
    "options": [{"value","label"}], "targets", "maxLength", ...}, `remove` "name", `addKey`
    {"name","columns"}, `removeKey` "name", `changeTracking` true or false. Moves the metadata
    version. Raises KeyError, TypeError or ValueError for anything else."""
    for key, value in body.items():
        _CHANGES[key](org, table, value)
    org.schema.changed(table)


def _add(org: Organisation, table: Table, wanted: object) -> None:
    spec = _mapping(wanted)
    name, kind = str(spec["name"]), str(spec["kind"])
    column = Column(name, kind, labels(str(spec.get("label", name))), custom=True)  # type: ignore[arg-type]
    column.max_length = _LENGTHS.get(kind, 0)
    if kind == "string":
        column.format = "Text"
    if kind in LOOKUPS:
        targets = spec["targets"]
        if not isinstance(targets, list) or not all(t in org.schema.tables for t in targets):
            raise ValueError("targets: tables that are not there")
        column.navigation = {
            target: name if len(targets) == 1 else f"{name}_{target}" for target in targets
        }
    _set(column, spec)
    table.columns[name] = column


def _change(org: Organisation, table: Table, wanted: object) -> None:
    del org
    spec = _mapping(wanted)
    name = str(spec["name"])
    column = replace(table.columns[name])
    _set(column, spec)
    table.columns[name] = column


def _remove(org: Organisation, table: Table, wanted: object) -> None:
    name = str(wanted)
    if not table.columns[name].custom:
        raise ValueError(f"{name}: a standard column cannot be removed")
    if any(name in key.columns for key in table.keys.values()):
        raise ValueError(f"{name}: an alternate key needs it")
    del table.columns[name]
    for row in org.store.tables[table.name].rows.values():
        row.pop(name, None)


def _add_key(org: Organisation, table: Table, wanted: object) -> None:
    spec = _mapping(wanted)
    columns = spec["columns"]
    if not isinstance(columns, list) or not all(name in table.columns for name in columns):
        raise ValueError("columns: columns that are not there")
    key = Key(str(spec["name"]), tuple(columns))
    table.keys[key.name] = key
    org.store.tables[table.name].forget_key(key.name)


def _remove_key(org: Organisation, table: Table, wanted: object) -> None:
    key = table.keys.pop(str(wanted))
    org.store.tables[table.name].forget_key(key.name)


def _tracking(org: Organisation, table: Table, wanted: object) -> None:
    del org
    table.change_tracking = bool(wanted)


def _set(column: Column, spec: Mapping[str, object]) -> None:
    for key, value in spec.items():
        if key in ("name", "kind", "targets"):
            continue
        if key == "label":
            column.labels = labels(str(value))
        elif key == "options":
            if not isinstance(value, list):
                raise TypeError("options: a list was expected")
            column.options = tuple(
                Option(int(one["value"]), labels(str(one["label"])), one.get("state"))
                for one in value
            )
        else:
            setattr(column, _SETTABLE[key], value)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("an object was expected")
    return value


_CHANGES = {
    "add": _add,
    "change": _change,
    "remove": _remove,
    "addKey": _add_key,
    "removeKey": _remove_key,
    "changeTracking": _tracking,
}
