"""The host is killed at whatever instruction it is, again and again."""

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
