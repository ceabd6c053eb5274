"""The names and the emails of the rows that lookups point to. A name comes with the row that was
read; an email is read from its own table, for many rows at once.

Annotations by learn.microsoft.com, "Select columns using OData" and "Compose HTTP requests and
handle errors" (read 2026-11-24)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.dataverse.batch import Part
from shared.dataverse.query import any_id, chunks, preferences, rows_path
from shared.dataverse.rows import Row, id_column, row_id

NAME: Final = "OData.Community.Display.V1.FormattedValue"
"""What a user would see of a value; of a lookup, the name of the row it points to."""

TABLE: Final = "Microsoft.Dynamics.CRM.lookuplogicalname"
"""The table that a lookup points to, by its logical name."""

EMAIL: Final = "@acd.email"
"""Suffix under which a row holds the email of the row that a lookup points to: ours, since
Dataverse has none."""

EMAIL_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "account": ("accounts", "emailaddress1"),
    "contact": ("contacts", "emailaddress1"),
    "lead": ("leads", "emailaddress1"),
    "systemuser": ("systemusers", "internalemailaddress"),
}
"""Logical name of a table whose rows have an email -> its entity set and the column."""

PARTS: Final = 400
"""Filters of 50 ids in one batch, which may hold 1,000 requests (learn.microsoft.com, "Execute
batch operations using the Web API", read 2026-11-24)."""

MOST_KEPT: Final = 20_000
"""Emails that are remembered."""

Target = tuple[str, str]
"""Logical name of a table, and the id of one of its rows."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """What rows are to tell of their lookups. `names`: of all of them the name of the row that
    they point to. `emails` are the lookups (such as `_ownerid_value`) of which the email comes
    too, as `_ownerid_value@acd.email`: None if there is none, absent if it cannot be read.
    `later`: the emails are added to the rows afterwards, to many at once."""

    names: bool = False
    emails: tuple[str, ...] = ()
    later: bool = False

    @property
    def annotations(self) -> tuple[str, ...]:
        return ((NAME,) if self.names else ()) + ((TABLE,) if self.emails else ())

    @property
    def headers(self) -> dict[str, str]:
        """Of a read that wants nothing else."""
        return preferences(annotations=self.annotations)


NO_LOOKUPS: Final = Lookups()


class LookupEmails:
    """Remembers what it has read, as long as the client lives that it belongs to: a step of a run,
    one request. Safe for many threads."""

    def __init__(self, rows_of: Callable[[Sequence[Part], str], list[list[Row]]]) -> None:
        """`rows_of` gives the rows of each part, asked for in one batch."""
        self._rows_of = rows_of
        self._known: dict[Target, str | None] = {}

    def added_to(self, rows: Sequence[Row], lookups: Lookups) -> Sequence[Row]:
        """The rows with the emails of their lookups: a call for each 20,000 that are not known.

        Raises as a read does."""
        if not lookups.emails or lookups.later:
            return rows
        wanted = {
            target
            for row in rows
            for lookup in lookups.emails
            if (target := _target(row, lookup)) is not None and target[0] in EMAIL_COLUMNS
        }
        known = self._emails(wanted)
        return [{**row, **_emails_in(row, lookups.emails, known)} for row in rows]

    def _emails(self, wanted: Collection[Target]) -> Mapping[Target, str | None]:
        """Those that are not there, or may not be read, are missing."""
        before = self._known
        found = {target: before[target] for target in wanted if target in before}
        parts = _parts([target for target in wanted if target not in found])
        for start in range(0, len(parts), PARTS):
            chunk = parts[start : start + PARTS]
            answers = self._rows_of([part for _, part in chunk], "emails of lookups")
            for (table, _), rows in zip(chunk, answers, strict=True):
                entity_set, column = EMAIL_COLUMNS[table]
                found |= {(table, row_id(row, entity_set)): row.get(column) for row in rows}
        self._known = {**before, **found} if len(before) + len(found) <= MOST_KEPT else found
        return found


def _parts(wanted: Collection[Target]) -> list[tuple[str, Part]]:
    """Each with the table that it reads."""
    found: list[tuple[str, Part]] = []
    for table, (entity_set, column) in EMAIL_COLUMNS.items():
        key = id_column(entity_set)
        ids = sorted(row_id_ for of, row_id_ in wanted if of == table)
        found += [
            (table, Part("GET", rows_path(entity_set, (key, column), any_id(key, chunk))))
            for chunk in chunks(ids)
        ]
    return found


def _emails_in(
    row: Row, lookups: Sequence[str], known: Mapping[Target, str | None]
) -> dict[str, str | None]:
    emails: dict[str, str | None] = {}
    for lookup in lookups:
        target = _target(row, lookup)
        if target is None:
            continue
        if target[0] not in EMAIL_COLUMNS:
            emails[lookup + EMAIL] = None
        elif target in known:
            emails[lookup + EMAIL] = known[target]
    return emails


def _target(row: Row, lookup: str) -> Target | None:
    """None if the lookup points to no row, or Dataverse does not tell of which table."""
    row_id_, table = row.get(lookup), row.get(f"{lookup}@{TABLE}")
    if not isinstance(row_id_, str) or not isinstance(table, str):
        return None
    return table, row_id_.lower()
