"""Deletes what is stored of a person, at that person's request. Changes nothing in Dynamics and in
ActiveCampaign: there it is deleted by the means of each, and before, as the next sync would store
anew what both sides still have.

Nothing is locked. A step that is at work meanwhile may write once more about a person who is still
in both systems, as the next one would; a link that it holds is found gone, and read again."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from shared.actions.activities import KIND as ACTIVITIES
from shared.actions.audit import note
from shared.actions.models.people import EraseCounts, EraseInput, EraseOutput
from shared.actions.people import Person
from shared.actions.person_traces import Traces, begun, followed
from shared.actions.progress import forget_records
from shared.actions.services import Services
from shared.entities import ENTITIES
from shared.mapping.email import normalise_email
from shared.store.account_stores import AccountStores
from shared.store.claims import Claim
from shared.store.consent import Erasing
from shared.store.erased import ErasedKey, keyed
from shared.store.keys import digest
from shared.store.waiting import About

AHEAD: Final = timedelta(days=1)
"""The clock of the storage account is not ours."""

HASH_DIGITS: Final = 32
"""In the audit: who knows the address can have it hashed again, by erasing it again."""


def erase_person(services: Services, person: Person, wanted: EraseInput) -> EraseOutput:
    """What was deleted, in numbers; all of them 0 for somebody of whom nothing is stored. If it
    ends half-way, it is called again. Raises KeyBeingMade, and RetryLater or StopRun if storage or
    Dynamics cannot be asked."""
    key = ErasedKey(services.secrets).made(services.engine.leases)
    first = begun(services, wanted)
    stores = {
        number: services.at_account(number).known for number in services.connection_store.accounts()
    }
    found = {number: followed(known, first) for number, known in stores.items()}
    taken = services.waiting_events.take_out(_about(services, found))
    counts = Counter(events=taken.events)
    for number, traces in found.items():
        counts += _of_account(stores[number], traces)
    counts += _of_all_accounts(services, found)
    consent = _consent(services, found, key)
    counts["consentChanges"] = consent.lines
    # Last, as all else is found by them: what is killed before can be asked for again.
    counts["links"] = sum(_links(stores[number], traces) for number, traces in found.items())
    output = EraseOutput(
        removed=EraseCounts(**{name: counts[name] for name in _NAMES}),
        opt_out_kept=consent.opt_out_kept,
        complete=taken.seen_all,
    )
    note(services, person, "person.erase", _target(wanted, key), _told(output))
    return output


_NAMES: Final = tuple(field.alias or name for name, field in EraseCounts.model_fields.items())


def _about(services: Services, found: Mapping[int, Traces]) -> About:
    current = services.connection_store.account()
    emails = frozenset[str]().union(*(traces.emails for traces in found.values()))

    def about(event: Mapping[str, Any], account: int | None) -> bool:
        traces = found.get(current if account is None else account, Traces())
        email = normalise_email(str(event.get("email") or ""))
        return str(event.get("contactId") or "") in traces.contacts or email in emails

    return about


def _of_account(known: AccountStores, traces: Traces) -> Counter[str]:
    counts = Counter(problems=_problems(known, traces))
    for entity, record_id in traces.records:
        counts["history"] += known.history.remove_of_record(entity, record_id)
    for contact_id in traces.contacts:
        counts["history"] += known.history.remove_of_contact(contact_id)
        counts["events"] += known.live_events.remove_of_contact(contact_id)
    digests = {digest(email) for email in traces.emails}
    counts["indexEntries"] = known.open_contact_index().remove(digests, traces.contacts)
    known.reconciliations.remove_records(traces.record_ids)
    return counts


def _links(known: AccountStores, traces: Traces) -> int:
    """Contacts are given free before their links go: others find a link by its claim."""
    removed = 0
    for claim in known.claims.held(sorted(traces.contacts)):
        known.claims.release(claim)
    for entity in ENTITIES:
        ids = traces.of_entity(entity)
        for link in known.links.read(entity, ids).values():
            if link.contact_id is not None:
                known.claims.release(Claim(link.contact_id, entity, link.record_id))
        removed += known.links.remove(entity, ids)
    return removed


def _problems(known: AccountStores, traces: Traces) -> int:
    named = known.problems.of_person(traces.emails, traces.contacts)
    of_records = {
        (entity, record_id)
        for entity, record_id in traces.records
        if known.problems.of_record(entity, record_id) is not None
    }
    found = of_records | {(problem.entity, problem.record_id) for problem in named}
    for entity, record_id in found:
        known.problems.resolve(entity, record_id)
    return len(found)


def _of_all_accounts(services: Services, found: Mapping[int, Traces]) -> Counter[str]:
    """Windows of activities are kept for minutes, and under no name of a person: all of them go."""
    keys = {key for traces in found.values() for key in (*traces.emails, *traces.contacts)}
    records = {record_id for traces in found.values() for record_id in traces.record_ids}
    services.documents.prune(ACTIVITIES, services.clock() + AHEAD)
    return Counter(
        acts=services.sends.remove_of_people(keys),
        requests=forget_records(services, records),
    )


def _consent(services: Services, found: Mapping[int, Traces], key: bytes) -> Erasing:
    ledger = services.engine.open_consent()
    out = {email for traces in found.values() for email in traces.opted_out}
    emails = {email: email in out for traces in found.values() for email in traces.emails}
    records = {record_id for traces in found.values() for record_id in traces.record_ids}
    return ledger.erase(emails, ledger.digests_of(records), key)


def _target(wanted: EraseInput, key: bytes) -> str:
    """Tells nobody who it was."""
    who = normalise_email(wanted.email) if wanted.email is not None else "-".join(wanted.record)
    return keyed(key, who)[:HASH_DIGITS]


def _told(output: EraseOutput) -> str:
    counts = ", ".join(f"{name} {count}" for name, count in output.removed.model_dump().items())
    kept = "The opt-out is kept as a keyed hash." if output.opt_out_kept else "Nothing is kept."
    return f"Deleted: {counts}. {kept}"
