"""When the value that lost a conflict can be brought back, and where it is written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.mapping.model import Direction
from shared.mapping.values import Canonical
from shared.store.history import Decided
from shared.store.links import Link
from shared.sync.merge import FieldRule
from shared.sync.pair import ContactState, Pair, RecordState
from shared.sync.plan import Plan, Rules, plan
from shared.sync.restore import ChangedSince, NotRestorable, Restoration, restoration

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
EMAIL = "ann@example.org"
LOST_IN_ACTIVECAMPAIGN = Decided("phone", "0", "1", "2", "dynamics", "policy")
LOST_IN_DYNAMICS = Decided("phone", "0", "1", "2", "activecampaign", "newest")


def rules(direction: Direction = "both", *, required: bool = False, yields: bool = False) -> Rules:
    fields = (FieldRule("email", "both"), FieldRule("phone", direction, required))
    return Rules("both", "dynamics", fields, frozenset({"phone"} if yields else ()))


def link(base: Mapping[str, Canonical]) -> Link:
    return Link("lead", "r1", "linked", "7", EMAIL, base, None, None, None, AT, "Ann", "1-x", "v1")


def pair(record: Canonical, contact: Canonical, base: Canonical, **more: str) -> Pair:
    values = {"email": EMAIL}
    return Pair(
        "lead",
        link({**values, "phone": base}),
        RecordState("r1", "Ann", "W/1", EMAIL, {**values, "phone": record}, (), True, True, AT, AT),
        ContactState("7", EMAIL, {**values, "phone": contact}, (), AT),
        **more,
    )


def after(found: Restoration, known: Pair) -> Pair:
    """The pair once the value is written."""
    assert known.record is not None
    assert known.contact is not None
    values = {"email": EMAIL, "phone": found.value}
    if found.side == "dynamics":
        return replace(known, record=replace(known.record, values=values))
    return replace(known, contact=replace(known.contact, values=values))


def next_run(found: Restoration, known: Pair, rules: Rules) -> Plan:
    return plan(after(found, known), rules)


@pytest.mark.parametrize("direction", ["both", "inbound"])
def test_what_lost_in_activecampaign_is_written_there_and_carried_to_dynamics(
    direction: Direction,
) -> None:
    known = pair("1", "1", "1")
    found = restoration(known, rules(direction), LOST_IN_ACTIVECAMPAIGN)
    assert found == Restoration("activecampaign", "2", there=False)
    carried = next_run(found, known, rules(direction))
    assert (carried.to_record, carried.to_contact, carried.conflicts) == ({"phone": "2"}, {}, ())


@pytest.mark.parametrize("direction", ["both", "outbound"])
def test_what_lost_in_dynamics_is_written_there_and_carried_to_activecampaign(
    direction: Direction,
) -> None:
    known = pair("2", "2", "2")
    found = restoration(known, rules(direction), LOST_IN_DYNAMICS)
    assert found == Restoration("dynamics", "1", there=False)
    carried = next_run(found, known, rules(direction))
    assert (carried.to_record, carried.to_contact, carried.conflicts) == ({}, {"phone": "1"}, ())


def test_what_a_lead_lost_to_its_dynamics_contact_comes_from_activecampaign() -> None:
    known = pair("2", "2", "2", contact_record="c1")
    decided = replace(LOST_IN_DYNAMICS, because="contact_record")
    found = restoration(known, rules(yields=True), decided)
    assert found == Restoration("activecampaign", "1", there=False)
    carried = next_run(found, known, rules(yields=True))
    assert (carried.to_record, carried.conflicts) == ({"phone": "1"}, ())


@pytest.mark.parametrize("record", ["1", "2"])
def test_once_it_is_there_nothing_is_to_be_written(record: str) -> None:
    found = restoration(pair(record, "2", "1"), rules(), LOST_IN_ACTIVECAMPAIGN)
    assert found == Restoration("activecampaign", "2", there=True)


@pytest.mark.parametrize(
    ("record", "contact", "base"),
    [
        pytest.param("9", "9", "9", id="both sides agreed on another value since"),
        pytest.param("9", "1", "1", id="changed in Dynamics"),
        pytest.param("1", "9", "1", id="changed in ActiveCampaign"),
        pytest.param("1", "1", "0", id="not yet recorded, so that it would be decided again"),
    ],
)
def test_a_value_that_changed_since_is_not_overwritten(
    record: str, contact: str, base: str
) -> None:
    with pytest.raises(ChangedSince):
        restoration(pair(record, contact, base), rules(), LOST_IN_ACTIVECAMPAIGN)


@pytest.mark.parametrize(
    ("known", "under", "decided"),
    [
        pytest.param(
            pair("1", "1", "1"), rules("outbound"), LOST_IN_ACTIVECAMPAIGN, id="only outbound now"
        ),
        pytest.param(
            pair("2", "2", "2"), rules("inbound"), LOST_IN_DYNAMICS, id="only inbound now"
        ),
        pytest.param(
            pair("1", "1", "1"),
            rules(required=True),
            replace(LOST_IN_ACTIVECAMPAIGN, contact=None),
            id="a blank for a required column",
        ),
        pytest.param(
            pair("1", "1", "1"),
            rules(),
            replace(LOST_IN_ACTIVECAMPAIGN, key="field:9"),
            id="not mapped any more",
        ),
        pytest.param(
            pair("1", "1", "1"),
            rules(),
            replace(LOST_IN_ACTIVECAMPAIGN, cut=True),
            id="not kept as a whole",
        ),
        pytest.param(
            replace(pair("1", "1", "1"), contact=None), rules(), LOST_IN_ACTIVECAMPAIGN, id="gone"
        ),
        pytest.param(
            replace(pair("1", "1", "1"), link=replace(link({"phone": "1"}), state="excluded")),
            rules(),
            LOST_IN_ACTIVECAMPAIGN,
            id="left out",
        ),
    ],
)
def test_what_the_next_run_would_not_carry_is_refused(
    known: Pair, under: Rules, decided: Decided
) -> None:
    with pytest.raises(NotRestorable):
        restoration(known, under, decided)
