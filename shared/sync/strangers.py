"""Contacts that belong to no record in sync: consent is a fact of their address all the same."""

from collections.abc import Mapping, Sequence
from typing import Final

from shared.activecampaign.models import Contact
from shared.errors import Gone, Unreachable, for_log
from shared.mapping.email import normalise_email
from shared.store.consent import ConsentChange
from shared.sync import flags
from shared.sync.consent import ContactConsent, Why
from shared.sync.consent_writes import Leaving, leaving, take_off
from shared.sync.context import SyncContext
from shared.sync.second_look import lists_alone
from shared.sync.sides import consent_of
from shared.telemetry.output import Log

log = Log(__name__)

BUSY: Final = "A record was changed by others whenever its flag against bulk email was to be set."


def note_opt_outs(ctx: SyncContext, contacts: Sequence[Contact]) -> None:
    """Notes the opt-outs that these contacts show and nobody noted yet, as they belong to no
    record, once all records that have their addresses all the same are flagged.

    Raises RetryLater or StopRun."""
    out: dict[str, tuple[str, Why]] = {}
    consents: dict[str, ContactConsent] = {}
    for contact in contacts:
        consent = consent_of(contact)
        if contact.email and consent is not None and consent.why_out is not None:
            out[normalise_email(contact.email)] = (contact.id, consent.why_out)
            consents[contact.id] = consent
    news = out.keys() - ctx.consent.opted_out(out) if out else set()
    news -= _not_out_alone(ctx, {email: out[email] for email in news}, consents)
    missed = flags.flag_all(ctx, news)
    ctx.consent.note(
        [
            (
                email,
                ConsentChange(
                    at=ctx.clock(),
                    out=True,
                    why=out[email][1],
                    run_id=ctx.run_id,
                    entity="contact",
                    record_id=None,
                    contact_id=out[email][0],
                ),
            )
            for email in sorted(news - missed)
        ]
    )
    if missed:
        raise Unreachable("dataverse", BUSY, remedy="It is tried again by itself.")


def _not_out_alone(
    ctx: SyncContext,
    news: Mapping[str, tuple[str, Why]],
    consents: Mapping[str, ContactConsent],
) -> set[str]:
    """Of these addresses, those whose contact has not opted out when it is asked by itself."""
    by_lists = {one: consents[one] for one, why in news.values() if why == "unsubscribed"}
    alone = lists_alone(ctx, by_lists)
    return {
        email
        for email, (contact_id, _) in news.items()
        if (consent := alone.get(contact_id)) is not None and consent.why_out is None
    }


def take_off_lists(ctx: SyncContext, strangers: Sequence[Contact]) -> None:
    """Takes those of these contacts off their lists that may not be on any.

    Raises RetryLater or StopRun."""
    faults = take_off(ctx, to_leave(ctx, strangers))
    for contact_id, fault in faults.items():
        if not isinstance(fault, Gone):
            log.warning("contact %s cannot be unsubscribed: %s", contact_id, for_log(fault))


def to_leave(ctx: SyncContext, strangers: Sequence[Contact]) -> list[Leaving]:
    """Those of these contacts that are on lists though their address opted out, as an active record
    with it still says. Without any record ActiveCampaign alone knows who came back.

    Dynamics is not asked where the ledger knows of no opt-out. Raises RetryLater or StopRun."""
    listed = {
        normalise_email(one.email): one
        for contact in strangers
        if contact.email and (one := leaving(contact)) is not None
    }
    remembered = ctx.consent.opted_out(listed) if listed else set()
    return [listed[email] for email in sorted(flags.flagged(ctx, remembered))]
