"""A contact is held by at most one record of each entity, whoever is quicker."""

import threading
from uuid import uuid4

from shared.store.claims import Claim, ClaimStore
from shared.store.connection import Storage


def a_record() -> str:
    return str(uuid4())


def test_a_contact_is_held_by_one_record_of_each_entity(storage: Storage) -> None:
    claims = ClaimStore(storage)
    lead, other, contact = a_record(), a_record(), a_record()
    assert claims.take([Claim("7", "lead", lead), Claim("7", "contact", contact)]) == [
        lead,
        contact,
    ]
    assert claims.take([Claim("7", "lead", other)]) == [lead]
    assert claims.take([Claim("7", "lead", lead)]) == [lead]


def test_only_its_holder_gives_a_contact_free(storage: Storage) -> None:
    claims = ClaimStore(storage)
    lead, other, contact = a_record(), a_record(), a_record()
    claims.take([Claim("17", "lead", lead), Claim("17", "contact", contact)])
    claims.release(Claim("17", "lead", other))
    assert claims.take([Claim("17", "lead", other)]) == [lead]
    claims.release(Claim("17", "lead", lead))
    assert claims.take([Claim("17", "lead", other)]) == [other]
    assert claims.held(["17", "18"]) == [
        Claim("17", "contact", contact),
        Claim("17", "lead", other),
    ]


def test_two_claims_to_one_contact_in_one_go_have_one_winner(storage: Storage) -> None:
    first, second = a_record(), a_record()
    given = [Claim("27", "lead", first), Claim("27", "lead", second)]
    assert ClaimStore(storage).take(given) == [first, first]


def test_thousands_of_contacts_are_claimed_in_one_go(storage: Storage) -> None:
    claims = ClaimStore(storage)
    wanted = [Claim(str(number), "contact", a_record()) for number in range(20_000, 23_000)]
    assert claims.take(wanted) == [claim.record_id for claim in wanted]
    assert claims.held([claim.contact_id for claim in wanted]) == wanted


def test_of_many_claimants_at_once_exactly_one_wins(storage: Storage) -> None:
    claims = ClaimStore(storage)
    held: list[str] = []

    def take(record: str) -> None:
        held.extend(claims.take([Claim("8", "lead", record)]))

    threads = [threading.Thread(target=take, args=(a_record(),)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == len(threads)
    assert len(set(held)) == 1


def test_neighbours_claimed_at_once_do_not_disturb_each_other(storage: Storage) -> None:
    claims = ClaimStore(storage)
    wanted = [Claim(str(number), "lead", a_record()) for number in range(500, 540)]
    threads = [threading.Thread(target=claims.take, args=([claim],)) for claim in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert claims.held([claim.contact_id for claim in wanted]) == wanted
