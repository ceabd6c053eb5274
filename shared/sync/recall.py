"""Recalls which addresses opted out, for pairs whose own link does not tell. Reads only."""

from collections.abc import Iterable
from dataclasses import replace

from shared.mapping.email import normalise_email
from shared.store.consent import ConsentLedger
from shared.sync.pair import Pair


def recall(ledger: ConsentLedger, pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs with `remembered` set. The link of a pair in sync knows it for its own address;
    the ledger is asked for an address that is new to a pair."""
    addresses = [(pair, _addresses(pair)) for pair in pairs]
    unknown = {
        email for pair, emails in addresses for email in emails if not _told_by_link(pair, email)
    }
    out = ledger.opted_out(unknown) if unknown else set()
    return [
        replace(pair, remembered=True)
        if (pair.link is not None and pair.link.opted_out) or emails & out
        else pair
        for pair, emails in addresses
    ]


def _addresses(pair: Pair) -> set[str]:
    """One, or two while its change has not yet come to the other side."""
    sides = (
        pair.record.email if pair.record is not None else None,
        pair.contact.email if pair.contact is not None else None,
    )
    return {normalise_email(email) for email in sides if email}


def _told_by_link(pair: Pair, email: str) -> bool:
    return pair.link is not None and pair.link.state == "linked" and pair.link.email == email
