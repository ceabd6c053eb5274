"""Reads both sides for a preview, within a number of calls. Decides nothing about records."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.contact_pages import ContactPage
from shared.activecampaign.models import Contact
from shared.dataverse.client import Dataverse
from shared.dataverse.lookups import Lookups
from shared.dataverse.query import literal
from shared.dataverse.rows import Row
from shared.dataverse.sampling import FirstRows
from shared.errors import AnswerNotUnderstood, Service
from shared.sync.context import EntitySync
from shared.sync.sides import EMAIL_COLUMN, ID_COLUMN, TABLE, columns_read, lookups_read
from shared.transport import Calls


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a preview may read. `calls` are those to each side, whatever for. `records` and
    `contacts` are how many are read whole; of more, a part: `ends` of the oldest and as many of
    the newest records, and `run` neighbours by email at each of `places`. `seconds` are those
    after which nothing is begun that can be left out."""

    calls: int = 15
    records: int = 30_000
    contacts: int = 1_000
    page_size: int = 5_000
    ends: int = 500
    run: int = 300
    places: int = 3
    changed_pages: int = 3
    look_ups: int = 8
    sample: int = 50
    seconds: float = 20.0


@dataclass(frozen=True)
class Sides:
    """The clients of both sides, whose calls are counted by `calls`."""

    dataverse: Dataverse
    activecampaign: ActiveCampaign
    calls: Calls
    budget: Budget = field(default_factory=Budget)
    monotonic: Callable[[], float] = time.monotonic
    began_at: float = field(default_factory=time.monotonic)

    def left(self, service: Service) -> int:
        """Calls that may still be made; none once the time is up."""
        if self.monotonic() - self.began_at > self.budget.seconds:
            return 0
        return max(0, self.budget.calls - self.calls.made(service))


def hold_values(contacts: Collection[Contact]) -> bool:
    """False if a list came without field values, tags or lists of its contacts, which
    ActiveCampaign does not promise: then each contact takes calls of its own."""
    return all(
        contact.fields is not None and contact.tag_ids is not None and contact.lists is not None
        for contact in contacts
    )


def contacts_from(
    sides: Sides, first: ContactPage, most_pages: int, updated_after: datetime | None = None
) -> list[Contact]:
    """The contacts of `first` and of the pages behind it, at most so many pages in all."""
    found = list(first.contacts)
    page = first
    for _ in range(most_pages - 1):
        if not page.contacts or (first.total is not None and len(found) >= first.total):
            break
        last = int(found[-1].id)
        page = sides.activecampaign.contact_page(str(last), updated_after=updated_after)
        if any(int(contact.id) <= last for contact in page.contacts):
            raise AnswerNotUnderstood("activecampaign", "Contacts do not come by rising id.")
        found += page.contacts
    return found


def all_rows(sides: Sides, sync: EntitySync, most_pages: int) -> list[Row] | None:
    """All rows of an entity, read as a run reads them; None if they take more pages."""
    rows: list[Row] = []
    link: str | None = None
    for _ in range(most_pages):
        page = sides.dataverse.changes(
            TABLE[sync.entity],
            columns_read(sync),
            link=link,
            page_size=sides.budget.page_size,
            lookups=_lookups(sync),
        )
        rows += page.rows
        link = page.next_link
        if link is None:
            return rows
    return None


def oldest_and_newest(sides: Sides, sync: EntitySync) -> list[Row]:
    """Rows from both ends of the time in which they were created. One call."""
    key = ID_COLUMN[sync.entity]
    most = sides.budget.ends
    wanted = [
        FirstRows(f"createdon asc,{key} asc", most),
        FirstRows(f"createdon desc,{key} desc", most),
    ]
    return _first_rows(sides, sync, wanted)


def neighbours(
    sides: Sides, sync: EntitySync, places: Sequence[tuple[str, str | None]]
) -> list[Row]:
    """At each of `places` the rows with emails from the first on, as far as the second, if there
    is one. One call. Whatever Dataverse takes for the order of emails."""
    wanted = []
    for first, last in places:
        row_filter = f"{EMAIL_COLUMN} ge {literal(first)}"
        if last is not None:
            row_filter += f" and {EMAIL_COLUMN} le {literal(last)}"
        order = f"{EMAIL_COLUMN} asc,{ID_COLUMN[sync.entity]} asc"
        wanted.append(FirstRows(order, sides.budget.run, row_filter))
    return _first_rows(sides, sync, wanted)


def rows_with_emails(sides: Sides, sync: EntitySync, emails: Collection[str]) -> list[Row]:
    """A call for each thousand emails."""
    return sides.dataverse.rows_where_any(
        TABLE[sync.entity],
        EMAIL_COLUMN,
        sorted({email.strip() for email in emails}),
        columns_read(sync),
        lookups=_lookups(sync),
    )


def rows_with_ids(sides: Sides, sync: EntitySync, ids: Collection[str]) -> list[Row]:
    """A call for each thousand ids."""
    found = sides.dataverse.rows_by_id(
        TABLE[sync.entity],
        sorted(ids),
        columns_read(sync),
        lookups=_lookups(sync),
    )
    return list(found.values())


def with_emails(sides: Sides, sync: EntitySync, rows: Sequence[Row]) -> Sequence[Row]:
    """Rows that were read here, with the emails of their lookups, as far as these are mapped: a
    call for each 20,000."""
    return sides.dataverse.with_emails(rows, lookups_read(sync))


def _lookups(sync: EntitySync) -> Lookups:
    return replace(lookups_read(sync), later=True)


def _first_rows(sides: Sides, sync: EntitySync, wanted: Sequence[FirstRows]) -> list[Row]:
    found = sides.dataverse.first_rows(
        TABLE[sync.entity],
        columns_read(sync),
        wanted,
        lookups=_lookups(sync),
    )
    key = ID_COLUMN[sync.entity]
    return list({row[key]: row for rows in found for row in rows}.values())
