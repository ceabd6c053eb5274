"""Records what the code of today stores, when a new format comes:

    python -m tests.integration.formats     writes <format>.json beside this file

A small world is synced, and everything happens in it that leaves a row."""

import json
import tempfile
from pathlib import Path

from sandbox.world import World
from shared.store.account_stores import stores_of
from shared.store.formats import FORMAT
from shared.store.sends import SendStore
from tests.integration.engine.two_systems import TwoSystems, new_email
from tests.integration.engine.webhook_receiver import WebhookReceiver
from tests.integration.formats.rows import FOLDER, REQUEST, RUN, dumped, facts


def live(systems: TwoSystems) -> None:
    systems.run_initial()
    double = new_email()
    record, contact = systems.synced("contact", emailaddress1=double)
    systems.new_record("contact", emailaddress1=double)
    systems.new_record("lead", emailaddress1="not an address")
    systems.change_record("contact", record, firstname="Here")
    systems.change_contact(contact, firstName="There")
    systems.run_scheduled()
    removed, _ = systems.synced("lead")
    systems.delete_record("lead", removed)
    out, _ = systems.synced("lead")
    systems.change_record("lead", out, donotbulkemail=True)
    systems.settle()
    systems.run_reconciliation()
    leave_what_passes(systems, record, contact)


def leave_what_passes(systems: TwoSystems, record: str, contact: str) -> None:
    """What is there only while something is under way, or by acts that a sync does not need."""
    app = systems.app
    app.sync_settings.change({"frequency_hours": 2, "timeline": True})
    acts = SendStore(app.storage, app.clock)
    acts.begin("enrol", REQUEST, "1", f"contact-{record}")
    acts.finish("enrol", REQUEST, "1", f"contact-{record}", status="refused", code="contact.gone")
    acts.begin("enrol", REQUEST, "1", "contact-under-way")
    app.counts.add("events", 3)
    app.counts.flush()
    known = stores_of(app.storage, 1, app.clock)
    known.live_events.put([(contact, app.clock(), "first", {"type": "open", "campaign[id]": "1"})])
    known.reconciliations.suspect(RUN, "contact", [record])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, WebhookReceiver() as receiver:
        world = World(
            directory=Path(folder),
            leads=2,
            contacts=3,
            ac_contacts=2,
            limits=False,
            import_seconds=0.1,
            settings={"PUBLIC_URL": receiver.url},
        )
        with world:
            systems = TwoSystems(world, receiver)
            live(systems)
            storage = systems.app.storage
            kept = {"facts": facts(storage), "rows": dumped(storage)}
            assert all(kept["rows"].values()), "a table is empty"
    file = FOLDER / f"{FORMAT}.json"
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
