"""The host is killed at whatever instruction it is, again and again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

import requests

from sandbox.world import World
from tests.faults.conftest import (
    LEASE_IS_OVER_SECONDS,
    OpenWorld,
    assert_nobody_is_lost_or_doubled,
    initial_state,
    quiet,
    until,
    written,
)

KILLS = 5


def _is_done(world: World) -> bool:
    return initial_state(world)["state"] == "done"


def test_a_host_killed_while_it_writes_loses_and_doubles_nothing(open_world: OpenWorld) -> None:
    killed_at_work = 0
    with open_world(200, 300) as world:
        world.start_host()
        story = quiet(world)
        story.connect()
        for _ in range(KILLS):
            before = written(world)
            until(lambda b=before: written(world) > b or _is_done(world), "something is written")
            killed_at_work += not _is_done(world)
            world.kill_host()
            world.start_host()
            world.move_clock(LEASE_IS_OVER_SECONDS)
        story.initial_sync()
        story.quiet_run()
        assert_nobody_is_lost_or_doubled(story, at_least=400)
        runs = world.api("GET", "/api/runs?limit=100", person="ada")["items"]
    assert killed_at_work >= 2
    assert sum(run["kind"] == "initial" for run in runs) == 1


def _mails(world: World) -> Counter[str]:
    outbox = world.activecampaign.get("/_sandbox/outbox")["items"]
    return Counter(mail["email"].casefold() for mail in outbox)


def _struck(world: World) -> bool:
    (fault,) = world.activecampaign.get("/_sandbox/faults")["items"]
    return bool(fault["struck"])


def test_a_host_killed_while_it_sends_mails_nobody_twice(open_world: OpenWorld) -> None:
    with open_world(10, 20) as world:
        world.start_host()
        story = quiet(world)
        story.connect()
        story.initial_sync()
        ids, request = [item["id"] for item in story.mailable("contact", 6)], str(uuid4())
        body: dict[str, Any] = {"entity": "contact", "ids": ids, "requestId": request}
        slow = {"kind": "delay", "path": "campaign_send", "skip": 2, "seconds": 3.0}
        world.activecampaign.post("/_sandbox/faults", slow)

        def send() -> list[str]:
            answer = world.api("POST", "/api/campaigns/2/send", person="sam", json=body)
            return [row["status"] for row in answer["results"]]

        with ThreadPoolExecutor(1) as threads:
            sending = threads.submit(send)
            until(lambda: _struck(world), "two mails are out and the third is on its way")
            world.kill_host()
            with suppress(requests.RequestException):
                sending.result()
        world.start_host()
        world.activecampaign.delete("/_sandbox/faults")

        assert Counter(send()) == {"done": 5, "unknown": 1}
        world.move_clock(LEASE_IS_OVER_SECONDS * 3)
        assert Counter(send()) == {"done": 5, "unknown": 1}
        known = world.api("GET", f"/api/sends/{request}", person="sam")
        assert (known["state"], known["processed"]) == ("done", 6)
        mails = _mails(world)
        assert set(mails.values()) == {1}
        assert mails.total() in (5, 6)
