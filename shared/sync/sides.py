"""What the engine reads of each side, and how it sees it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.activecampaign.models import Contact
from shared.dataverse.lookups import Lookups
from shared.dataverse.rows import Row
from shared.entities import Entity
from shared.sync.consent import ContactConsent
from shared.sync.context import EntitySync
from shared.sync.pair import ContactState, RecordRef, RecordState

TABLE: Mapping[Entity, str] = {"lead": "leads", "contact": "contacts"}
ID_COLUMN: Mapping[Entity, str] = {"lead": "leadid", "contact": "contactid"}
EMAIL_COLUMN = "emailaddress1"
ALWAYS_READ = (EMAIL_COLUMN, "fullname", "statecode", "createdon", "modifiedon")
STATE_ACTIVE = 0
LEAD_QUALIFIED = 1
MASTER = "_masterid_value"
BECAME_CONTACT = "_parentcontactid_value"
FROM_LEAD = "_originatingleadid_value"
SUCCESSION: Mapping[Entity, tuple[str, ...]] = {
    "lead": ("merged", MASTER, BECAME_CONTACT),
    "contact": ("merged", MASTER, FROM_LEAD),
}
"""What a record became, or came from. Merging closes the subordinate and names its master;
qualifying closes a lead and names its contact (learn.microsoft.com, "Merge table rows", entity
reference of lead, QualifyLead action, read 2026-11-30)."""


def columns_read(sync: EntitySync) -> tuple[str, ...]:
    """The Dataverse columns that the engine reads of an entity, in a stable order."""
    always = {
        *ALWAYS_READ,
        *SUCCESSION[sync.entity],
        ID_COLUMN[sync.entity],
        sync.opt_out_column,
    }
    return tuple(sorted(always | set(sync.compiled.select)))


def lookups_read(sync: EntitySync) -> Lookups:
    """What the engine reads beside them of the rows that their lookups point to."""
    return Lookups(sync.compiled.lookup_names, sync.compiled.lookup_emails)


def record_state(sync: EntitySync, row: Row) -> RecordState:
    values, faults = sync.compiled.record_values(row)
    email = values.get("email")
    return RecordState(
        id=str(row[ID_COLUMN[sync.entity]]).lower(),
        name=str(row.get("fullname") or ""),
        etag=str(row.get("@odata.etag", "")),
        email=email if isinstance(email, str) else None,
        values=values,
        faults=tuple(faults),
        active=row.get("statecode") == STATE_ACTIVE,
        in_scope=sync.compiled.in_scope(row),
        created_at=_moment(row.get("createdon")),
        modified_at=_moment(row.get("modifiedon")),
        opted_out=row.get(sync.opt_out_column) is True,
        became=_became(sync.entity, row),
        qualified=_is_qualified(sync.entity, row),
        from_lead=_id(row.get(FROM_LEAD)),
    )


def record_states(sync: EntitySync, rows: Iterable[Row]) -> dict[str, RecordState]:
    """By id, in the order of the rows."""
    return {state.id: state for state in (record_state(sync, row) for row in rows)}


def contact_state(sync: EntitySync, contact: Contact) -> ContactState:
    values, faults = sync.compiled.contact_values(
        contact.email, contact.first_name, contact.last_name, contact.phone, contact.fields or {}
    )
    return ContactState(
        contact.id,
        contact.email,
        values,
        tuple(faults),
        contact.updated_at,
        consent_of(contact),
    )


def consent_of(contact: Contact) -> ContactConsent | None:
    """None if the lists of the contact were not read."""
    if contact.lists is None:
        return None
    return ContactConsent(contact.lists, contact.hard_bounced)


def _became(entity: Entity, row: Row) -> RecordRef | None:
    master, contact = _id(row.get(MASTER)), _id(row.get(BECAME_CONTACT))
    if row.get("merged") is True and master is not None:
        return RecordRef(entity, master)
    if _is_qualified(entity, row) and contact is not None:
        return RecordRef("contact", contact)
    return None


def _is_qualified(entity: Entity, row: Row) -> bool:
    return entity == "lead" and row.get("statecode") == LEAD_QUALIFIED


def _id(value: object) -> str | None:
    return value.lower() if isinstance(value, str) and value else None


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
