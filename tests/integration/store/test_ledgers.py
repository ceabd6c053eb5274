"""What is written down for good: acts, runs, secrets, events."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.errors import ConfigurationError
from shared.store.audit import AuditStore
from shared.store.connection import Storage
from shared.store.events import EventQueue
from shared.store.runs import Figures, Run, RunStore
from shared.store.secrets import TableSecrets
from shared.store.sends import Act, SendStore, act_key
from tests.integration.conftest import Clock


def test_an_act_is_begun_once_and_answers_its_outcome_ever_after(
    storage: Storage, clock: Clock
) -> None:
    sends = SendStore(storage, clock)
    assert sends.begin("send", "request", "1", "ann@example.org") == "new"
    assert sends.begin("send", "request", "1", "ann@example.org") == Act("pending", "", "")
    sends.finish("send", "request", "1", "ann@example.org", status="done")
    assert sends.begin("send", "request", "1", "ann@example.org") == Act("done", "", "")
    assert sends.begin("send", "request", "1", "bob@example.org") == "new"


def test_an_act_that_came_to_nothing_is_begun_again_by_one_of_many(
    storage: Storage, clock: Clock
) -> None:
    sends = SendStore(storage, clock)
    sends.begin("send", "request", "1", "ann@example.org")
    sends.finish("send", "request", "1", "ann@example.org", status="failed", code="c")
    with ThreadPoolExecutor(4) as threads:
        begun = threads.map(
            lambda _: sends.begin("send", "request", "1", "ann@example.org"), range(4)
        )
    assert Counter(one == "new" for one in begun) == {True: 1, False: 3}


def test_the_acts_of_a_request_are_found_by_target_and_person(
    storage: Storage, clock: Clock
) -> None:
    sends = SendStore(storage, clock)
    sends.begin("send", "request", "1", "ann@example.org")
    sends.settle("send", "request", "1", "bob@example.org", status="already", code="c")
    sends.begin("send", "another", "1", "eve@example.org")
    sends.begin("enrol", "request", "1", "eve@example.org")
    acts = sends.of_request("send", "request")
    assert acts == {
        act_key("1", "ann@example.org"): Act("pending", "", ""),
        act_key("1", "bob@example.org"): Act("already", "c", ""),
    }
    assert {act.begun_at for act in acts.values()} == {clock()}


def test_runs_are_listed_newest_first_and_add_up(storage: Storage, clock: Clock) -> None:
    runs = RunStore(storage)
    for name in ("a", "b"):
        runs.create(Run.begun(name, "scheduled", clock()))
        clock.move(60)
    for _ in range(2):
        runs.add_figures("a", {"lead": Figures(read=5, created=2)}, {"dynamics": 1})
    runs.finish("a", "done", clock(), error=None)
    runs.finish("a", "failed", clock(), error="too late")
    page, _ = runs.page(None, 10)
    assert [run.id for run in page] == ["b", "a"]
    assert page[1].entities == {"lead": Figures(read=10, created=4)}
    assert (page[1].calls, page[1].state) == ({"dynamics": 2}, "done")


def test_old_runs_are_pruned_once_they_have_ended(storage: Storage, clock: Clock) -> None:
    runs = RunStore(storage)
    for name in ("old", "old-and-running"):
        runs.create(Run.begun(name, "scheduled", clock()))
    runs.finish("old", "done", clock(), error=None)
    clock.move(86_400)
    runs.create(Run.begun("new", "scheduled", clock()))
    assert runs.prune(clock() - timedelta(hours=1)) == 1
    assert [run.id for run in runs.page(None, 10)[0]] == ["new", "old-and-running"]
    assert runs.load("old") is None


def test_the_audit_is_read_newest_first(storage: Storage, clock: Clock) -> None:
    audit = AuditStore(storage)
    for act in ("one", "two"):
        audit.append(at=clock(), by="Ada", act=act, target="lead", detail="")
        clock.move(1)
    assert [entry.act for entry in audit.page(None, 10)[0]] == ["two", "one"]


def test_acts_are_kept_for_their_time_and_no_longer(storage: Storage, clock: Clock) -> None:
    audit = AuditStore(storage)
    for act in ("old", "young"):
        audit.append(at=clock(), by="Ada", act=act, target="lead", detail="")
        clock.move(86_400)
    assert audit.prune(clock() - timedelta(days=3)) == 0
    assert audit.prune(clock() - timedelta(hours=36)) == 1
    assert [entry.act for entry in audit.page(None, 10)[0]] == ["young"]


def test_a_secret_is_not_stored_in_the_clear(storage: Storage) -> None:
    secrets = TableSecrets(storage, "k" * 32)
    secrets.set("activecampaign-key", "very-secret")
    assert secrets.get("activecampaign-key") == "very-secret"
    stored = [str(row) for row in storage.table("documents").list_entities()]
    assert not any("very-secret" in row for row in stored)
    secrets.clear("activecampaign-key")
    assert secrets.get("activecampaign-key") is None


def test_another_key_says_which_setting_is_wrong(storage: Storage) -> None:
    TableSecrets(storage, "k" * 32).set("name", "value")
    with pytest.raises(ConfigurationError, match="LOCAL_SECRET_KEY"):
        TableSecrets(storage, "other" * 8).get("name")


def test_many_events_are_drained_and_deleted(storage: Storage) -> None:
    events = EventQueue(storage)
    events.delete(events.receive(1000))
    for number in range(40):
        events.enqueue({"type": "update", "contactId": str(number)})
    drained = events.receive(1000)
    assert {event.body["contactId"] for event in drained} == {str(n) for n in range(40)}
    events.delete(drained)
    assert events.receive(10) == []
