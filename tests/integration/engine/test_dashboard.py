"""The dashboard tells what the lists hold, whatever happened to records, and what it all cost."""

from shared.actions.dashboard import dashboard_of
from shared.actions.models.base import RecordState
from shared.actions.models.dashboard import StateCounts
from shared.actions.records import records_page
from shared.entities import ENTITIES, Entity
from tests.integration.engine.two_systems import TwoSystems, new_email


def counted(systems: TwoSystems) -> dict[Entity, StateCounts]:
    return dashboard_of(systems.app).records


def turned(systems: TwoSystems) -> dict[Entity, StateCounts]:
    """What a person counts who turns all pages of the lists."""
    return {
        entity: StateCounts(
            in_sync=_number(systems, entity, "inSync"),
            excluded=_number(systems, entity, "excluded"),
            failing=_number(systems, entity, "failing"),
        )
        for entity in ENTITIES
    }


def _number(systems: TwoSystems, entity: Entity, state: RecordState) -> int:
    number, after = 0, None
    while True:
        page = records_page(systems.app, entity, state, after, 200)
        number, after = number + len(page.items), page.next
        if after is None:
            return number


def test_the_dashboard_counts_what_the_lists_hold(systems: TwoSystems) -> None:
    systems.settle()
    before = counted(systems)
    assert before == turned(systems)
    email = new_email()
    systems.new_record("lead", emailaddress1=email)
    duplicate = systems.new_record("lead", emailaddress1=email.upper())
    gone = systems.new_record("lead")
    systems.new_record("lead", emailaddress1=None)
    never = systems.new_record("contact", emailaddress1="nobody at home")
    at_first, _ = systems.synced("contact")

    now = counted(systems)
    assert now == turned(systems)
    assert now["lead"].in_sync == before["lead"].in_sync + 2
    assert now["lead"].excluded == before["lead"].excluded + 2
    assert now["contact"].failing == before["contact"].failing + 1

    systems.delete_record("lead", gone)
    systems.change_record("lead", duplicate, emailaddress1=new_email())
    systems.change_record("contact", at_first, emailaddress1="nobody either")
    systems.run_scheduled()

    later = counted(systems)
    assert later == turned(systems)
    assert later["lead"].excluded == now["lead"].excluded - 1
    assert later["contact"].failing == now["contact"].failing + 1

    for record_id in (never, at_first):
        systems.change_record("contact", record_id, emailaddress1=new_email())
    systems.run_scheduled()

    assert counted(systems) == turned(systems)
    assert counted(systems)["contact"].failing == before["contact"].failing


def test_a_dismissed_problem_is_in_no_list_and_no_count(systems: TwoSystems) -> None:
    record_id, _ = systems.synced("contact")
    systems.change_record("contact", record_id, emailaddress1="nobody at home")
    systems.run_scheduled()
    before = counted(systems)["contact"]

    systems.app.problems.dismiss(f"contact-{record_id}")

    now = counted(systems)
    assert now == turned(systems)
    assert now["contact"].failing == before.failing - 1
    assert now["contact"].in_sync == before.in_sync
    systems.delete_record("contact", record_id)
    systems.run_scheduled()


def test_the_calls_of_a_run_are_those_that_both_systems_saw(systems: TwoSystems) -> None:
    systems.settle()
    systems.app.counts.flush()
    budget = dashboard_of(systems.app).api_budget
    told = (budget.activecampaign.calls24h, budget.dynamics.calls24h)
    seen = systems.calls()

    systems.new_record("contact")
    systems.run_scheduled()
    systems.app.counts.flush()

    later, now = dashboard_of(systems.app).api_budget, systems.calls()
    assert now["activecampaign"] > seen["activecampaign"]
    assert later.activecampaign.calls24h - told[0] == now["activecampaign"] - seen["activecampaign"]
    assert later.dynamics.calls24h - told[1] == now["dataverse"] - seen["dataverse"]


def test_events_of_webhooks_are_told_by_day(systems: TwoSystems) -> None:
    _, contact_id = systems.synced("contact")
    systems.settle()
    systems.app.counts.flush()
    before = dashboard_of(systems.app).events[-1]

    systems.change_contact(contact_id, firstName="Renamed")
    systems.settled_automations()
    systems.settled_deliveries()
    waiting = dashboard_of(systems.app)
    systems.deliver_events()
    systems.app.counts.flush()

    now = dashboard_of(systems.app)
    assert waiting.events[-1].received > before.received
    assert waiting.backlog.events > 0
    assert now.events[-1].received == waiting.events[-1].received
    assert now.events[-1].applied == before.applied + waiting.backlog.events
    assert now.backlog.drain_seconds == 0 or now.backlog.records
