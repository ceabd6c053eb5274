"""What stands in the brackets behind an entity set: a GUID or an alternate key."""

import re
from dataclasses import dataclass, field

from sandbox.dataverse.call import split_list
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import (
    KEY_NOT_FOUND,
    Refusal,
    bad_query,
    no_row,
)  # fmt: skip
from sandbox.dataverse.schema import LOOKUPS, Column, Table
from sandbox.dataverse.store import Row, Value
from sandbox.dataverse.values import GUID, stored

_UNUSABLE = re.compile(r"[/<>*%&:\\?+]")


@dataclass(frozen=True)
class Target:
    """`id` is None if no row has the alternate key `values`."""

    id: str | None
    values: Row = field(default_factory=dict)

    def existing(self, org: Organisation, table: Table) -> str:
        """The id of a row that exists. Raises Refusal (404)."""
        if self.id is None:
            raise Refusal(
                404,
                KEY_NOT_FOUND,
                f"A record with the specified key values does not exist in {table.name} entity",
            )
        if org.store.row(table.name, self.id) is None:
            raise no_row(table.name, self.id)
        return self.id


def find(org: Organisation, table: Table, key: str) -> Target:
    """Raises Refusal (400) for a key that is neither a GUID nor one of the table's keys, or
    whose value cannot stand in a URL (learn.microsoft.com, "Define alternate keys")."""
    text = key.strip()
    if GUID.fullmatch(text):
        return Target(text.lower())
    values: Row = {}
    for part in split_list(text):
        name, equals, literal = part.partition("=")
        column = table.by_json_name.get(name.strip())
        if not equals or column is None:
            raise bad_query(f"Bad Request - Error in query syntax: '{key}'.")
        values[column.name] = _literal(table, column, literal.strip())
    if set(values) == {table.id_column}:
        return Target(str(values[table.id_column]))
    for known in table.keys.values():
        if set(known.columns) == set(values):
            rows = org.store.tables[table.name]
            found = rows.by_key(known, tuple(values[name] for name in known.columns))
            return Target(found, values)
    raise bad_query(f"The key in the request URI is not valid for resource '{table.set_name}'.")


def _literal(table: Table, column: Column, literal: str) -> Value:
    value: object
    if literal.startswith("'") and literal.endswith("'") and len(literal) > 1:
        value = literal[1:-1].replace("''", "'")
        if _UNUSABLE.search(str(value)):
            raise bad_query("Invalid character in an alternate key value.")
    elif re.fullmatch(r"-?\d+", literal):
        value = int(literal)
    elif GUID.fullmatch(literal):
        value = literal
    else:
        raise bad_query(f"Bad Request - Error in query syntax: '{literal}'.")
    if column.kind in LOOKUPS:
        return (next(iter(column.navigation)), str(value).lower())
    return stored(table, column, value)
