"""Tells a value that was cleared from one whose field was deleted."""

from collections.abc import Iterable

from shared.errors import RequestRefused
from shared.sync.context import SyncContext
from shared.sync.plan import Plan


class SchemaOutdated(RequestRefused):
    """A field that was there when the schema was read is gone. As with anything that is refused to
    a whole read, the schema is to be read anew."""

    code = "sync.schema_outdated"
    title = "The schema has changed"


def check_fields(ctx: SyncContext, plans: Iterable[Plan]) -> None:
    """Asks ActiveCampaign for its fields if a plan would clear a column since the field of a
    contact is blank: the values of a deleted field are just as blank, and the schema may be hours
    old. One call, and none if nothing would be cleared.

    Raises SchemaOutdated before anything is written."""
    blank = {
        field.id
        for plan in plans
        for key, value in plan.to_record.items()
        if value is None
        and (field := ctx.entities[plan.pair.entity].compiled.by_key[key].field).id is not None
    }
    if not blank or ctx.field_ids is None:
        return
    gone = blank - ctx.field_ids()
    if gone:
        raise SchemaOutdated(
            "activecampaign",
            f"ActiveCampaign has no field {', '.join(sorted(map(str, gone)))} any more.",
            remedy="The schema of both sides is read anew.",
        )
