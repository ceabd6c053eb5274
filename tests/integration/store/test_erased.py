"""Of an erased person no more is kept than that they opted out, under a key that lies elsewhere."""

from datetime import datetime

import pytest

from shared.errors import RightMissing
from shared.store.connection import Storage
from shared.store.consent import ConsentChange, ConsentLedger, Erasing
from shared.store.erased import SECRET, ErasedKey, KeyBeingMade
from shared.store.keys import digest
from shared.store.leases import LeaseStore
from shared.store.secrets import TableSecrets
from tests.integration.conftest import Clock

ANN, BOB = "ann@example.org", "bob@example.org"
KEY = b"k" * 32


def change(at: datetime, *, out: bool = True, record_id: str = "record-1") -> ConsentChange:
    return ConsentChange(at, out, "flag", "run-1", "lead", record_id, "7")


def ledger(storage: Storage, key: bytes | None = KEY) -> ConsentLedger:
    return ConsentLedger(storage, lambda: key)


def erase(storage: Storage, email: str) -> Erasing:
    return ledger(storage).erase({email: False}, (), KEY)


@pytest.fixture
def erased(storage: Storage, clock: Clock) -> Storage:
    ledger(storage).note([(ANN, change(clock())), (BOB, change(clock(), record_id="record-2"))])
    assert erase(storage, ANN) == Erasing(1, opt_out_kept=True)
    return storage


def test_the_opt_out_is_known_and_nothing_of_the_address_is_found_without_the_key(
    erased: Storage,
) -> None:
    assert ledger(erased).opted_out([ANN, BOB, "eve@example.org"]) == {ANN, BOB}
    assert ledger(erased).newest(ANN, None, 10) == []
    assert ledger(erased, b"another key").opted_out([ANN, BOB]) == {BOB}
    assert digest(ANN) not in str([*erased.table("consent").list_entities()])


def test_a_key_that_was_lost_stops_rather_than_widens_consent(erased: Storage) -> None:
    with pytest.raises(RightMissing, match=SECRET):
        ledger(erased, None).opted_out([ANN])


def test_where_nobody_was_erased_no_key_is_needed(storage: Storage) -> None:
    assert ledger(storage, None).opted_out([ANN]) == set()


def test_consent_that_was_given_again_since_counts(erased: Storage, clock: Clock) -> None:
    ledger(erased).note([(ANN, change(clock(), out=False))])
    assert ledger(erased).opted_out([ANN]) == set()
    assert erase(erased, ANN) == Erasing(1, opt_out_kept=False)
    assert ledger(erased).opted_out([ANN]) == set()


def test_erased_twice_the_opt_out_stays(erased: Storage) -> None:
    assert erase(erased, ANN) == Erasing(0, opt_out_kept=True)
    assert ledger(erased).opted_out([ANN]) == {ANN}


def test_an_address_that_is_known_by_its_record_only_is_found(
    erased: Storage, clock: Clock
) -> None:
    former = "ann.before@example.org"
    ledger(erased).note([(former, change(clock(), record_id="record-3"))])
    digests = ledger(erased).digests_of(["record-3"])
    assert digests == {digest(former)}
    assert ledger(erased).erase({}, digests, KEY) == Erasing(1, opt_out_kept=True)
    assert ledger(erased).opted_out([former]) == {former}


def test_the_key_is_made_once_and_by_one_at_a_time(storage: Storage, clock: Clock) -> None:
    leases = LeaseStore(storage, clock)
    key = ErasedKey(TableSecrets(storage, "k" * 32))
    assert key.get() is None
    held = leases.take(SECRET, "another", 30)
    assert held is not None
    with pytest.raises(KeyBeingMade):
        key.made(leases)
    leases.release(held)
    made = key.made(leases)
    assert len(made) == 32
    assert key.made(leases) == key.get() == made
