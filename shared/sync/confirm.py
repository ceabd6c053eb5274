"""Takes what was written into the base, as far as reading back confirmed it. Pure."""

from collections.abc import Mapping

from shared.activecampaign.models import Contact
from shared.errors import SkipRecord
from shared.mapping.values import Canonical
from shared.sync.context import EntitySync
from shared.sync.merge import same
from shared.sync.progress import Progress
from shared.sync.settle import Settled, settle
from shared.sync.sides import contact_state


class NotTaken(SkipRecord):
    code = "record.value_not_taken"
    title = "The other system did not take a value"


def confirm_record(item: Progress) -> None:
    """Compares what was meant for the record with `record_after`."""
    if item.record_after is None:
        return
    before = item.plan.pair.record
    was = before.values if before is not None else {}
    _confirm(item, was, item.plan.to_record, item.record_after.values, "Dynamics")


def confirm_contact(sync: EntitySync, item: Progress, contact: Contact) -> None:
    """Compares what was meant for the contact with `contact`, read after the write."""
    before = item.plan.pair.contact
    was = before.values if before is not None else {}
    item.contact_id = contact.id
    item.wrote = True
    item.created = item.created or item.plan.action == "create_contact"
    after = contact_state(sync, contact)
    _confirm(item, was, item.plan.to_contact, after.values, "ActiveCampaign")


def confirm_answered(sync: EntitySync, item: Progress) -> None:
    """Takes into the base what the answer to the write shows, which lists all values of the
    contact (reference "Custom fields", "Many values", from ActiveCampaign's guide). What
    it does not show was not necessarily refused."""
    if item.answered is None:
        return
    shown = contact_state(sync, item.answered).values
    for key, value in item.plan.to_contact.items():
        if value is not None and same(key, value, shown.get(key)):
            item.base[key] = value


def taken(sync: EntitySync, item: Progress, contact: Contact) -> bool:
    """True if `contact` shows that the write has arrived: at least one value has moved, or
    there was none to be written."""
    before = item.plan.pair.contact
    was = before.values if before is not None else {}
    now = contact_state(sync, contact).values
    meant = item.plan.to_contact
    return not meant or any(
        same(key, now.get(key), value) or not same(key, now.get(key), was.get(key))
        for key, value in meant.items()
    )


def _confirm(
    item: Progress,
    was: Mapping[str, Canonical],
    meant: Mapping[str, Canonical],
    now: Mapping[str, Canonical],
    where: str,
) -> None:
    refused = {fault.field for fault in item.faults if isinstance(fault, SkipRecord)}
    for key, value in meant.items():
        if key in refused:
            continue
        if settle(key, was.get(key), value, now.get(key)) is not Settled.NOT_TAKEN:
            item.base[key] = value
            continue
        item.faults.append(
            NotTaken(
                f"{key}: {where} did not take the value that was written.",
                remedy="Check there whether the field can be written and accepts this value.",
                field=key,
            )
        )
