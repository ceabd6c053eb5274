"""Creating, changing and deleting rows by the platform's rules: defaults, computed columns,
states, ownership, stamps, keys, versions. Knows no HTTP beyond the refusals it raises.

Rules: learn.microsoft.com, "Update and delete table rows", lead and contact entity references
(read 2026-11-24). A qualified or disqualified lead and a closed activity are read-only until they
are opened again."""

from decimal import Decimal
from uuid import uuid4

from sandbox.dataverse.column_security import refuse_secured
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.people import ROOT_UNIT_ID, SYSTEM_ID
from sandbox.dataverse.refusals import (
    DUPLICATE_ID,
    DUPLICATE_KEY,
    NO_SUCH_STATUS,
    READ_ONLY,
    Refusal,
    no_row,
)  # fmt: skip
from sandbox.dataverse.rights import Caller
from sandbox.dataverse.schema import Table
from sandbox.dataverse.store import Row

_REOPENABLE = ("statecode", "statuscode")
_BASE_DECIMALS = 4
_PEOPLE_TABLES = ("systemuser", "team", "role")


def create(org: Organisation, caller: Caller, table: Table, values: Row) -> Row:
    """The new row. `values` may name its id. Raises Refusal: 412 for an id or key that exists."""
    caller.require(table, "Create")
    refuse_secured(org, caller, table, values, "create")
    row_id = str(values.get(table.id_column) or uuid4())
    if org.store.row(table.name, row_id) is not None:
        raise Refusal(
            412,
            DUPLICATE_ID,
            "Cannot insert duplicate key. A record with matching key values already exists.",
        )
    now = org.time()
    row: Row = {**table.defaults, **values, table.id_column: row_id}
    _check_state(table, None, row, values)
    if table.owned == "user":
        owner = values.get("ownerid") or ("systemuser", caller.user_id)
        _require_owner(org, caller, table, owner)
        row |= _ownership(org, owner)
    if "createdon" in table.columns:
        row |= {
            "createdon": values.get("overriddencreatedon") or now,
            "createdby": ("systemuser", caller.user_id),
            "modifiedon": now,
            "modifiedby": ("systemuser", caller.user_id),
        }
        if values.get("overriddencreatedon"):
            row["overriddencreatedon"] = now
        if caller.delegate_id:
            delegate = ("systemuser", caller.delegate_id)
            row |= {"createdonbehalfby": delegate, "modifiedonbehalfby": delegate}
    return _keep(org, table, row, {})


def update(org: Organisation, caller: Caller, table: Table, row_id: str, values: Row) -> Row:
    """The row after the change; its version moves even if no value differs."""
    old = existing(org, table, row_id)
    caller.require_row(table, old, "Write")
    refuse_secured(org, caller, table, values, "update")
    if not (table.activity and caller.unbound):
        _refuse_read_only(org, table, old, values)
    _check_state(table, old, {**old, **values}, values)
    row = {**old, **values}
    owner = values.get("ownerid")
    if owner and owner != old.get("ownerid"):
        caller.require_row(table, old, "Assign")
        _require_owner(org, caller, table, owner)
        row |= _ownership(org, owner)
        _assign_activities(org, table, row_id, owner)
    if "modifiedon" in table.columns:
        row["modifiedon"] = org.time()
        row["modifiedby"] = ("systemuser", caller.user_id)
        delegate = caller.delegate_id
        row["modifiedonbehalfby"] = ("systemuser", delegate) if delegate else None
    return _keep(org, table, row, old)


def delete(org: Organisation, caller: Caller, table: Table, row_id: str) -> None:
    """Activities that regard it go with it. Other lookups to it are cleared, which gives those rows
    a new version but no new `modifiedon`."""
    old = existing(org, table, row_id)
    caller.require_row(table, old, "Delete")
    with org.store.transaction():
        for pointing, other_id, column in sorted(referring(org, table, row_id)):
            if org.schema.tables[pointing].activity and column == "regardingobjectid":
                org.store.remove(pointing, other_id)
                continue
            other = org.store.tables[pointing].rows[other_id]
            org.store.put(pointing, {k: v for k, v in other.items() if k != column})
        org.store.remove(table.name, row_id)
    if table.name in _PEOPLE_TABLES:
        org.directory.forget()


def referring(org: Organisation, table: Table, row_id: str) -> set[tuple[str, str, str]]:
    """(table, id, column) of every lookup that points to that row from a business table."""
    return set(org.store.references.get((table.name, row_id), ()))


def existing(org: Organisation, table: Table, row_id: str) -> Row:
    row = org.store.row(table.name, row_id)
    if row is None:
        raise no_row(table.name, row_id)
    return row


def _keep(org: Organisation, table: Table, row: Row, old: Row) -> Row:
    _compute(org, table, row, old)
    _check_keys(org, table, row)
    kept = org.store.put(table.name, {name: v for name, v in row.items() if v is not None})
    if table.name in _PEOPLE_TABLES:
        org.directory.forget()
    return kept


