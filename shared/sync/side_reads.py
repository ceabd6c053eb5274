"""Reads of one side, in bulk, as the engine needs them."""

from collections.abc import Mapping, Sequence

from shared.activecampaign.models import Contact
from shared.dataverse.rows import Row
from shared.entities import Entity
from shared.errors import Gone
from shared.sync.context import EntitySync, SyncContext
from shared.sync.sides import EMAIL_COLUMN, TABLE, columns_read, lookups_read


def contacts_by_id(
    ctx: SyncContext, ids: set[str], *, verify: set[str], tags: bool = False
) -> dict[str, Contact]:
    """Contacts by id, with their tags if that is wanted. One of `verify` that the list lacks is
    asked for by itself, so that a gap in a list is never taken for a deletion."""
    if not ids:
        return {}
    contacts = ctx.activecampaign.contacts_by_id(sorted(ids, key=int), tags=tags, lists=True)
    for contact_id in (ids & verify) - contacts.keys():
        try:
            contacts[contact_id] = ctx.activecampaign.contact(contact_id)
        except Gone:
            continue
    return contacts


def rows_by_id(ctx: SyncContext, sync: EntitySync, ids: Sequence[str]) -> Mapping[str, Row]:
    return ctx.dataverse.rows_by_id(
        TABLE[sync.entity],
        ids,
        columns_read(sync),
        lookups=lookups_read(sync),
    )


def rows_pointing_to(
    ctx: SyncContext, entity: Entity, lookup: str, ids: Sequence[str]
) -> list[Row]:
    """The rows of the entity whose lookup points to one of these rows."""
    sync = ctx.entities[entity]
    return ctx.dataverse.rows_where_any(
        TABLE[entity],
        lookup,
        ids,
        columns_read(sync),
        lookups=lookups_read(sync),
    )


def rows_by_email(ctx: SyncContext, sync: EntitySync, emails: Sequence[str]) -> list[Row]:
    return ctx.dataverse.rows_where_any(
        TABLE[sync.entity],
        EMAIL_COLUMN,
        emails,
        columns_read(sync),
        lookups=lookups_read(sync),
    )
