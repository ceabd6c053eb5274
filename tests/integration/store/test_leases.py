"""One holder at a time, and a fence that grows."""

import threading

from shared.store.connection import Storage
from shared.store.leases import LeaseStore
from tests.integration.conftest import Clock


def test_a_lease_is_held_by_one_until_it_ends(storage: Storage, clock: Clock) -> None:
    leases = LeaseStore(storage, clock)
    first = leases.take("run", "a", 60)
    assert first is not None
    assert leases.take("run", "b", 60) is None
    clock.move(61)
    second = leases.take("run", "b", 60)
    assert second is not None
    assert second.fence == first.fence + 1


def test_a_renewed_lease_goes_on(storage: Storage, clock: Clock) -> None:
    leases = LeaseStore(storage, clock)
    lease = leases.take("run", "a", 60)
    assert lease is not None
    clock.move(50)
    assert leases.renew(lease, 60) is not None
    clock.move(50)
    assert leases.take("run", "b", 60) is None


def test_who_lost_the_lease_can_neither_renew_nor_release_it(
    storage: Storage, clock: Clock
) -> None:
    leases = LeaseStore(storage, clock)
    old = leases.take("run", "a", 60)
    assert old is not None
    clock.move(61)
    assert leases.take("run", "b", 60) is not None
    assert leases.renew(old, 60) is None
    leases.release(old)
    assert leases.take("run", "c", 60) is None


def test_a_released_lease_is_free_at_once(storage: Storage, clock: Clock) -> None:
    leases = LeaseStore(storage, clock)
    lease = leases.take("run", "a", 60)
    assert lease is not None
    leases.release(lease)
    assert leases.take("run", "b", 60) is not None


def test_of_many_takers_at_once_exactly_one_holds_it(storage: Storage, clock: Clock) -> None:
    leases = LeaseStore(storage, clock)
    taken: list[object] = []

    def take(owner: str) -> None:
        taken.append(leases.take("run", owner, 60))

    threads = [threading.Thread(target=take, args=(str(number),)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in taken) == 1