def _compute(org: Organisation, table: Table, row: Row, old: Row) -> None:
    if "lastname" in table.columns and "fullname" in table.columns:
        parts = (row.get("firstname"), row.get("lastname"))
        row["fullname"] = " ".join(str(part) for part in parts if part) or row.get("fullname")
        if not any(parts) and old:
            row["fullname"] = None
    if "address1_composite" in table.columns:
        row["address1_composite"] = _composite(row)
    amounts = [name for name in table.money if not name.endswith("_base")]
    if any(row.get(name) is not None for name in amounts) and not row.get("transactioncurrencyid"):
        row["transactioncurrencyid"] = org.organization()["basecurrencyid"]
    if "transactioncurrencyid" not in table.columns:
        return
    reference = row.get("transactioncurrencyid")
    rate = None
    if isinstance(reference, tuple):
        rate = (org.store.row(*reference) or {}).get("exchangerate")
        row["exchangerate"] = rate
    for name in amounts:
        amount = row.get(name)
        if isinstance(amount, Decimal) and isinstance(rate, Decimal):
            row[f"{name}_base"] = round(amount / rate, _BASE_DECIMALS)
        else:
            row[f"{name}_base"] = None


def _composite(row: Row) -> str | None:
    lines = [row.get(f"address1_line{n}") for n in (1, 2, 3)]
    town = " ".join(
        str(row[name])
        for name in ("address1_postalcode", "address1_city", "address1_stateorprovince")
        if row.get(name)
    )
    shown = [str(line) for line in (*lines, town, row.get("address1_country")) if line]
    return "\r\n".join(shown) or None


def _check_state(table: Table, old: Row | None, row: Row, values: Row) -> None:
    """A status belongs to one state; a state alone takes the first status of that state."""
    if "statecode" not in table.columns:
        return
    status = table.columns["statuscode"]
    state = row.get("statecode")
    if values.get("statuscode") is None:
        moved = old is not None and "statecode" in values and old.get("statecode") != state
        if moved or row.get("statuscode") is None:
            first = next(option.value for option in status.options if option.state == state)
            row["statuscode"] = values["statuscode"] = first
        return
    option = status.option(row["statuscode"])
    if option is None or option.state != state:
        name = table.columns["statecode"].option(state)
        raise Refusal(
            400,
            NO_SUCH_STATUS,
            f"{row['statuscode']} is not a valid status code for state code "
            f"{table.schema_name}State.{name.label() if name else state} on {table.name} with Id "
            f"{row[table.id_column]}.",
        )


def _refuse_read_only(org: Organisation, table: Table, old: Row, values: Row) -> None:
    closed = old.get("statecode") not in (0, None)
    locked = (
        table.name == "lead"
        or table.activity
        or (table.name == "contact" and org.settings.inactive_contacts_read_only)
    )
    opening = values.get("statecode") == 0
    if closed and locked and not opening and set(values) - set(_REOPENABLE):
        raise Refusal(
            400,
            READ_ONLY,
            f"The {table.name} with Id {old[table.id_column]} is not open and can't be updated. "
            "Reactivate it first.",
        )


def _require_owner(org: Organisation, caller: Caller, table: Table, owner: object) -> None:
    """An owner must be able to read the row he gets, by roles of his own; SYSTEM, disabled users
    and access teams cannot own."""
    if caller.unbound or not isinstance(owner, tuple):
        return
    kind, owner_id = owner
    row = existing(org, org.schema.tables[kind], owner_id)
    directory = org.directory
    principal = directory.owning_team(row) if kind == "team" else directory.enabled(row)
    if owner_id == SYSTEM_ID or principal.reach(table.rights_of or table.name, "Read") == 0:
        noun = "user" if kind == "systemuser" else "team"
        raise Refusal(
            403,
            "0x8004140a",
            f"The {noun} with id {owner_id} has no read access to '{table.name}' and cannot own "
            "it.",
        )


def _ownership(org: Organisation, owner: object) -> Row:
    assert isinstance(owner, tuple)
    principal = org.store.row(*owner) or {}
    unit = principal.get("businessunitid") or ("businessunit", ROOT_UNIT_ID)
    is_user = owner[0] == "systemuser"
    return {
        "ownerid": owner,
        "owningbusinessunit": unit,
        "owninguser": owner if is_user else None,
        "owningteam": None if is_user else owner,
    }


def _assign_activities(org: Organisation, table: Table, row_id: str, owner: object) -> None:
    """Activities that regard a row go to its new owner, as the relationship is parental
    (learn.microsoft.com, "Table relationships", read 2026-11-30)."""
    for pointing, other_id, column in sorted(referring(org, table, row_id)):
        if org.schema.tables[pointing].activity and column == "regardingobjectid":
            other = {**org.store.tables[pointing].rows[other_id], **_ownership(org, owner)}
            org.store.put(pointing, {name: v for name, v in other.items() if v is not None})


def _check_keys(org: Organisation, table: Table, row: Row) -> None:
    rows = org.store.tables[table.name]
    for key in table.keys.values():
        holder = rows.by_key(key, tuple(row.get(name) for name in key.columns))
        if holder is not None and holder != row[table.id_column]:
            raise Refusal(
                412,
                DUPLICATE_KEY,
                f"A record that has the attribute values {', '.join(key.columns)} already exists. "
                "The entity key requires that this set of attributes contains unique values. "
                "Select unique values and try again.",
            )
