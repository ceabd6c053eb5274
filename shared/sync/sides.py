"""What the engine reads of each side, and how it sees it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from shared.activecampaign.models import Contact
from shared.dataverse.rows import Row
from shared.entities import Entity
from shared.sync.consent import ContactConsent
from shared.sync.context import EntitySync
from shared.sync.pair import ContactState, RecordState

TABLE: Mapping[Entity, str] = {"lead": "leads", "contact": "contacts"}
ID_COLUMN: Mapping[Entity, str] = {"lead": "leadid", "contact": "contactid"}
EMAIL_COLUMN = "emailaddress1"
ALWAYS_READ = (EMAIL_COLUMN, "fullname", "statecode", "createdon", "modifiedon")
STATE_ACTIVE = 0


def columns_read(sync: EntitySync) -> tuple[str, ...]:
    """The Dataverse columns that the engine reads of an entity, in a stable order."""
    always = {*ALWAYS_READ, ID_COLUMN[sync.entity], sync.opt_out_column}
    return tuple(sorted(always | set(sync.compiled.select)))


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
    )


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


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
