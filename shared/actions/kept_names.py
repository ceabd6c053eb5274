"""The names of ActiveCampaign's lists and tags, kept for a while: they hardly change, and asking
for them at every look would cost a call."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.actions.services import Services
from shared.activecampaign.activity_models import Names
from shared.activecampaign.client import ActiveCampaign

Kind = Literal["list", "tag"]

KIND = "names"

KEPT = timedelta(hours=1)

NEW_LISTS = timedelta(minutes=1)
"""A list that is not among the names is looked for no oftener: the key may not see it."""

MOST = 5_000


class _Names(BaseModel):
    """`read_at` is when the first of them was read."""

    model_config = ConfigDict(frozen=True)

    read_at: datetime
    names: Mapping[str, str]


def kept_names(services: Services, account: int) -> Names:
    """The names as last read; makes no call."""
    names: Names = {}
    for thing in ("list", "tag"):
        known = _load(services, account, thing)
        named = known.names.items() if known is not None else ()
        names = {**names, **{(thing, thing_id): name for thing_id, name in named}}
    return names


def keep_tag_names(services: Services, account: int, names: Names) -> None:
    """Adds names of tags to those that are kept."""
    news = {thing_id: name for (thing, thing_id), name in names.items() if thing == "tag"}
    known = _load(services, account, "tag")
    if known is None or len(known.names) > MOST:
        known = _Names(read_at=services.clock(), names={})
    if not news.items() <= known.names.items():
        merged = known.model_copy(update={"names": {**known.names, **news}})
        services.documents.overwrite(KIND, _name(account, "tag"), merged)


def list_names(
    services: Services, client: ActiveCampaign, account: int, wanted: Collection[str]
) -> Mapping[str, str]:
    """List id -> name. Raises the client's errors."""
    known = _load(services, account, "list")
    if known is not None:
        is_new = services.clock() - known.read_at < NEW_LISTS
        if is_new or all(list_id in known.names for list_id in wanted):
            return known.names
    names = {one.id: one.name for one in client.lists()}
    read = _Names(read_at=services.clock(), names=names)
    services.documents.overwrite(KIND, _name(account, "list"), read)
    return names


def _load(services: Services, account: int, thing: Kind) -> _Names | None:
    found = services.documents.get(KIND, _name(account, thing), _Names)
    if found is None or services.clock() - found[0].read_at > KEPT:
        return None
    return found[0]


def _name(account: int, thing: Kind) -> str:
    return f"{account}-{thing}"
