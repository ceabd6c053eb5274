"""Which Dynamics contacts may have to do with a lead. Pure.

Before leads are worked off, the Dynamics contacts are that speak for them. Most of these touch no
lead: they make a contact of their own, with an email that nobody else has or gives up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from shared.dataverse.rows import Row
from shared.mapping.email import normalise_email
from shared.sync.sides import BECAME_CONTACT, EMAIL_COLUMN, FROM_LEAD, MASTER


def touching(
    contacts: Mapping[str, Row],
    leads: Iterable[Row],
    *,
    linked: Collection[str],
    taken: Iterable[str],
) -> Sequence[str]:
    """Ids of those of `contacts` (rows by id) that are linked, came of or became another record,
    or have an email that a lead or a linked one has or that is `taken` in ActiveCampaign; in
    their order."""
    leads = list(leads)
    tied = [row for id_, row in contacts.items() if id_ in linked]
    near = {_email(row) for row in chain(leads, tied)} | {normalise_email(one) for one in taken}
    near.discard("")
    named = {
        str(row[column]).lower()
        for row in chain(leads, contacts.values())
        for column in (MASTER, BECAME_CONTACT)
        if row.get(column) is not None
    }
    return [
        id_
        for id_, row in contacts.items()
        if id_ in linked
        or id_ in named
        or _email(row) in near
        or any(row.get(column) is not None for column in (MASTER, FROM_LEAD))
    ]


def _email(row: Row) -> str:
    return normalise_email(str(row.get(EMAIL_COLUMN) or ""))
