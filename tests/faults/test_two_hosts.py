"""Two hosts on one storage: one run at a time, and the same end."""

from collections import Counter
from itertools import pairwise

from tests.faults.conftest import (
    LEASE_IS_OVER_SECONDS,
    OpenWorld,
    assert_nobody_is_lost_or_doubled,
    quiet,
    until,
    written,
)


def test_two_hosts_share_the_work_without_doubling_it(open_world: OpenWorld) -> None:
    with open_world(100, 150) as world:
        world.start_host(0)
        world.start_host(1)
        story = quiet(world)
        story.connect()
        story.initial_sync()
        story.quiet_run()
        runs = world.api("GET", "/api/runs?limit=100", person="ada")["items"]
        assert_nobody_is_lost_or_doubled(story, at_least=200)
    assert Counter(run["kind"] for run in runs)["initial"] == 1
    oldest_first = sorted(runs, key=lambda run: run["startedAt"])
    for earlier, later in pairwise(oldest_first):
        assert earlier["endedAt"] <= later["startedAt"]


def test_the_other_host_takes_over_when_one_is_killed(open_world: OpenWorld) -> None:
    """The clock then jumps past the lease, whoever held it: a host that still works finds that
    it has lost it, and both come to the same end."""
    with open_world(100, 150) as world:
        world.start_host(0)
        world.start_host(1)
        story = quiet(world)
        story.connect()
        until(lambda: written(world) > 0, "something is written")
        world.kill_host(1)
        world.move_clock(LEASE_IS_OVER_SECONDS)
        story.initial_sync()
        story.quiet_run()
        assert_nobody_is_lost_or_doubled(story, at_least=200)
