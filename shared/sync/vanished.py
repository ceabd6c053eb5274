"""Tells a value that was cleared from one whose field was deleted."""

from collections.abc import Collection, Iterable

from shared.errors import RequestRefused
from shared.sync.context import EntitySync, SyncContext
from shared.sync.merge import same
from shared.sync.pair import ContactState
from shared.sync.plan import Plan


class SchemaOutdated(RequestRefused):
    """A field that was there when the schema was read is gone. As with anything that is refused to
    a whole read, the schema is to be read anew."""

    code = "sync.schema_outdated"
    title = "The schema has changed"


def blank_news(ctx: SyncContext, plan: Plan) -> frozenset[str]:
    """The keys of custom fields that the contact shows blank where both sides last agreed on a
    value. A field that is only ever written counts for nothing."""
    pair = plan.pair
    if plan.action != "update" or pair.contact is None:
        return frozenset()
    sync, base, values = ctx.entities[pair.entity], pair.base, pair.contact.values
    moved = [
        rule.key
        for rule in sync.rules.fields
        if rule.direction != "outbound"
        and rule.key in values
        and not same(rule.key, values[rule.key], base.get(rule.key))
    ]
    return blank_customs(sync, pair.contact, moved)


def blank_customs(sync: EntitySync, contact: ContactState, keys: Collection[str]) -> frozenset[str]:
    """Of these keys those of custom fields that the contact shows blank."""
    custom = [key for key in keys if sync.compiled.by_key[key].field.id is not None]
    blank = sync.compiled.contact_values("", "", "", "", {})[0] if custom else {}
    return frozenset(
        key for key in custom if key in blank and contact.values.get(key) == blank[key]
    )


def check_fields(ctx: SyncContext, plans: Iterable[Plan]) -> None:
    """Asks ActiveCampaign for its fields if a plan goes by a field of a contact that is newly
    blank: the values of a deleted field are just as blank, and the schema may be hours old. One
    call, and none if there is no such field.

    Raises SchemaOutdated before anything is written."""
    blank = {
        ctx.entities[plan.pair.entity].compiled.by_key[key].field.id
        for plan in plans
        for key in blank_news(ctx, plan)
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
