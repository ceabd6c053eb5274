"""The flag against bulk email, on all active records with an address: of both entities, excluded
ones and those out of scope too."""

from collections.abc import Collection, Iterator
from typing import Final

from shared.dataverse.write import Update
from shared.errors import RequestRefused, RetryLater, RightMissing, StateChanged, StopRun, for_log
from shared.mapping.email import normalise_email
from shared.sync.context import SyncContext
from shared.sync.sides import EMAIL_COLUMN, ID_COLUMN, STATE_ACTIVE, TABLE
from shared.telemetry.output import Log

log = Log(__name__)

TRIES: Final = 3
"""How often a record that others changed under our hands is read and flagged in one go."""

Flag = tuple[str, bool, Update]
"""The normalised address of a record, whether its flag is set, and how that would be done."""


def flagged(ctx: SyncContext, emails: Collection[str]) -> set[str]:
    """Of these addresses, normalised, those of which an active record has the flag."""
    return {email for email, is_set, _ in _flags(ctx, emails) if is_set}


def flag_all(ctx: SyncContext, emails: Collection[str]) -> set[str]:
    """Sets the flag of all records with one of these addresses, normalised; the addresses of which
    a record was changed by others whenever it was to be flagged. A record that Dynamics refuses
    to have flagged stays as it is.

    Raises RetryLater or StopRun."""
    left = set(emails)
    for _ in range(TRIES):
        if not left:
            break
        left = _flag_once(ctx, left)
    return left


def _flag_once(ctx: SyncContext, emails: Collection[str]) -> set[str]:
    todo = [(email, write) for email, is_set, write in _flags(ctx, emails) if not is_set]
    results = ctx.dataverse.write([write for _, write in todo]) if todo else []
    changed: set[str] = set()
    for (email, write), result in zip(todo, results, strict=True):
        if isinstance(result.error, StateChanged):
            changed.add(email)
        elif isinstance(result.error, RequestRefused | RightMissing):
            log.warning(
                "%s(%s) cannot be flagged: %s", write.table, write.id, for_log(result.error)
            )
        elif isinstance(result.error, RetryLater | StopRun):
            raise result.error
    return changed


def _flags(ctx: SyncContext, emails: Collection[str]) -> Iterator[Flag]:
    """Dataverse finds more than was asked for, such as other accents: all are compared."""
    if not emails:
        return
    for entity, sync in ctx.entities.items():
        key, column, table = ID_COLUMN[entity], sync.opt_out_column, TABLE[entity]
        columns = (key, EMAIL_COLUMN, "statecode", column)
        for row in ctx.dataverse.rows_where_any(table, EMAIL_COLUMN, sorted(emails), columns):
            email = normalise_email(str(row.get(EMAIL_COLUMN) or ""))
            if email not in emails or row.get("statecode") != STATE_ACTIVE:
                continue
            is_set = row.get(column)
            if isinstance(is_set, bool):
                etag = str(row["@odata.etag"])
                yield email, is_set, Update(table, str(row[key]), {column: True}, etag)
