"""Laws of one person on two sides: a base perturbed twice, and what syncs make of it."""

from hypothesis import given
from hypothesis import strategies as st

from shared.sync.merge import same
from shared.sync.plan import Rules
from tests.unit.sync.pure_sides import (
    KEYS,
    Sides,
    Values,
    all_rules,
    perturbed,
    same_values,
    sides,
    synced,
    whole_values,
)

BOTH_WAYS = all_rules.map(
    lambda rules: Rules(
        rules.direction, rules.policy, tuple(type(f)(f.key, "both") for f in rules.fields)
    )
)


@given(sides(), BOTH_WAYS)
def test_convergence_both_sides_agree_after_one_sync(before: Sides, rules: Rules) -> None:
    after, _ = synced(before, rules)
    assert same_values(after.record, after.contact)
    assert after.base is not None
    assert same_values(after.base, after.record)


@given(sides(), all_rules)
def test_idempotence_a_second_sync_writes_nothing(before: Sides, rules: Rules) -> None:
    after, _ = synced(before, rules)
    again, made = synced(after, rules)
    assert not made.writes
    assert again.record == after.record
    assert again.contact == after.contact


@given(sides(), all_rules)
def test_no_value_is_invented(before: Sides, rules: Rules) -> None:
    after, _ = synced(before, rules)
    for key in KEYS:
        entered = (before.record[key], before.contact[key])
        assert after.record[key] in entered
        assert after.contact[key] in entered


@given(sides(), BOTH_WAYS)
def test_no_update_is_lost_but_by_a_conflict_that_names_it(before: Sides, rules: Rules) -> None:
    after, made = synced(before, rules)
    conflicts = {conflict.key: conflict for conflict in made.conflicts}
    for key in KEYS:
        base = None if before.base is None else before.base[key]
        for value in (before.record[key], before.contact[key]):
            if same(key, value, base) or same(key, value, after.record[key]):
                continue
            conflict = conflicts[key]
            assert value in (conflict.record, conflict.contact)


@given(sides(), BOTH_WAYS)
def test_a_conflict_is_decided_once(before: Sides, rules: Rules) -> None:
    after, _ = synced(before, rules)
    _, made = synced(after, rules)
    assert made.conflicts == ()


@given(whole_values, st.data(), all_rules)
def test_what_nobody_changed_is_not_written(
    base: Values, data: st.DataObject, rules: Rules
) -> None:
    record = data.draw(perturbed(base))
    _, made = synced(Sides(base, record, base), rules)
    assert made.to_record == {}
    assert all(not same(key, record[key], base[key]) for key in made.to_contact)


@given(sides(), all_rules)
def test_consent_is_never_widened(before: Sides, rules: Rules) -> None:
    after, made = synced(before, rules)
    if made.consent.ended:  # by acts of people on both sides, see test_consent
        assert before.linked_out
        assert not before.flag
        assert after.mailable == before.mailable
        return
    if before.out:
        assert after.flag
        assert not {"0", "1"} & set((after.lists or {}).values())
    assert not after.mailable or before.mailable
