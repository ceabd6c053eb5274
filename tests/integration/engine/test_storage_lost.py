"""The storage account is lost with all that was in it. What the app knew is found again by
matching, without a write where both sides agree; what cannot be found is said below."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from shared.actions.configuration import configuration_of, set_configuration
from shared.actions.models.configuration import ConfigurationInput
from shared.entities import ENTITIES
from shared.settings import load_settings
from shared.store.consent import ConsentLedger
from shared.store.runs import Run
from shared.transport import Calls
from shared.wiring import build
from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.two_systems import TwoSystems, new_email

FLAG = "donotbulkemail"

Known = dict[str, tuple[str | None, str, dict[str, Any]]]
"""Record id -> contact id, state and base of its link."""


@dataclass(frozen=True)
class Rebuilt:
    """What was before the loss, and the initial sync after it."""

    systems: TwoSystems
    flagged: str
    unsubscribed: str
    asked_for: str
    deleted: str
    links: Known
    contacts: list[dict[str, Any]]
    writes: int
    outbox: list[dict[str, Any]]
    run: Run


def lose_storage(systems: TwoSystems) -> None:
    """Deletes every table and queue, and starts the app anew on what is left."""
    connection = systems.world.env["AzureWebJobsStorage"]
    tables = TableServiceClient.from_connection_string(connection)
    for table in tables.list_tables():
        tables.delete_table(table.name)
    queues = QueueServiceClient.from_connection_string(connection)
    for queue in queues.list_queues():
        queues.delete_queue(queue.name)
    systems.app = build(load_settings(systems.world.env))


def reconnect(systems: TwoSystems, kept: ConfigurationInput) -> None:
    """As docs/lifecycle.md says: global sync off first, so that nothing is synced by the
    standard mapping that a connection begins with."""
    systems.switch_global_sync(on=False)
    systems.connect(systems.world.activecampaign_url, systems.world.activecampaign_key)
    set_configuration(systems.app, systems.admin, kept)


def linked(systems: TwoSystems) -> Known:
    return {
        link.record_id: (link.contact_id, link.state, dict(link.base))
        for entity in ENTITIES
        for page in systems.app.links.all_links(entity)
        for link in page
        if link.state == "linked"
    }


def kept_document(systems: TwoSystems) -> ConfigurationInput:
    """Through JSON, as a file holds it."""
    text = configuration_of(systems.app)[0].model_dump_json(by_alias=True)
    return ConfigurationInput.model_validate_json(text)


@pytest.fixture(scope="module")
def rebuilt(open_systems: OpenSystems) -> Iterator[Rebuilt]:
    flagged, unsubscribed, asked_for = new_email(), new_email(), new_email()
    with open_systems() as systems:
        systems.run_initial()
        lists = [int(one.id) for one in systems.app.activecampaign(Calls()).lists()]
        systems.new_record("contact", emailaddress1=flagged, **{FLAG: True})
        _, contact_id = systems.synced("lead", emailaddress1=unsubscribed)
        systems.change_contact(contact_id, subscribe=lists)
        systems.change_contact(contact_id, optOut=True)
        systems.new_contact(email=asked_for, tags=["[D365: Lead]"])
        systems.settle()
        deleted, gone = systems.synced("contact")
        systems.delete_contact(gone)
        systems.run_reconciliation()
        systems.settle()
        kept, links, contacts = kept_document(systems), linked(systems), systems.contacts()
        writes = systems.writes()
        outbox = systems.world.activecampaign.get("/_sandbox/outbox")["items"]

        lose_storage(systems)
        assert systems.app.connection_store.load() is None
        assert linked(systems) == {}
        reconnect(systems, kept)
        registered = systems.world.activecampaign.get("/_sandbox/state")["webhooks"]["registered"]
        assert registered == 1, "the webhook of then is replaced, not left beside the new one"
        writes += 2  # of that
        run = systems.run_initial()
        yield Rebuilt(
            systems, flagged, unsubscribed, asked_for, deleted, links, contacts, writes, outbox, run
        )


def test_every_link_is_found_again_with_its_base(rebuilt: Rebuilt) -> None:
    found = linked(rebuilt.systems)
    found.pop(rebuilt.deleted)
    assert found == rebuilt.links
    assert len(found) > 40


def test_nothing_is_written_to_whom_both_sides_agree_about(rebuilt: Rebuilt) -> None:
    """The one contact that is made is that of the person below."""
    systems = rebuilt.systems
    created = {name: figures.created for name, figures in rebuilt.run.entities.items()}
    updated = {name: figures.updated for name, figures in rebuilt.run.entities.items()}
    assert created == {"contact": 1, "lead": 0}
    assert updated == {"contact": 0, "lead": 0}
    assert systems.writes() == rebuilt.writes + 1
    contacts = {row["id"]: row for row in systems.contacts()}
    for row in rebuilt.contacts:
        assert contacts[row["id"]] == row


def test_nothing_is_written_by_later_runs_either(rebuilt: Rebuilt) -> None:
    before = rebuilt.systems.writes()
    rebuilt.systems.settle()
    rebuilt.systems.run_reconciliation()
    assert rebuilt.systems.writes() == before
    assert rebuilt.systems.compare().differences == []


def test_nobody_gets_a_mail_by_it(rebuilt: Rebuilt) -> None:
    outbox = rebuilt.systems.world.activecampaign.get("/_sandbox/outbox")["items"]
    assert outbox == rebuilt.outbox


def test_opt_outs_that_a_side_shows_are_in_the_ledger_again(rebuilt: Rebuilt) -> None:
    ledger = ConsentLedger(rebuilt.systems.app.storage)
    emails = [rebuilt.flagged, rebuilt.unsubscribed, rebuilt.asked_for]
    assert ledger.opted_out(emails) == {rebuilt.flagged, rebuilt.unsubscribed}


def test_a_contact_of_activecampaigns_own_is_not_said_to_come_from_dynamics(
    rebuilt: Rebuilt,
) -> None:
    tags = set(rebuilt.systems.contacts_of(rebuilt.asked_for)[0]["tags"])
    assert "[D365: Pulled from ActiveCampaign]" in tags
    assert "[D365: Pushed from Dynamics]" not in tags


def test_that_a_contact_was_deleted_is_forgotten_and_it_is_made_again(rebuilt: Rebuilt) -> None:
    """The loss that is told in docs/lifecycle.md; who had opted out is still flagged."""
    assert rebuilt.deleted not in rebuilt.links
    assert rebuilt.systems.contact_id("contact", rebuilt.deleted)
