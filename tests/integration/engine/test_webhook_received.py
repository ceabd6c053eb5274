"""The connection tells when ActiveCampaign last called, whenever the event is worked off."""

import time
from datetime import datetime

from tests.integration.engine.two_systems import TwoSystems


def last_received(systems: TwoSystems) -> datetime | None:
    connection = systems.app.connection_store.load()
    assert connection is not None
    return connection.webhook_last_received_at


def test_it_is_when_the_event_came_not_when_it_was_worked_off(systems: TwoSystems) -> None:
    _, contact_id = systems.synced("contact")
    systems.settle()
    store = systems.app.connection_store
    known = store.load()
    assert known is not None
    store.save(known.model_copy(update={"webhook_last_received_at": None}))
    began = systems.app.clock()
    systems.change_contact(contact_id, phone="+1 555 0177")
    systems.settled_automations()
    systems.settled_deliveries()
    came = systems.app.clock()
    time.sleep(0.2)

    systems.deliver_events()

    noted = last_received(systems)
    assert noted is not None
    assert began <= noted <= came


def test_it_is_noted_while_global_sync_is_off(systems: TwoSystems) -> None:
    store = systems.app.connection_store
    known = store.load()
    assert known is not None
    _, contact_id = systems.synced("contact")
    systems.deliver_events()
    store.save(known.model_copy(update={"webhook_last_received_at": None}))
    systems.switch_global_sync(on=False)

    systems.change_contact(contact_id, phone="+1 555 0178")
    systems.deliver_events()

    assert last_received(systems) is not None
