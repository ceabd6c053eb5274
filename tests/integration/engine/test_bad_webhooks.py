"""What may come by a webhook besides honest news: no harm, and no storm of calls."""

from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from shared.actions.receive import receive
from shared.errors import AppError
from shared.store.connection import EVENTS_QUEUE, Storage
from shared.store.events import EventQueue
from shared.sync.events import apply_events
from shared.transport import Calls
from tests.integration.engine.two_systems import TwoSystems
from tests.model.storage import Account, MemoryStorage

FORM = "application/x-www-form-urlencoded"
A_STORM = 10_000


@pytest.fixture(scope="module")
def person(synced_systems: TwoSystems) -> tuple[str, str]:
    """A record in sync and its contact; nothing is on its way."""
    found = synced_systems.synced("contact", firstname="Ann")
    synced_systems.settle()
    return found


def body(contact_id: str, **claims: str) -> bytes:
    """A delivery as ActiveCampaign sends it, with what it claims of the contact."""
    named = {f"contact[{name}]": value for name, value in claims.items() if name != "type"}
    told = {"type": claims.get("type", "update"), "contact[id]": contact_id, **named}
    return urlencode({**told, "date_time": "2026-10-30T08:00:00-05:00"}).encode()


def deliver(systems: TwoSystems, *bodies: bytes) -> None:
    """Whatever of this is taken is worked off."""
    (webhook,) = [
        one
        for one in systems.app.activecampaign(Calls()).webhooks()
        if one.url.startswith(systems.app.settings.public_url)
    ]
    secret = parse_qs(urlsplit(webhook.url).query)["secret"][0]
    for one in bodies:
        try:
            receive(systems.app, secret, one, FORM)
        except AppError:
            continue  # answered by 4xx
    systems.deliver_events()


def calls_for(systems: TwoSystems, *bodies: bytes) -> tuple[int, int, int]:
    """Calls to both systems and rows written, beyond that of finding the secret."""
    calls, writes = dict(systems.calls()), systems.writes()
    deliver(systems, *bodies)
    after = systems.calls()
    return (
        after["activecampaign"] - calls["activecampaign"] - 1,
        after["dataverse"] - calls["dataverse"],
        systems.writes() - writes,
    )


def test_a_truncated_body(systems: TwoSystems, person: tuple[str, str]) -> None:
    whole = body(person[1], first_name="Eve", email="eve@example.org")
    cut = [whole[:length] for length in range(0, len(whole), 7)]
    activecampaign, dataverse, written = calls_for(systems, *cut)
    assert (dataverse, written) == (0, 0)
    assert activecampaign <= 1  # all that name a contact at all are read at once


@pytest.mark.parametrize("kind", ["no_such_event", "", "deal_update", "x" * 5000])
def test_an_event_of_unknown_type_is_a_hint_at_most(
    systems: TwoSystems, person: tuple[str, str], kind: str
) -> None:
    activecampaign, dataverse, written = calls_for(
        systems, body(person[1], type=kind, first_name="Eve")
    )
    assert (dataverse, written) == (0, 0)
    assert activecampaign <= 1
    assert systems.record("contact", person[0])["firstname"] == "Ann"


@pytest.mark.parametrize("contact_id", ["999999999", "0", "-1", "1e9", "9" * 400, "1 or 1", ""])
def test_a_contact_that_does_not_exist(systems: TwoSystems, contact_id: str) -> None:
    activecampaign, dataverse, written = calls_for(systems, body(contact_id, email="no@x.example"))
    assert (dataverse, written) == (0, 0)
    assert activecampaign <= 1


def test_data_of_another_account_is_not_believed(
    systems: TwoSystems, person: tuple[str, str]
) -> None:
    """There the same id is somebody else's, who has unsubscribed."""
    record_id, contact_id = person
    before = systems.record("contact", record_id), systems.contact(contact_id)
    foreign = body(
        contact_id, type="unsubscribe", email="eve@example.org", first_name="Eve", phone="0"
    )
    assert calls_for(systems, foreign)[1:] == (0, 0)
    assert (systems.record("contact", record_id), systems.contact(contact_id)) == before


def test_last_months_delivery_again(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", firstname="Ann")
    old = body(contact_id, first_name="Ann")
    systems.change_contact(contact_id, firstName="Anna")
    systems.settle()
    assert calls_for(systems, old, old)[1:] == (0, 0)
    assert systems.record("contact", record_id)["firstname"] == "Anna"


def test_ten_thousand_for_one_contact(systems: TwoSystems) -> None:
    """They wait in a queue in memory: it is the work on them that is counted."""
    record_id, contact_id = systems.synced("contact", firstname="Ann")
    systems.deliver_events()
    systems.lose_webhooks(lost=True)
    systems.change_contact(contact_id, firstName="Storm")
    systems.lose_webhooks(lost=False)
    memory = MemoryStorage(Account(), lambda _, act: act())
    queue = EventQueue(cast(Storage, memory))
    for number in range(A_STORM):
        queue.enqueue({"id": str(number), "contactId": contact_id, "type": "update"})
    before, writes = dict(systems.calls()), systems.writes()
    waiting = memory.queue(EVENTS_QUEUE)
    while messages := waiting.receive_messages(max_messages=1, visibility_timeout=600):
        waiting.delete_message(messages[0].id, messages[0].pop_receipt)
        apply_events(systems.app.engine, queue, systems.app.counts, {"contactId": contact_id})
    after = systems.calls()
    assert systems.record("contact", record_id)["firstname"] == "Storm"
    assert systems.writes() - writes == 1
    assert after["activecampaign"] - before["activecampaign"] <= A_STORM / 500 + 1
    assert after["dataverse"] - before["dataverse"] <= 3
