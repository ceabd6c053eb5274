"""What a preview says is what the run then does; and it writes nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from sandbox.world import World
from shared.actions.entity_mapping import mapping_of
from shared.actions.models.mapping import MappingInput
from shared.actions.models.preview import PreviewedRecordOutput, PreviewOutput
from shared.actions.preview import preview_mapping
from shared.entities import ENTITIES, Entity
from shared.store.runs import Figures, Run
from shared.store.shared_numbers import PARTITION
from shared.sync.preview.changes import OPTED_OUT
from shared.sync.preview.reads import Budget
from shared.transport import Calls
from tests.integration.engine.two_systems import TwoSystems, new_email
from tests.integration.engine.webhook_receiver import WebhookReceiver

FIGURES = {
    "created": "create",
    "updated": "update",
    "unchanged": "none",
    "excluded": "excluded",
    "failing": "failing",
}
GOLD, SILVER = 727500000, 727500001
TIER, VIP = "field:6", "field:13"


def preview(
    systems: TwoSystems, entity: Entity, budget: Budget | None = None, **changes: Any
) -> PreviewOutput:
    """Of the mapping as it is saved, with `changes`."""
    content, _ = mapping_of(systems.app, entity)
    wanted = MappingInput.model_validate({**content.model_dump(by_alias=True), **changes})
    return preview_mapping(systems.app, entity, wanted, budget)


def foreseen(shown: PreviewOutput) -> dict[str, int]:
    return {name: getattr(shown, of) for name, of in FIGURES.items()}


def done(run: Run, entity: Entity) -> dict[str, int]:
    figures = run.entities.get(entity, Figures())
    return {name: getattr(figures, name) for name in FIGURES}


def of(shown: PreviewOutput, record_id: str) -> PreviewedRecordOutput:
    return next(one for one in shown.sample if one.id == record_id)


def changes(one: PreviewedRecordOutput) -> set[tuple[str, str, str | None, str | None]]:
    return {(change.field, change.side, change.before, change.after) for change in one.changes}


def stored(systems: TwoSystems) -> Mapping[str, Any]:
    """All rows of all tables, with their versions, but for the pace of calls that hosts share."""
    service = TableServiceClient.from_connection_string(systems.world.env["AzureWebJobsStorage"])
    return {
        table.name: {
            (row["PartitionKey"], row["RowKey"]): row.metadata["etag"]
            for row in service.get_table_client(table.name).list_entities()
            if row["PartitionKey"] != PARTITION
        }
        for table in service.list_tables()
    }


def linked(systems: TwoSystems, entity: Entity) -> int:
    pages = systems.app.links.all_links(entity)
    return sum(link.state == "linked" for page in pages for link in page)


@contextmanager
def a_world(
    tmp_path_factory: pytest.TempPathFactory,
    leads: int,
    contacts: int,
    ac_contacts: int,
    *options: str,
) -> Iterator[TwoSystems]:
    """Before the initial sync; `options` are those of ActiveCampaign."""
    with (
        WebhookReceiver() as receiver,
        World(
            directory=tmp_path_factory.mktemp("world"),
            leads=leads,
            contacts=contacts,
            ac_contacts=ac_contacts,
            limits=False,
            import_seconds=0.1,
            activecampaign_options=options,
            settings={"PUBLIC_URL": receiver.url},
        ) as world,
    ):
        yield TwoSystems(world, receiver)


def test_before_the_initial_sync_it_tells_what_that_does_and_writes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with a_world(tmp_path_factory, 100, 150, 80) as systems:
        rows, written = stored(systems), systems.writes()

        contacts, leads = preview(systems, "contact"), preview(systems, "lead")

        assert stored(systems) == rows
        assert systems.writes() == written
        run = systems.run_initial()
    assert foreseen(contacts) == done(run, "contact")
    assert foreseen(leads) == done(run, "lead")
    assert not contacts.estimated
    assert (contacts.examined, leads.examined) == (150, 100)
    assert min(contacts.create, contacts.update, contacts.excluded, leads.update) > 0


def test_in_sync_there_is_nothing_to_do(systems: TwoSystems) -> None:
    systems.settle()
    for entity in ENTITIES:
        shown = preview(systems, entity)
        assert (shown.create, shown.update) == (0, 0)
        assert shown.none == linked(systems, entity) - shown.failing
        assert shown.none + shown.excluded + shown.failing == shown.examined


def test_after_changes_on_both_sides_it_tells_what_the_next_run_does(systems: TwoSystems) -> None:
    shared = new_email()
    kept, kept_contact = systems.synced("contact", telephone1="1")
    dropped, _ = systems.synced("lead")
    systems.settle()
    before = {entity: preview(systems, entity) for entity in ENTITIES}
    known = {entity: systems.app.problems.record_ids(entity) for entity in ENTITIES}
    systems.lose_webhooks(lost=True)
    systems.new_record("contact", emailaddress1=shared, firstname="Speaks")
    spoken_for = systems.new_record("lead", emailaddress1=shared.upper(), firstname="Yields")
    systems.new_record("contact", emailaddress1=shared.title(), firstname="Speaks")
    systems.new_record("contact", emailaddress1="no address at all")
    systems.change_record("contact", kept, telephone1="2", cr1_tier=GOLD)
    systems.change_contact(kept_contact, lastName="Changed there")
    systems.delete_record("lead", dropped)
    asking = systems.new_contact(tags=["[D365: Lead]"])
    rows, written = stored(systems), systems.writes()

    after = {entity: preview(systems, entity) for entity in ENTITIES}

    assert stored(systems) == rows
    assert systems.writes() == written
    assert changes(of(after["contact"], kept)) == {
        ("phone", "activecampaign", "1", "2"),
        (TIER, "activecampaign", None, "Gold"),
        ("lastName", "dynamics", "Case", "Changed there"),
    }
    assert ("firstName", "dynamics", "Yields", "Speaks") in changes(of(after["lead"], spoken_for))
    assert [one.contact_id for one in after["lead"].sample if one.id is None] == [asking]
    run = systems.run_scheduled()
    for entity in ENTITIES:
        told, came = after[entity], done(run, entity)
        assert (told.create, told.update) == (came["created"], came["updated"]), entity
        assert told.excluded - before[entity].excluded == came["excluded"], entity
        appeared = len(systems.app.problems.record_ids(entity)) - len(known[entity])
        assert told.failing - before[entity].failing == appeared, entity
    assert (after["contact"].create, after["lead"].create) == (1, 1)


def test_a_lead_with_an_email_that_a_dynamics_contact_gives_up_or_not(systems: TwoSystems) -> None:
    given_up, kept = new_email(), new_email()
    free, taken = new_email(), new_email()
    one, _ = systems.synced("contact", emailaddress1=given_up)
    other, _ = systems.synced("contact", emailaddress1=kept)
    systems.new_contact(email=taken)
    systems.settle()
    systems.change_record("contact", one, emailaddress1=free)
    systems.change_record("contact", other, emailaddress1=taken)
    leads = [systems.new_record("lead", emailaddress1=mail) for mail in (given_up, kept)]

    shown = preview(systems, "lead")
    told = {lead: of(shown, lead).action for lead in leads}
    came = done(systems.run_scheduled(), "lead")

    assert (shown.create, shown.update) == (came["created"], came["updated"])
    assert told == {leads[0]: "create", leads[1]: "update"}
    assert systems.contacts_of(given_up)[0]["firstName"] == "Robin"


@pytest.fixture
def narrowed(systems: TwoSystems) -> Iterator[Mapping[str, Any]]:
    """A mapping of Dynamics contacts that differs in all its parts."""
    content, _ = mapping_of(systems.app, "contact")
    yield {
        "fields": [pair for pair in systems.pairs("contact") if pair["activecampaign"] != VIP],
        "conflict": "activecampaign",
        "scope": "criteria",
        "criteria": [{"field": "telephone1", "operator": "isNotEmpty", "value": None}],
    }
    systems.set_mapping("contact", **content.model_dump(by_alias=True))


def test_a_changed_mapping_is_foreseen_for_all_records(
    systems: TwoSystems, narrowed: Mapping[str, Any]
) -> None:
    systems.settle()
    shown = preview(systems, "contact", **narrowed)
    with_phone = sum(row["telephone1"] is not None for row in systems.records("contact"))

    systems.set_mapping("contact", **narrowed)
    came = done(systems.run_scheduled(), "contact")

    assert shown.matching == with_phone
    assert (shown.create, shown.update) == (came["created"], came["updated"])
    assert shown.failing == len(systems.app.problems.record_ids("contact"))
    assert shown.none == linked(systems, "contact") - shown.update - shown.failing
    assert shown.excluded > 5


def test_options_that_would_be_made_count_as_made_and_are_not_made(systems: TwoSystems) -> None:
    added = {"action": "add", "title": "Tier there", "type": "dropdown", "options": ["Gold"]}
    field = str(systems.world.activecampaign.post("/_sandbox/fields", added)["id"])
    record_id, _ = systems.synced("contact", cr1_tier=SILVER)
    systems.settle()

    def told(*, create: bool) -> set[tuple[str, str, str | None, str | None]]:
        pair = {"activecampaign": f"field:{field}", "dynamics": "cr1_tier"}
        more = {**pair, "direction": "outbound", "createOptions": create}
        shown = preview(systems, "contact", fields=[*systems.pairs("contact"), more])
        return {change for one in shown.sample if one.id == record_id for change in changes(one)}

    assert told(create=True) == {(f"field:{field}", "activecampaign", None, "Silver")}
    assert told(create=False) == set()
    fields = systems.app.activecampaign(Calls()).fields()
    assert [one.options for one in fields if one.id == field] == [("Gold",)]


SMALL = {"ends": 150, "run": 100, "page_size": 500}
PARTS = {
    "all contacts and some records": Budget(records=100, **SMALL),
    "some contacts and all records": Budget(contacts=100, **SMALL),
    "some of both": Budget(records=100, contacts=100, **SMALL),
    "more records than can be read": Budget(ends=150, run=100, page_size=100),
}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSystems]:
    with a_world(tmp_path_factory, 800, 1200, 600) as systems:
        yield systems


@pytest.fixture(scope="module")
def exact(large: TwoSystems) -> Mapping[Entity, PreviewOutput]:
    return {entity: preview(large, entity, Budget(sample=5_000)) for entity in ENTITIES}


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("budget", PARTS.values(), ids=PARTS)
def test_of_many_it_looks_at_a_part_and_estimates_the_whole_within_fifteen_calls(
    large: TwoSystems, exact: Mapping[Entity, PreviewOutput], entity: Entity, budget: Budget
) -> None:
    calls, written = large.calls(), large.writes()

    shown = preview(large, entity, budget)

    made = {side: count - calls[side] for side, count in large.calls().items()}
    assert max(made.values()) <= 15, made
    assert large.writes() == written
    whole = exact[entity]
    assert shown.estimated
    assert not whole.estimated
    assert shown.examined < whole.examined
    assert abs(sum(foreseen(shown).values()) - whole.examined) <= 2
    for name, count in foreseen(whole).items():
        assert abs(foreseen(shown)[name] - count) < 0.06 * whole.examined, name
    assert len(shown.sample) == 50
    told = {one.id: one for one in whole.sample}
    assert [fate(one) for one in shown.sample] == [fate(told[one.id]) for one in shown.sample]


def fate(one: PreviewedRecordOutput) -> tuple[Any, ...]:
    """What is said of a record, but for consent, which other records may bring it earlier."""
    mapped = [change for change in one.changes if change.field != OPTED_OUT]
    return one.id, one.contact_id, one.action, mapped, one.reason


def test_the_same_preview_twice_says_the_same(large: TwoSystems) -> None:
    budget = PARTS["some of both"]
    assert preview(large, "lead", budget) == preview(large, "lead", budget)


def test_of_many_in_sync_it_finds_contacts_by_links_and_index(systems: TwoSystems) -> None:
    few = Budget(records=10, contacts=10, ends=20, run=20)
    systems.settle()
    record, contact = systems.synced("contact")
    systems.settle()
    systems.lose_webhooks(lost=True)
    systems.change_contact(contact, phone="7")
    calls = systems.calls()

    shown = preview(systems, "contact", few)

    made = {side: count - calls[side] for side, count in systems.calls().items()}
    assert max(made.values()) <= 15, made
    assert shown.estimated
    assert changes(of(shown, record)) == {("phone", "dynamics", None, "7")}
    assert shown.update == 1
    assert shown.none > shown.excluded


def test_where_lists_hold_no_values_it_asks_for_a_few_contacts_and_estimates(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with a_world(tmp_path_factory, 40, 60, 150, "--no-include") as systems:
        calls = systems.calls()
        shown = preview(systems, "contact")
        made = {side: count - calls[side] for side, count in systems.calls().items()}
    assert max(made.values()) <= 15, made
    assert shown.estimated
    assert 0 < shown.examined < 60
    assert abs(sum(foreseen(shown).values()) - 60) <= 2
