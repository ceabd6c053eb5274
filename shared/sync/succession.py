"""Moves a link along when its record became another one: a lead that was qualified, a record that
was merged into another.

The heir is linked first, and the link that it came from is closed after. A crash in between leaves
both, and the next look at either record closes the second."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.activecampaign.models import Contact
from shared.entities import Entity
from shared.mapping.email import normalise_email
from shared.mapping.values import Canonical
from shared.store.links import NOTHING_UNDERWAY, Link, Underway
from shared.sync import gather
from shared.sync.context import EntitySync, SyncContext
from shared.sync.heirs import Heir, heirs, leaves, predecessors, ref_of
from shared.sync.late_contacts import awaits_contact
from shared.sync.pair import Pair, RecordRef, RecordState, is_tied
from shared.sync.side_reads import contacts_by_id
from shared.sync.sides import contact_state


@dataclass(frozen=True, slots=True)
class _Bequest:
    """The link that a record leaves to its heir: `taker`, whose record is `record`."""

    taker: Pair
    record: RecordState
    leaver: Pair
    link: Link
    contact_id: str


def waves(ctx: SyncContext, pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """The pairs in the order in which they are to be carried out: those that stay, among them the
    heirs of those that leave; then those that leave, with what became of their contacts by then.
    Calls nobody where nobody leaves and no contact is to be made."""
    leaving = [pair for pair in pairs if leaves(pair)]
    staying = [pair for pair in pairs if not leaves(pair)]
    leaving += predecessors(ctx, staying, {ref_of(pair) for pair in leaving})
    if not leaving:
        yield staying
        return
    heir_of = heirs(ctx, leaving, staying)
    yield _with_heirs(ctx, staying, leaving, heir_of)
    yield _as_they_leave(ctx, leaving, heir_of)


def _with_heirs(
    ctx: SyncContext,
    staying: Sequence[Pair],
    leaving: Sequence[Pair],
    heir_of: Mapping[RecordRef, Heir],
) -> Sequence[Pair]:
    """The pairs that stay, with the link of another record where there is one to inherit."""
    known = {ref_of(pair): pair for pair in staying if pair.record is not None}
    heirs_found = {heir.ref: heir for heir in heir_of.values()}
    for entity in ctx.entities:
        missing = {
            ref.id: heir.record
            for ref, heir in heirs_found.items()
            if ref.entity == entity and ref not in known
        }
        if missing:
            tied = ctx.links.read(entity, list(missing))
            unlinked = {id_: one for id_, one in missing.items() if not is_tied(tied.get(id_))}
            known |= {ref_of(pair): pair for pair in gather.by_states(ctx, entity, unlinked)}
    takers = {ref: pair for ref, pair in known.items() if ref in heirs_found}
    bequests = [
        bequest
        for pair in leaving
        if (heir := heir_of.get(ref_of(pair))) is not None
        and (bequest := _bequest(takers.get(heir.ref), heir.record, pair)) is not None
    ]
    if bequests:
        known |= {ref_of(pair): pair for pair in _inherited(ctx, bequests)}
    return [*known.values(), *(pair for pair in staying if pair.record is None)]


def _bequest(taker: Pair | None, record: RecordState, leaver: Pair) -> _Bequest | None:
    """None if the heir has a contact already, or is to have one, or there is none to be left to
    it."""
    link = leaver.link
    if taker is None or is_tied(taker.link) or awaits_contact(taker.link):
        return None
    if link is None or link.contact_id is None:
        return None
    return _Bequest(taker, record, leaver, link, link.contact_id)


def _inherited(ctx: SyncContext, bequests: Sequence[_Bequest]) -> Iterable[Pair]:
    """The pairs of those that take a link over. Of several links the one with the email of the
    heir comes first."""
    ids = {bequest.contact_id for bequest in bequests}
    contacts = contacts_by_id(ctx, ids, verify=ids, tags=True)
    holders = ctx.links.of_contacts(ids)
    taken: dict[RecordRef, Pair] = {}
    for bequest in sorted(bequests, key=_preference):
        heir, others = ref_of(bequest.taker), holders.get(bequest.contact_id, ())
        if heir not in taken and _may_take(bequest, others):
            taken[heir] = _inheriting(ctx, bequest, contacts.get(bequest.contact_id), others)
    return taken.values()


def _preference(bequest: _Bequest) -> tuple[bool, bool, str]:
    email = bequest.record.email
    same_email = email is not None and normalise_email(email) == bequest.link.email
    same_entity = bequest.leaver.entity == bequest.taker.entity
    return (not same_email, not same_entity, bequest.link.record_id)


def _may_take(bequest: _Bequest, holders: Iterable[Link]) -> bool:
    """Not if there is a contact of the heir's own by its email, or somebody else holds this one."""
    taker, leaver_id = bequest.taker, bequest.link.record_id
    has_own = taker.contact is not None and taker.contact.id != bequest.contact_id
    has_elder = taker.older is not None and taker.older != leaver_id
    return not (has_own or has_elder) and all(
        link.entity != taker.entity or link.record_id in (bequest.record.id, leaver_id)
        for link in holders
    )


