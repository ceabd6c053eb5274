"""Records what became of plans: links, consent, problems, figures."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from shared.dataverse.rows import row_version
from shared.mapping.email import normalise_email
from shared.store.claims import Claim
from shared.store.consent import ConsentChange
from shared.store.limits import NotStorable
from shared.store.links import NOTHING_UNDERWAY, Link, Underway
from shared.sync.context import SyncContext
from shared.sync.late_contacts import awaits_contact
from shared.sync.late_imports import ImportUnfinished
from shared.sync.pair import Pair
from shared.sync.plan import (
    CONTACT_AWAITED,
    DUPLICATE_EMAIL,
    NOT_OUTBOUND,
    Reason,
    duplicate_email,
)
from shared.sync.progress import Applied, Fault, Progress
from shared.telemetry.work import count_problem


def write_links(ctx: SyncContext, progress: Sequence[Progress], applied: Applied) -> None:
    """Writes the links that changed, conditional on what was read; a lost race marks its item
    as lost. A link that is closed gives its contact free; whoever leaves its place gives its email
    to the next one."""
    changed: list[tuple[Progress, Link]] = []
    for item in progress:
        _release(ctx, item)
        link = None if item.lost else link_after(ctx, item)
        if link is not None:
            changed.append((item, link))
    written = ctx.links.write([link for _, link in changed])
    for (item, link), stored in zip(changed, written, strict=True):
        before = item.plan.pair.link
        if stored is None:
            item.lost = True
            continue
        if isinstance(stored, NotStorable):
            item.faults.append(stored)
            continue
        item.link_after = stored
        if before is None:
            continue
        if link.state == "closed" and before.contact_id is not None:
            ctx.claims.release(Claim(before.contact_id, item.entity, link.record_id))
        given_up = _gives_place_up(before, link)
        if given_up:
            applied.left.add(link.record_id)
        if before.email is not None and (given_up or link.email != before.email):
            applied.free(item.entity, before.email)


def _gives_place_up(before: Link, after: Link) -> bool:
    """True if a record has given up the place that kept others with its email out: by its contact,
    or where none may be made for it, by its right to one."""
    if after.state == "closed":
        return before.contact_id is not None
    return _in_place(before) and not _in_place(after)


def _in_place(link: Link) -> bool:
    has_right = link.reason_code in (NOT_OUTBOUND.code, CONTACT_AWAITED.code)
    return link.state == "linked" or has_right


def _release(ctx: SyncContext, item: Progress) -> None:
    """Passes the contact on to the record of the same entity that inherited it, before the link
    that it came from is closed: nobody could tell afterwards. A link that is closed already may
    have been so by one who died before the contact was free."""
    pair, link = item.plan.pair, item.plan.pair.link
    if item.plan.action != "close" or link is None or link.contact_id is None:
        return
    claim = Claim(link.contact_id, link.entity, link.record_id)
    heir = next((ref.id for ref in pair.holders if ref.entity == pair.entity), None)
    if heir is not None:
        ctx.claims.release(claim, to=heir)
    elif link.state == "closed":
        ctx.claims.release(claim)


def note_consent(ctx: SyncContext, progress: Sequence[Progress], missed: Collection[str]) -> None:
    """Writes what changed of people's consent into the ledger, but of the addresses in `missed`:
    an opt-out that did not reach all records stays news."""
    changes: dict[str, ConsentChange] = {}
    for item in progress:
        decision, pair = item.plan.consent, item.plan.pair
        if not (decision.news or decision.ended):
            continue
        for email in pair.addresses if decision.ended else pair.untold:
            changes[email] = ConsentChange(
                at=ctx.clock(),
                out=decision.out,
                why=decision.why or "given_again",
                run_id=ctx.run_id,
                entity=item.entity,
                record_id=item.record_id,
                contact_id=item.contact_id,
            )
    ctx.consent.note([(email, one) for email, one in changes.items() if email not in missed])


def report(ctx: SyncContext, progress: Sequence[Progress], applied: Applied) -> None:
    """Counts the items, and keeps their problems. What a problem of the mapping stands for is
    none of the record."""
    for item in progress:
        faults = [fault for fault in item.faults if not ctx.entities[item.entity].covers(fault)]
        applied.count(item.entity, **{_outcome(item, faults): 1})
        if faults:
            _note_problem(ctx, item, faults[0])
        elif item.record_id in ctx.open_problems.get(item.entity, ()):
            ctx.problems.resolve(item.entity, item.record_id or "")


def _note_problem(ctx: SyncContext, item: Progress, fault: Fault) -> None:
    """The first fault stands for all: once it is mended, the next one shows."""
    record = item.plan.pair.record
    link = item.link_after or item.plan.pair.link
    if item.record_id is None:
        return
    count_problem(item.entity, fault.code)
    if isinstance(fault, ImportUnfinished):
        ctx.late[item.entity].add(item.record_id)
    ctx.problems.record(
        item.entity,
        item.record_id,
        record_name=record.name if record is not None else "",
        contact_id=item.contact_id,
        code=fault.code,
        title=fault.title,
        detail=fault.detail,
        remedy=fault.remedy,
        link_state=link.listed_as if link is not None else None,
    )


def _outcome(item: Progress, faults: Sequence[Fault]) -> str:
    if faults:
        return "failing"
    if item.plan.action in ("exclude", "close") or item.duplicate_of is not None:
        return "excluded"
    if item.created:
        return "created"
    return "updated" if item.wrote else "unchanged"


def link_after(ctx: SyncContext, item: Progress) -> Link | None:
    """The link as it is to be stored, or None if it is so already."""
    pair, action = item.plan.pair, item.plan.action
    if action == "nothing" and item.awaits is not None:
        return _waiting(item)
    if item.duplicate_of is not None:
        return _excluded(pair, item, duplicate_email(item.duplicate_of))
    if action == "exclude" and item.plan.reason is not None:
        return _excluded(pair, item, item.plan.reason)
    if action == "close" and item.plan.reason is not None:
        # A contact that is not tagged yet would ask for a record again.
        return None if item.faults else _closed(item, item.plan.reason)
    if action == "create_contact" and item.awaits is not None:
        return _awaiting(ctx, item, item.awaits)
    if action in ("nothing", "exclude", "close") or item.contact_id is None:
        return None
    return _linked(ctx, item, item.contact_id)


def link_so_far(ctx: SyncContext, item: Progress) -> Link | None:
    """The link of an item of which a part has come through, or None if that is nothing which the
    link does not know yet. The tags, the consent and what else is underway are left to the next
    try."""
    item.consent_open = True
    made = item.plan
    link = _linked(ctx, item, item.contact_id) if item.contact_id is not None else None
    if link is None:
        return None
    return replace(link, underway=Underway(made.to_record, made.to_contact, tags=made.tags))


def _waiting(item: Progress) -> Link | None:
    """Nothing but its consent is told by the link before the import is final."""
    pair, link = item.plan.pair, item.plan.pair.link
    opted_out = _opted_out(item)
    if link is None or pair.inherited_from is not None or link.opted_out == opted_out:
        return None
    if awaits_contact(link):  # the contact that has landed is not claimed yet
        link = replace(link, contact_id=None, base={})
    return replace(link, opted_out=opted_out)


def _awaiting(ctx: SyncContext, item: Progress, underway: Underway) -> Link | None:
    """Of a record whose contact an import is to make: with the address that was handed over."""
    record, before = item.plan.pair.record, item.plan.pair.link
    if record is None or record.email is None:
        return None
    return Link(
        entity=item.entity,
        record_id=record.id,
        state="excluded",
        contact_id=None,
        email=normalise_email(record.email),
        base={},
        reason_code=CONTACT_AWAITED.code,
        reason_detail=CONTACT_AWAITED.detail,
        related_id=None,
        synced_at=before.synced_at if before is not None else None,
        name=record.name,
        fields=ctx.entities[item.entity].compiled.fields_mark,
        version=before.version if before is not None else None,
        opted_out=_opted_out(item),
        underway=underway,
    )


def _linked(ctx: SyncContext, item: Progress, contact_id: str) -> Link | None:
    pair = item.plan.pair
    record = item.record_after or pair.record
    if record is None:
        return None
    sync = ctx.entities[item.entity]
    keys = [*(rule.key for rule in sync.rules.fields), *sync.compiled.resting]
    known = {**pair.base, **item.base}
    base = {key: known[key] for key in keys if known.get(key) is not None}
    before = pair.link
    link = Link(
        entity=item.entity,
        record_id=record.id,
        state="linked",
        contact_id=contact_id,
        email=normalise_email(record.email) if record.email is not None else None,
        base=base,
        reason_code=None,
        reason_detail=None,
        related_id=None,
        synced_at=ctx.clock(),
        name=record.name,
        fields=ctx.entities[item.entity].compiled.fields_mark,
        version=before.version if before is not None else None,
        opted_out=_opted_out(item),
        record_version=row_version(record.etag),
        underway=item.awaits or NOTHING_UNDERWAY,
    )
    return None if before is not None and _same(before, link) else link


def _excluded(pair: Pair, item: Progress, reason: Reason) -> Link | None:
    """The contact, if there is one, stays tied; only where another record holds it, or is to, has
    the record none of its own."""
    record = pair.record
    if record is None:
        return None
    is_anothers = pair.older is not None or reason.code == DUPLICATE_EMAIL
    before = pair.link if pair.tied and not is_anothers else None
    link = Link(
        entity=item.entity,
        record_id=record.id,
        state="excluded",
        contact_id=before.contact_id if before is not None else None,
        email=normalise_email(record.email) if record.email is not None else None,
        base=before.base if before is not None else {},
        reason_code=reason.code,
        reason_detail=reason.detail,
        related_id=reason.related_id,
        synced_at=before.synced_at if before is not None else None,
        name=record.name,
        fields=before.fields if before is not None else "",
        version=pair.link.version if pair.link is not None else None,
        opted_out=_opted_out(item),
        underway=before.underway if before is not None else NOTHING_UNDERWAY,
    )
    return None if pair.link is not None and _same(pair.link, link) else link


def _closed(item: Progress, reason: Reason) -> Link | None:
    before = item.plan.pair.link
    if before is None:
        return None
    opted_out = before.opted_out or item.plan.consent.out
    as_before = before.reason_code == reason.code and before.opted_out == opted_out
    if before.state == "closed" and as_before:
        return None
    return Link(
        entity=before.entity,
        record_id=before.record_id,
        state="closed",
        contact_id=before.contact_id,
        email=before.email,
        base=before.base,
        reason_code=reason.code,
        reason_detail=reason.detail,
        related_id=reason.related_id,
        synced_at=before.synced_at,
        name=before.name,
        fields=before.fields,
        version=before.version,
        opted_out=opted_out,
        underway=before.underway,
    )


def _opted_out(item: Progress) -> bool:
    """As before while it has not reached both sides: then it is planned again. Of a record that
    is not active it is kept that its flag was counted, or was there when it was first seen."""
    link, record = item.plan.pair.link, item.plan.pair.record
    before = link is not None and link.opted_out
    if item.consent_open:
        return before
    if record is None or record.active:
        return item.plan.consent.out
    return item.plan.consent.out or before or (link is None and record.opted_out)


def _same(before: Link, after: Link) -> bool:
    return (
        before.state == after.state
        and before.contact_id == after.contact_id
        and before.email == after.email
        and before.name == after.name
        and before.fields == after.fields
        and before.opted_out == after.opted_out
        and before.reason_code == after.reason_code
        and before.related_id == after.related_id
        and dict(before.base) == dict(after.base)
        and before.underway == after.underway
    )
