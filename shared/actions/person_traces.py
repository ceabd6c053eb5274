"""By what something of a person may be stored: records, contacts and addresses. Reads only.

A person is an email address. The leads and contacts that have it, the ActiveCampaign contacts to
which these are tied, and the addresses that these had before, are the same person's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from shared.actions.models.people import EraseInput
from shared.actions.recipients import EMAIL, TABLES
from shared.actions.services import Services
from shared.entities import ENTITIES, Entity
from shared.errors import Gone
from shared.mapping.email import normalise_email
from shared.store.account_stores import AccountStores
from shared.store.links import Link
from shared.transport import Calls

Record = tuple[Entity, str]


@dataclass(frozen=True)
class Traces:
    """Contacts are those of one account. Emails are normalised; `opted_out` are those of which a
    link says so."""

    emails: frozenset[str] = frozenset()
    records: frozenset[Record] = frozenset()
    contacts: frozenset[str] = frozenset()
    opted_out: frozenset[str] = frozenset()

    def of_entity(self, entity: Entity) -> list[str]:
        return sorted(record_id for of, record_id in self.records if of == entity)

    @property
    def record_ids(self) -> list[str]:
        return sorted(record_id for _, record_id in self.records)

    def with_records(self, records: Iterable[Record]) -> "Traces":
        return replace(self, records=self.records | set(records))

    def with_contacts(self, contacts: Iterable[str]) -> "Traces":
        return replace(self, contacts=self.contacts | set(contacts))

    def with_links(self, links: Collection[Link]) -> "Traces":
        emails = {link.email for link in links if link.email}
        out = {link.email for link in links if link.email and link.opted_out}
        return Traces(
            self.emails | emails,
            self.records | {(link.entity, link.record_id) for link in links},
            self.contacts | {link.contact_id for link in links if link.contact_id},
            self.opted_out | out,
        )


def begun(services: Services, wanted: EraseInput) -> Traces:
    """What the request names, and who has that address in Dynamics now: of a record that never
    came through no address is stored. Raises RetryLater or StopRun if Dynamics cannot be asked."""
    calls = Calls()
    if wanted.email is not None:
        email = normalise_email(wanted.email)
        return Traces(frozenset({email}), frozenset(_records(services, email, calls)))
    record = wanted.record
    found = _email_of(services, record, calls)
    if found is None:
        return Traces(records=frozenset({record}))
    records = {record, *_records(services, found, calls)}
    return Traces(frozenset({found}), frozenset(records))


def followed(known: AccountStores, first: Traces) -> Traces:
    """The same with what the stores of one account tie to it. An address that one of the records
    had before is taken along, and leads to no others who may have it by now."""
    if not first.emails:
        first = first.with_links(_links(known, first))
    traces = first.with_contacts(known.open_contact_index().find(first.emails).values())
    traces = traces.with_links(known.links.of_person(first.emails, traces.contacts))
    traces = traces.with_links(_links(known, traces))
    held = known.claims.held(sorted(traces.contacts))
    traces = traces.with_records((claim.entity, claim.record_id) for claim in held)
    return traces.with_links(_links(known, traces))


def _links(known: AccountStores, traces: Traces) -> list[Link]:
    return [
        link
        for entity in ENTITIES
        for link in known.links.read(entity, traces.of_entity(entity)).values()
    ]


def _email_of(services: Services, record: Record, calls: Calls) -> str | None:
    entity, record_id = record
    try:
        row = services.dataverse(calls).row(TABLES[entity], record_id, [EMAIL])
    except Gone:
        return None
    email = row.get(EMAIL)
    return (normalise_email(email) or None) if isinstance(email, str) else None


def _records(services: Services, email: str, calls: Calls) -> list[Record]:
    """Dataverse finds more than was asked for, such as the same address with accents."""
    dataverse = services.dataverse(calls)
    return [
        (entity, str(row[f"{entity}id"]).lower())
        for entity in ENTITIES
        for row in dataverse.rows_where_any(TABLES[entity], EMAIL, [email], [EMAIL])
        if normalise_email(str(row.get(EMAIL) or "")) == email
    ]
