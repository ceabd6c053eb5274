"""Recalls which addresses opted out, for pairs whose own link does not tell. Reads only."""

from collections.abc import Iterable
from dataclasses import replace

from shared.sync import flags
from shared.sync.consent import given_again
from shared.sync.context import SyncContext
from shared.sync.pair import Pair


def recall(ctx: SyncContext, pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs with `remembered`, `untold` and `others_flagged` set. The link of a pair in sync
    knows it for its own address, as long as both sides have that; else the ledger is asked.
    (While a record had another address it was not flagged with the others of the one that it
    comes back to.) Only where consent would be given again are other records looked at."""
    pairs = list(pairs)
    unknown = {
        email for pair in pairs for email in pair.addresses if not _told_by_link(pair, email)
    }
    out = ctx.consent.opted_out(unknown) if unknown else set()
    ending = {email for pair in pairs if _would_end(pair) for email in pair.addresses}
    flagged = flags.flagged(ctx, ending)
    return [
        replace(_recalled(pair, out), others_flagged=bool(pair.addresses & flagged))
        if _would_end(pair)
        else _recalled(pair, out)
        for pair in pairs
    ]


def _recalled(pair: Pair, out: set[str]) -> Pair:
    known = pair.link is not None and pair.link.opted_out
    told = {
        email for email in pair.addresses if email in out or (known and _told_by_link(pair, email))
    }
    return replace(pair, remembered=known or bool(told), untold=pair.addresses - told)


def _would_end(pair: Pair) -> bool:
    if pair.record is None or not pair.record.active or pair.contact is None:
        return False
    return given_again(pair.record_consent, pair.contact.consent)


def _told_by_link(pair: Pair, email: str) -> bool:
    link = pair.link
    return link is not None and link.state == "linked" and pair.addresses == {link.email} == {email}