def _inheriting(
    ctx: SyncContext, bequest: _Bequest, contact: Contact | None, holders: Iterable[Link]
) -> Pair:
    taker, leaver = bequest.taker, bequest.leaver
    sync = ctx.entities[taker.entity]
    flagged = leaver.record is not None and leaver.record.opted_out
    return replace(
        taker,
        link=_passed_on(bequest, ctx.entities[leaver.entity], sync),
        contact=contact_state(sync, contact) if contact is not None else None,
        older=None,
        contact_record=gather.contact_record(ctx, taker.entity, holders),
        tags=gather.our_tags(ctx, contact) if contact is not None else frozenset(),
        inherited_from=leaver.entity,
        heir_of_opted_out=bequest.link.opted_out or flagged,
    )


def _passed_on(bequest: _Bequest, before: EntitySync, after: EntitySync) -> Link:
    """The link as that of the heir. It is not in sync yet, so that whatever becomes of it is
    stored; and it tells nothing of the heir's own address or consent."""
    taker, record = bequest.taker, bequest.record
    return replace(
        bequest.link,
        entity=taker.entity,
        record_id=record.id,
        state="excluded",
        email=None,
        base=base_of_heir(bequest.link.base, record, columns_of(before), columns_of(after)),
        reason_code=None,
        reason_detail=None,
        related_id=None,
        name=record.name,
        fields=after.compiled.fields_mark,
        version=taker.link.version if taker.link is not None else None,
        opted_out=False,
        record_version=0,
        underway=_still_awaited(bequest.link.underway, record, before, after),
    )


def _still_awaited(
    underway: Underway, record: RecordState, before: EntitySync, after: EntitySync
) -> Underway:
    """What an import that was not finished brings the contact; nothing else is underway."""
    if underway.import_id is None:
        return NOTHING_UNDERWAY
    columns = columns_of(before), columns_of(after)
    to_contact = base_of_heir(underway.to_contact, record, *columns)
    return replace(underway, to_record={}, to_contact=to_contact)


def columns_of(sync: EntitySync) -> Mapping[str, str]:
    """Key -> name of the column that it is mapped to."""
    return {pair.key: pair.column.name for pair in sync.compiled.pairs}


def base_of_heir(
    base: Mapping[str, Canonical],
    record: RecordState,
    columns_before: Mapping[str, str],
    columns_after: Mapping[str, str],
) -> Mapping[str, Canonical]:
    """What was agreed on, of the columns that both records have and the heir fills: a blank of
    the heir is one that nobody made."""
    return {
        key: value
        for key, value in base.items()
        if record.values.get(key) is not None
        and columns_after.get(key) is not None
        and columns_after.get(key) == columns_before.get(key)
    }


def _as_they_leave(
    ctx: SyncContext, leaving: Sequence[Pair], heir_of: Mapping[RecordRef, Heir]
) -> Sequence[Pair]:
    """The pairs that leave, with their heirs, and with the records that hold their contacts now."""
    links = _links_of(ctx, {heir.ref for heir in heir_of.values()})
    ids = {pair.link.contact_id for pair in leaving if pair.link and pair.link.contact_id}
    held = ctx.links.of_contacts(ids)
    return [
        replace(
            pair,
            heir=heir.ref if heir is not None else None,
            heir_has_link=heir is None or heir.ref in links,
            holders=tuple(_holders(pair, held, links)),
        )
        for pair in leaving
        for heir in (heir_of.get(ref_of(pair)),)
    ]


def _links_of(ctx: SyncContext, refs: Iterable[RecordRef]) -> dict[RecordRef, Link]:
    wanted: dict[Entity, list[str]] = {}
    for ref in refs:
        wanted.setdefault(ref.entity, []).append(ref.id)
    return {
        RecordRef(entity, record_id): link
        for entity, ids in wanted.items()
        for record_id, link in ctx.links.read(entity, ids).items()
        if not awaits_contact(link)
    }


def _holders(
    pair: Pair, held: Mapping[str, Sequence[Link]], heirs_links: Mapping[RecordRef, Link]
) -> Iterable[RecordRef]:
    """Who else holds the contact; an heir may do so before it has the claim."""
    contact_id = pair.link.contact_id if pair.link is not None else None
    found = {RecordRef(link.entity, link.record_id) for link in held.get(contact_id or "", ())}
    found |= {
        ref for ref, link in heirs_links.items() if is_tied(link) and link.contact_id == contact_id
    }
    return sorted(found - {ref_of(pair)}, key=lambda ref: (ref.entity, ref.id))
