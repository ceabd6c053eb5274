"""Laws of many records of both entities that share a few email addresses: who gets a contact."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.entities import ENTITIES, Entity
from shared.mapping.email import normalise_email
from shared.sync.matching import Claimant, holders
from shared.sync.pair import ContactState, Pair, RecordRef, RecordState
from shared.sync.plan import plan
from tests.unit.sync.test_plan import NOON, RULES, link, record

ROUNDS = 4
ADDRESSES = ("ann@x.example", "ANN@x.example ", "eve@x.example", "ivy@x.example")


@dataclass(frozen=True)
class Member:
    """A record, and the contact that its link holds."""

    ref: RecordRef
    state: RecordState
    contact: str | None = None


@st.composite
def crowds(draw: st.DrawFn) -> list[Member]:
    number = draw(st.integers(1, 6))
    return [
        Member(
            RecordRef(draw(st.sampled_from(ENTITIES)), f"record-{place}"),
            replace(
                record(email=draw(st.sampled_from([*ADDRESSES, None]))),
                id=f"record-{place}",
                created_at=NOON + timedelta(seconds=draw(st.integers(0, 2))),
                active=draw(st.sampled_from([True, True, True, False])),
            ),
        )
        for place in range(number)
    ]


def run(crowd: Sequence[Member], contacts: dict[str, str]) -> tuple[list[Member], int]:
    """One round over all of them, as a run makes it; `contacts` (id -> email) are added to. Also
    how many contacts were made or linked."""
    done, moves = list(crowd), 0
    for entity in ENTITIES:
        holder_of = holders(
            Claimant(m.ref.id, m.state.email, m.state.created_at, m.contact is not None)
            for m in done
            if m.ref.entity == entity and m.state.active and m.state.email is not None
        )
        by_email = {normalise_email(email): one for one, email in contacts.items()}
        for place, member in enumerate(done):
            if member.ref.entity != entity:
                continue
            after = _synced(member, holder_of.get(_address(member) or ""), by_email, contacts)
            moves += after != member
            done[place] = after
    return done, moves


def _synced(
    member: Member, holder: str | None, by_email: dict[str, str], contacts: dict[str, str]
) -> Member:
    address = _address(member)
    found = member.contact or by_email.get(address or "")
    tied = member.contact is not None
    pair = Pair(
        member.ref.entity,
        link(entity=member.ref.entity, contact_id=member.contact) if tied else None,
        member.state,
        ContactState(found, contacts[found], member.state.values, (), NOON) if found else None,
        older=holder if not tied and holder != member.ref.id else None,
    )
    made = plan(pair, RULES)
    if made.action == "create_contact":
        found = str(len(contacts) + 1)
        contacts[found] = str(member.state.email)
    if made.action in ("create_contact", "update"):
        return replace(member, contact=found)
    return member


def _address(member: Member) -> str | None:
    return normalise_email(member.state.email) if member.state.email is not None else None


def settled(crowd: Sequence[Member]) -> tuple[list[Member], dict[str, str], int]:
    contacts: dict[str, str] = {}
    for number in range(1, ROUNDS + 1):
        crowd, moves = run(crowd, contacts)
        if not moves:
            return list(crowd), contacts, number
    raise AssertionError(f"still moving after {ROUNDS} rounds")


@given(crowds())
def test_it_comes_to_an_end(crowd: list[Member]) -> None:
    _, _, rounds = settled(crowd)
    assert rounds <= 2  # one that does everything, one that finds it done


@given(crowds())
def test_an_email_has_one_contact_and_a_contact_one_record_of_an_entity(
    crowd: list[Member],
) -> None:
    after, contacts, _ = settled(crowd)
    addresses = Counter(normalise_email(email) for email in contacts.values())
    assert all(count == 1 for count in addresses.values())
    ties = Counter((m.ref.entity, m.contact) for m in after if m.contact is not None)
    assert all(count == 1 for count in ties.values())


@given(crowds())
def test_every_address_of_an_active_record_has_its_oldest_one_linked(crowd: list[Member]) -> None:
    after, _, _ = settled(crowd)
    active = [m for m in after if m.state.active and m.state.email is not None]
    wanted: set[tuple[Entity, str]] = {(m.ref.entity, str(_address(m))) for m in active}
    linked = [(m.ref.entity, str(_address(m)), m) for m in active if m.contact is not None]
    assert {(entity, address) for entity, address, _ in linked} == wanted
    for entity, address, member in linked:
        rivals = [m for m in active if (m.ref.entity, _address(m)) == (entity, address)]
        assert member.state.created_at == min(m.state.created_at or NOON for m in rivals)
