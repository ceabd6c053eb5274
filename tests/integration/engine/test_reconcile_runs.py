"""A reconciliation among other runs: it can be killed, gives way, rests, and is held."""

from contextlib import suppress
from typing import Any

import pytest

from shared.actions.housekeeping import keep_house
from shared.actions.runs import release_run
from shared.store.links import LinkStore
from shared.store.reconciliation import ReconciliationStore
from shared.store.runs import RunStore
from shared.sync import reconcile
from shared.sync.positions import Positions
from shared.sync.tick import start_reconciliation, tick_scheduled
from shared.transport import Calls
from tests.integration.engine.reconciling import (
    FLAG,
    UNSUBSCRIBED,
    assert_silent,
    linked,
    result,
)
from tests.integration.engine.two_systems import TwoSystems


class Killed(BaseException):
    """The host dies."""


def die_once_after(patch: pytest.MonkeyPatch, owner: object, name: str, deaths: list[str]) -> None:
    """Kills the worker right after it has called `owner.name` for the first time."""
    alive = getattr(owner, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        given = alive(*args, **kwargs)
        if name not in deaths:
            deaths.append(name)
            raise Killed(name)
        return given

    patch.setattr(owner, name, call)


class TestAmongOtherRuns:
    def test_killed_at_any_point_it_counts_and_repairs_everything_once(
        self, agreeing: TwoSystems, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outward, outward_contact = agreeing.synced("contact")
        inward, inward_contact = agreeing.synced("lead")
        agreeing.settle()
        agreeing.change_record("contact", outward, telephone1="2")
        agreeing.change_contact(inward_contact, phone="3")
        points = (
            (reconcile, "compare_links"),
            (ReconciliationStore, "suspect"),
            (Positions, "save_comparison"),
            (reconcile, "work_off"),
            (ReconciliationStore, "cleared"),
            (ReconciliationStore, "keep"),
            (RunStore, "finish"),
        )
        deaths: list[str] = []
        for owner, name in points:
            die_once_after(monkeypatch, owner, name, deaths)

        run = agreeing.start_reconciliation()
        for _ in range(len(points) + 2):
            with suppress(Killed):
                agreeing.work_off_steps()
            tick_scheduled(agreeing.app.engine)

        assert sorted(deaths) == sorted(name for _, name in points)
        ended = agreeing.app.runs.load(run.id)
        assert ended is not None
        assert ended.state == "done"
        found = result(agreeing)
        assert (found.compared, found.differences) == (linked(agreeing), 2)
        assert found.repaired == 2
        assert agreeing.contact(outward_contact)["phone"] == "2"
        assert agreeing.record("lead", inward)["telephone1"] == "3"
        assert agreeing.app.engine.states.load().reconcile_run_id is None
        assert_silent(agreeing)

    def test_it_pauses_for_a_scheduled_run_and_goes_on_where_it_was(
        self, agreeing: TwoSystems, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reconcile, "LINKS_AT_ONCE", 5)
        run = agreeing.start_reconciliation()
        look_up, finish = LinkStore.some, RunStore.finish
        looks: list[int] = []
        compared: list[int] = []

        def some(*args: Any) -> Any:
            looks.append(1)
            if len(looks) == 2:
                agreeing.make_due()
                tick_scheduled(agreeing.app.engine)
            return look_up(*args)

        def finished(*args: Any, **kwargs: Any) -> None:
            now = agreeing.app.runs.load(run.id)
            assert now is not None
            compared.append(sum(figures.read for figures in now.entities.values()))
            finish(*args, **kwargs)

        monkeypatch.setattr(LinkStore, "some", some)
        monkeypatch.setattr(RunStore, "finish", finished)
        agreeing.work_off_steps()

        newest, other = agreeing.app.runs.page(None, 2)[0]
        assert (newest.kind, newest.state) == ("scheduled", "done")
        assert (other.id, other.state) == (run.id, "done")
        when_scheduled_was_done, when_done = compared
        assert 5 <= when_scheduled_was_done <= 10
        assert when_done > 40
        assert result(agreeing).compared == linked(agreeing)

    def test_it_waits_until_no_other_run_is_under_way_and_the_tick_takes_it_up(
        self, agreeing: TwoSystems
    ) -> None:
        run = agreeing.start_reconciliation()
        agreeing.make_due()
        tick_scheduled(agreeing.app.engine)
        agreeing.work_off_steps()
        waiting = agreeing.app.runs.load(run.id)
        assert waiting is not None
        assert (waiting.state, waiting.entities) == ("running", {})

        tick_scheduled(agreeing.app.engine)
        agreeing.work_off_steps()
        ended = agreeing.app.runs.load(run.id)
        assert ended is not None
        assert ended.state == "done"

    def test_keeping_house_starts_one_and_no_second_beside_it(self, agreeing: TwoSystems) -> None:
        keep_house(agreeing.app)
        first = agreeing.app.engine.states.load().reconcile_run_id
        keep_house(agreeing.app)
        assert first is not None
        assert agreeing.app.engine.states.load().reconcile_run_id == first
        agreeing.work_off_steps()
        ended = agreeing.app.runs.load(first)
        assert ended is not None
        assert (ended.kind, ended.state) == ("reconcile", "done")

    def test_while_sync_is_off_none_begins_and_one_under_way_rests(
        self, agreeing: TwoSystems
    ) -> None:
        record_id, contact_id = agreeing.synced("contact")
        run = agreeing.start_reconciliation()
        agreeing.change_contact(contact_id, phone="4")
        agreeing.switch_global_sync(on=False)
        written = agreeing.writes()
        agreeing.work_off_steps()
        start_reconciliation(agreeing.app.engine)
        assert agreeing.app.engine.states.load().reconcile_run_id == run.id
        assert agreeing.writes() == written

        agreeing.switch_global_sync(on=True)
        tick_scheduled(agreeing.app.engine)
        agreeing.work_off_steps()
        assert agreeing.record("contact", record_id)["telephone1"] == "4"
        assert agreeing.app.engine.states.load().reconcile_run_id is None


def test_a_reconciliation_that_would_change_too_much_is_held_before_it_writes(
    agreeing: TwoSystems,
) -> None:
    people = [agreeing.new_record("contact") for _ in range(2)]
    agreeing.run_scheduled()
    contacts = [agreeing.contact_id("contact", record_id) for record_id in people]
    newsletter = int(agreeing.app.activecampaign(Calls()).lists()[0].id)
    for contact_id in contacts:
        agreeing.change_contact(contact_id, subscribe=[newsletter])
    agreeing.settle()
    agreeing.app.sync_settings.change({"fuse_unsubscribed": 1})
    for record_id in people:
        agreeing.change_record("contact", record_id, **{FLAG: True})
    written = agreeing.writes()
    try:
        run = agreeing.start_reconciliation()
        agreeing.work_off_steps()
        held = agreeing.app.runs.load(run.id)
    finally:
        agreeing.app.sync_settings.change({"fuse_unsubscribed": 500})
    assert held is not None
    assert held.state == "held"
    assert held.held is not None
    assert held.held["reasons"] == ["fuse.unsubscribed"]
    assert held.held["unsubscribed"] == 2
    assert agreeing.writes() == written

    release_run(agreeing.app, agreeing.admin, run.id)
    agreeing.work_off_steps()
    assert (result(agreeing).differences, result(agreeing).repaired) == (2, 2)
    for contact_id in contacts:
        assert set(agreeing.contact(contact_id)["lists"].values()) == {UNSUBSCRIBED}
