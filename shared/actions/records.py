"""How one record stands, and the three lists of records. Reads both sides, changes none."""

from collections.abc import Mapping, Sequence
from typing import Literal

from shared.actions.answers import reason_for
from shared.actions.contact_url import contact_url
from shared.actions.engagement import engagement_of
from shared.actions.models.base import Collection, ReasonWithRemedy, RecordState
from shared.actions.models.records import ListedRecord, RecordOutput, StateName
from shared.actions.people import Person
from shared.actions.recipients import TABLES
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import Gone, NotFound, RightMissing
from shared.store.links import Link
from shared.store.problems import Problem
from shared.transport import Calls

REMEDIES: Mapping[str, str] = {
    "excluded.no_email": "Enter an email address in Dynamics.",
    "excluded.out_of_scope": "Change the record, or the criteria of the mapping.",
    "excluded.duplicate_email": "Merge the two records, or give them different email addresses.",
    "excluded.inactive": "Activate the record in Dynamics.",
    "excluded.inbound_only": "Let the mapping go both ways.",
    "excluded.contact_awaited": "Nothing: the contact is looked for again in the next run.",
    "closed.contact_deleted": "Change the record in Dynamics to have the contact made again.",
}
"""What mends an exclusion; a code that is not here needs nothing."""

NOT_YET = ReasonWithRemedy(
    code="record.not_synced",
    detail="The record has not been synced yet.",
    remedy="It comes with the next scheduled run.",
)


class NoRecord(NotFound):
    code = "record.not_found"
    title = "No such record"


def record_of(services: Services, person: Person, entity: Entity, record_id: str) -> RecordOutput:
    """The state of a record that `person` may read. Raises NoRecord alike for one that they may
    not read and for one that does not exist."""
    calls = Calls()
    opt_out_column = services.settings.opt_out_column
    row = readable_row(services, person, entity, record_id, [opt_out_column], calls)
    link = services.links.read(entity, [record_id]).get(record_id)
    problem = services.problems.of_record(entity, record_id)
    contact_id = contact_of(link)
    engagement = None if contact_id is None else engagement_of(services, contact_id, calls)
    opted_out = row.get(opt_out_column) is True
    return RecordOutput(
        state=_state(link, problem),
        contact_id=contact_id,
        contact_url=contact_url(_account_url(services), contact_id),
        last_synced_at=link.synced_at if link is not None else None,
        reason=reason_for(person, _reason(link, problem)),
        opted_out=opted_out or (engagement is not None and engagement.opted_out),
        engagement=None if engagement is None else engagement.shown,
    )


def readable_row(
    services: Services,
    person: Person,
    entity: Entity,
    record_id: str,
    columns: Sequence[str],
    calls: Calls,
) -> Mapping[str, object]:
    """The columns of a record, read as `person`. Raises NoRecord."""
    try:
        return services.dataverse(calls).row(TABLES[entity], record_id, columns, caller=person.oid)
    except (Gone, RightMissing):
        raise NoRecord("There is no such record, or you may not read it.") from None


def contact_of(link: Link | None) -> str | None:
    """The contact of a record, if it has one."""
    return link.contact_id if link is not None and link.state != "closed" else None


def records_page(
    services: Services, entity: Entity, state: RecordState, after: str | None, limit: int
) -> Collection[ListedRecord]:
    """One of the three lists, in no promised order. A page may hold fewer than `limit`."""
    account_url = _account_url(services)
    if state == "failing":
        problems, following = services.problems.page(entity, after, limit)
        return Collection(items=[_failing(account_url, one) for one in problems], next=following)
    listed_as: Literal["linked", "excluded"] = "linked" if state == "inSync" else "excluded"
    links, following = services.links.page(entity, listed_as, after, limit)
    failing = services.problems.record_ids(entity)
    items = [_listed(account_url, link) for link in links if link.record_id not in failing]
    return Collection(items=items, next=following)


def _state(link: Link | None, problem: Problem | None) -> StateName:
    if problem is not None:
        return "failing"
    if link is None:
        return "notSynced"
    return "inSync" if link.state == "linked" else "excluded"


def _reason(link: Link | None, problem: Problem | None) -> ReasonWithRemedy | None:
    if problem is not None:
        return ReasonWithRemedy(code=problem.code, detail=problem.detail, remedy=problem.remedy)
    if link is None:
        return NOT_YET
    return _reason_of(link)


def _reason_of(link: Link) -> ReasonWithRemedy | None:
    if link.reason_code is None:
        return None
    remedy = REMEDIES.get(link.reason_code, "")
    return ReasonWithRemedy(code=link.reason_code, detail=link.reason_detail or "", remedy=remedy)


def _account_url(services: Services) -> str | None:
    connection = services.connection_store.load()
    return None if connection is None else connection.url


def _listed(account_url: str | None, link: Link) -> ListedRecord:
    contact_id = contact_of(link)
    return ListedRecord(
        id=link.record_id,
        name=link.name,
        contact_id=contact_id,
        contact_url=contact_url(account_url, contact_id),
        last_synced_at=link.synced_at,
        reason=_reason_of(link),
    )


def _failing(account_url: str | None, problem: Problem) -> ListedRecord:
    return ListedRecord(
        id=problem.record_id,
        name=problem.record_name,
        contact_id=problem.contact_id,
        contact_url=contact_url(account_url, problem.contact_id),
        last_synced_at=None,
        reason=ReasonWithRemedy(code=problem.code, detail=problem.detail, remedy=problem.remedy),
    )
