"""What happened with a record's person in ActiveCampaign, newest first, page by page. Changes
nothing.

A window of activities is kept for some seconds in Table Storage, where every worker finds it: a
panel that is opened twice, and the pages that follow the first, then cost no calls."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shared.actions.activity_merge import order_of
from shared.actions.activity_sources import read_window
from shared.actions.activity_texts import shown
from shared.actions.kept_names import keep_tag_names, kept_names
from shared.actions.models.activities import ActivityOutput
from shared.actions.models.base import Collection
from shared.actions.people import Person
from shared.actions.records import contact_of, readable_row
from shared.actions.services import Services
from shared.activecampaign.activity_models import Source
from shared.activecampaign.activity_reads import DEEPEST
from shared.entities import Entity
from shared.errors import FieldFault, Gone, InvalidInput
from shared.store.keys import digest
from shared.store.limits import NotStorable
from shared.transport import Calls

KIND = "activities"

FRESH = timedelta(seconds=30)
"""What a webhook tells of appears within a minute."""

LEFT_OVER = timedelta(minutes=10)
"""Windows hold what people did, so they are removed soon after."""

MOST_LEFT_OVER = 100

MOST_WINDOWS = 3
"""Windows that are read for one page, where all of one was shown before."""

Start = Annotated[int, Field(ge=-1, le=DEEPEST)]


class _Place(BaseModel):
    """Where the next page begins: in the window with these starts, before this time and id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts: Mapping[Source, Start] = {}
    at: AwareDatetime | None = None
    id: Annotated[str, Field(max_length=100)] = ""


class _Kept(BaseModel):
    """A window as it is shown."""

    model_config = ConfigDict(frozen=True)

    read_at: datetime
    items: list[ActivityOutput]
    following: Mapping[Source, int] | None
    before: tuple[datetime, str] | None


def activities_page(
    services: Services,
    person: Person,
    entity: Entity,
    record_id: str,
    after: str | None,
    limit: int,
) -> Collection[ActivityOutput]:
    """At most `limit` activities of a record that `person` may read; a page may hold fewer than
    there are. None if the record has no contact, or the contact is gone.

    Raises NoRecord, InvalidInput for an `after` that is none of ours, Conflict if not connected,
    and the client's errors."""
    calls = Calls()
    readable_row(services, person, entity, record_id, [f"{entity}id"], calls)
    place = _place(after)
    contact_id = contact_of(services.links.read(entity, [record_id]).get(record_id))
    if contact_id is None:
        return Collection(items=[])
    try:
        return _page(services, contact_id, place, limit, calls)
    except Gone:
        return Collection(items=[])


def _page(
    services: Services, contact_id: str, place: _Place, limit: int, calls: Calls
) -> Collection[ActivityOutput]:
    for _ in range(MOST_WINDOWS):
        window = _window(services, contact_id, place.starts, calls)
        older = [item for item in window.items if _is_older(item, place)]
        items = older[:limit]
        if len(older) > limit:
            place = _Place(starts=place.starts, at=items[-1].at, id=items[-1].id)
        elif window.following is not None and window.before is not None:
            at, last_id = window.before
            place = _Place(starts=window.following, at=at, id=last_id)
        else:
            return Collection(items=items)
        if items:
            break
    return Collection(items=items, next=place.model_dump_json())


def _place(after: str | None) -> _Place:
    if after is None:
        return _Place()
    try:
        return _Place.model_validate_json(after)
    except ValidationError:
        message = "Send what `next` of this list was, or nothing."
        raise InvalidInput([FieldFault("after", "not_allowed", message)]) from None


def _is_older(item: ActivityOutput, place: _Place) -> bool:
    return place.at is None or order_of(item.at, item.id) < order_of(place.at, place.id)


def _window(
    services: Services, contact_id: str, starts: Mapping[Source, int], calls: Calls
) -> _Kept:
    account = services.connection_store.account()
    name = digest(json.dumps([account, contact_id, dict(starts)], sort_keys=True))
    found = services.documents.get(KIND, name, _Kept)
    if found is not None and services.clock() - found[0].read_at < FRESH:
        return found[0]
    reads = services.activecampaign(calls).activity
    known = kept_names(services, account)
    window, told, complete = read_window(services, reads, account, contact_id, starts, known)
    keep_tag_names(services, account, told)
    names = {**known, **told}
    items = [shown(fact, names) for fact in window.facts]
    kept = _Kept(
        read_at=services.clock(),
        items=items,
        following=window.following,
        before=window.before,
    )
    if complete:
        _keep(services, name, kept)
    return kept


def _keep(services: Services, name: str, kept: _Kept) -> None:
    services.documents.prune(KIND, services.clock() - LEFT_OVER, MOST_LEFT_OVER)
    try:
        services.documents.overwrite(KIND, name, kept)
    except NotStorable:
        return
