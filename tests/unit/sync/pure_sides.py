"""Both sides of one person as plain values, and a sync of them without any I/O: plan, carry out,
confirm. For the laws."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from shared.mapping.email import normalise_email
from shared.mapping.values import Canonical
from shared.store.links import Link
from shared.sync.consent import ACTIVE, UNCONFIRMED, UNSUBSCRIBED, ContactConsent
from shared.sync.merge import FieldRule
from shared.sync.pair import ContactState, Pair, RecordState
from shared.sync.plan import Plan, Rules, plan
from tests.unit.sync.test_plan import RECORD_ID, link

Values = Mapping[str, Canonical]

KEYS = ("email", "firstName", "lastName", "phone", "field:1")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Sides:
    """A person: the base, if there is a link, what each side holds, and whether each shows that
    it opted out. `remembered` is what the ledger says of the address."""

    base: Values | None
    record: Values
    contact: Values
    flag: bool = False
    lists: Mapping[str, str] | None = None
    linked_out: bool = False
    remembered: bool = False

    @property
    def out(self) -> bool:
        """True if somebody may not be mailed, by what is known anywhere."""
        left = ContactConsent(self.lists or {}).why_out is not None
        return self.flag or left or self.remembered

    @property
    def mailable(self) -> bool:
        return not self.flag and bool({ACTIVE, UNCONFIRMED} & set((self.lists or {}).values()))

    def pair(self) -> Pair:
        return Pair(
            "contact",
            _link(self) if self.base is not None else None,
            _record(self),
            ContactState(
                "7",
                str(self.contact["email"]),
                {key: value for key, value in self.contact.items() if value is not None},
                (),
                NOON,
                ContactConsent(self.lists or {}),
            ),
            remembered=self.remembered,
        )


def _record(sides: Sides) -> RecordState:
    return RecordState(
        id=RECORD_ID,
        name="",
        etag="",
        email=str(sides.record["email"]),
        values={key: value for key, value in sides.record.items() if value is not None},
        faults=(),
        active=True,
        in_scope=True,
        created_at=NOON,
        modified_at=NOON,
        opted_out=sides.flag,
    )


def _link(sides: Sides) -> Link:
    base = {key: value for key, value in (sides.base or {}).items() if value is not None}
    return link(entity="contact", base=base, opted_out=sides.linked_out)


def synced(sides: Sides, rules: Rules) -> tuple[Sides, Plan]:
    """The sides after one sync, every write of which was confirmed; and what it did."""
    made = plan(sides.pair(), rules)
    base = {**(sides.base or {}), **made.agreed, **made.to_record, **made.to_contact}
    consent = made.consent
    lists = {
        one: UNSUBSCRIBED if one in consent.leave else status
        for one, status in (sides.lists or {}).items()
    }
    after = replace(
        sides,
        base=base,
        record={**sides.record, **made.to_record},
        contact={**sides.contact, **made.to_contact},
        flag=sides.flag or consent.flag_record,
        lists=lists,
        linked_out=consent.out,
        remembered=(sides.remembered or consent.out) and not consent.ended,
    )
    return after, made


def same_values(one: Values, other: Values) -> bool:
    return all(_same(key, one.get(key), other.get(key)) for key in KEYS)


def _same(key: str, one: Canonical, other: Canonical) -> bool:
    if key == "email":
        return normalise_email(str(one)) == normalise_email(str(other))
    return one == other


emails = st.sampled_from(["ann@x.example", "ANN@X.example", "eve@x.example", "ivy@x.example"])
texts = st.sampled_from([None, "", "0", "Ann", "Eve", "Ivy"])
whole_values = st.fixed_dictionaries(
    {"email": emails, **dict.fromkeys(KEYS[1:4], texts), "field:1": st.one_of(texts, st.booleans())}
)


@st.composite
def perturbed(draw: st.DrawFn, base: Values) -> Values:
    """A state near the base: a few of its values are others now."""
    changed = draw(st.sets(st.sampled_from(KEYS), max_size=3))
    fresh = draw(whole_values)
    return {key: fresh[key] if key in changed else base[key] for key in KEYS}


@st.composite
def sides(draw: st.DrawFn) -> Sides:
    """One base, perturbed twice; or no base yet."""
    base = draw(whole_values)
    statuses = st.dictionaries(st.sampled_from("12"), st.sampled_from("0123"), max_size=2)
    return Sides(
        base=base if draw(st.booleans()) else None,
        record=draw(perturbed(base)),
        contact=draw(perturbed(base)),
        flag=draw(st.booleans()),
        lists=draw(statuses),
        linked_out=draw(st.booleans()),
        remembered=draw(st.booleans()),
    )


all_rules = st.builds(
    Rules,
    st.just("both"),
    st.sampled_from(["dynamics", "activecampaign", "newest"]),
    st.tuples(
        *(
            st.builds(FieldRule, st.just(key), st.sampled_from(["both", "outbound", "inbound"]))
            for key in KEYS[1:]
        )
    ).map(lambda fields: (FieldRule("email", "both"), *fields)),
)
