"""The demo rows: accounts, leads and contacts of `sandbox.demo.people`, put into the store."""

from collections.abc import Iterable
from decimal import Decimal

from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.people import EURO_ID, ROOT_UNIT_ID, WEST_UNIT_ID, user_id
from sandbox.dataverse.schema import LOOKUPS, Table
from sandbox.dataverse.store import Row
from sandbox.dataverse.writes import delete
from sandbox.demo.people import ACCOUNTS, Person, people

_OWNER, _WEST_OWNER = "sam", "nora"
_WEST_SHARE = 20  # one in so many belongs to the other business unit


def seed(org: Organisation, leads: int, contacts: int, number: int) -> int:
    """Replaces all rows of lead, contact, account and opportunity; returns how many there are.
    The rows that go count as deleted for change tracking."""
    platform = org.platform()
    for name in ("lead", "contact", "opportunity", "account"):
        for row_id in reversed(list(org.store.tables[name].ids)):
            delete(org, platform, org.schema.tables[name], row_id)
    at = org.time()
    accounts = org.schema.tables["account"]
    org.store.load("account", (_account(accounts, key, name, at) for key, name in ACCOUNTS))
    persons = people(leads, contacts, number)
    for table_name in ("lead", "contact"):
        table = org.schema.tables[table_name]
        chosen = (person for person in persons if person.entity == table_name)
        org.store.load(table_name, _rows(table, chosen))
    return len(persons)


def _account(table: Table, account_id: str, name: str, at: str) -> Row:
    stamps = {"createdon": at, "modifiedon": at}
    return {"accountid": account_id, "name": name, **table.defaults, **stamps, **_owned(_OWNER)}


def _rows(table: Table, persons: Iterable[Person]) -> Iterable[Row]:
    owners = (_owned(_OWNER), _owned(_WEST_OWNER))
    lookups = {c.json_name: c.name for c in table.columns.values() if c.kind in LOOKUPS}
    exact = {c.name for c in table.columns.values() if c.kind in ("decimal", "money")}
    for number, person in enumerate(persons):
        row: Row = dict(table.defaults)
        row.update(owners[number % _WEST_SHARE == _WEST_SHARE - 1])
        row[table.id_column] = person.id
        for name, value in person.values.items():
            if name in lookups:
                row[lookups[name]] = ("account", str(value))
            elif value != "":
                row[name] = Decimal(str(value)) if name in exact and value is not None else value
        row["fullname"] = f"{row.get('firstname', '')} {row['lastname']}".strip()
        if "address1_city" in row:
            row["address1_composite"] = row["address1_city"]
        _add_currency(table, row)
        yield row


def _add_currency(table: Table, row: Row) -> None:
    for name in table.money:
        if name in row:
            row[f"{name}_base"] = row[name]
            row["transactioncurrencyid"] = ("transactioncurrency", EURO_ID)
            row["exchangerate"] = Decimal(1)


def _owned(key: str) -> Row:
    owner = ("systemuser", user_id(key))
    unit = WEST_UNIT_ID if key == _WEST_OWNER else ROOT_UNIT_ID
    return {
        "ownerid": owner, "owninguser": owner, "owningbusinessunit": ("businessunit", unit),
        "createdby": owner, "modifiedby": owner,
    }  # fmt: skip
