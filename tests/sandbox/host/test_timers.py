"""Timer functions: when they fire, on which host, and what happens after a stop."""

import time
from datetime import UTC, datetime, timedelta

from tests.sandbox.host.conftest import Bench, eventually

DAY = 24 * 3600
NEXT = "The next occurrence of 'tick' is"


def test_a_timer_fires_at_its_occurrences(bench: Bench) -> None:
    bench.tick = "*/2 * * * * *"
    bench.start()
    eventually(lambda: len(bench.trace("tick", "begin")) >= 2)
    first, second = bench.trace("tick", "begin")[:2]
    assert round(first["at"]) % 2 == 0
    assert round(second["at"] - first["at"]) == 2
    assert not first["pastDue"]


def test_moving_the_clock_makes_a_timer_due_once(bench: Bench) -> None:
    bench.tick = "0 0 3 * * *"
    host = bench.start()
    eventually(lambda: NEXT in host.child.output())
    assert bench.trace("tick") == []
    moved = host.control("POST", "clock", {"offsetSeconds": 3 * DAY})
    assert datetime.fromisoformat(moved["now"]) > datetime.now(UTC) + timedelta(days=2)
    (begin,) = eventually(lambda: bench.trace("tick", "begin"))
    assert begin["at"] > time.time() + 2 * DAY
    assert float(host.call("GET", "/api/clock").text) > time.time() + 2 * DAY
    time.sleep(1)
    assert len(bench.trace("tick", "begin")) == 1


def test_a_timer_does_not_overlap_itself(bench: Bench) -> None:
    bench.tick = "* * * * * *"
    bench.start(TICK_SECONDS="1.5")
    eventually(lambda: len(bench.trace("tick")) >= 6)
    stages = [line["stage"] for line in bench.trace("tick")]
    assert stages[:6] == ["begin", "end"] * 3


def test_occurrences_missed_while_stopped_fire_once_as_past_due(bench: Bench) -> None:
    bench.tick = "0 0 * * * *"
    host = bench.start()
    eventually(lambda: NEXT in host.child.output())
    assert host.child.terminate() == 0
    bench.start("--clock-offset", str(5 * 3600))
    eventually(lambda: bench.trace("tick", "end"))
    time.sleep(1)
    assert [line["pastDue"] for line in bench.trace("tick", "begin")] == [True]


def test_a_changed_schedule_is_not_past_due(bench: Bench) -> None:
    bench.tick = "0 0 * * * *"
    host = bench.start()
    eventually(lambda: NEXT in host.child.output())
    assert host.child.terminate() == 0
    bench.tick = "0 30 2 1 1 *"
    later = bench.start("--clock-offset", str(5 * 3600))
    time.sleep(1.5)
    assert later.control("GET", "invocations")["functions"]["tick"]["started"] == 0


def test_two_hosts_on_one_storage_run_a_timer_on_one_of_them(bench: Bench) -> None:
    bench.tick = "* * * * * *"
    bench.start()
    bench.start()
    eventually(lambda: len(bench.trace("tick", "begin")) >= 4)
    begins = bench.trace("tick", "begin")
    assert len({line["pid"] for line in begins}) == 1
    occurrences = [round(line["at"]) for line in begins]
    assert len(occurrences) == len(set(occurrences))


def test_another_host_takes_a_timer_over_when_its_owner_stops(bench: Bench) -> None:
    bench.tick = "* * * * * *"
    owner = bench.start()
    eventually(lambda: bench.trace("tick"))
    other = bench.start()
    pid = other.pid
    assert owner.child.terminate() == 0
    eventually(lambda: bench.trace("tick", pid=pid), seconds=5)


def test_another_host_takes_a_timer_over_when_the_lease_of_a_killed_one_is_out(
    bench: Bench,
) -> None:
    bench.tick = "* * * * * *"
    owner = bench.start("--timer-lease-seconds", "15")
    eventually(lambda: bench.trace("tick"))
    other = bench.start()
    pid = other.pid
    owner.child.kill()
    killed_at = time.monotonic()
    eventually(lambda: bench.trace("tick", pid=pid))
    assert 5 <= time.monotonic() - killed_at <= 18


def test_a_killed_host_of_the_same_instance_takes_its_timers_back_at_once(bench: Bench) -> None:
    bench.tick = "* * * * * *"
    first = bench.start("--instance", "one")
    eventually(lambda: bench.trace("tick"))
    first.child.kill()
    pid = bench.start("--instance", "one").pid
    assert eventually(lambda: bench.trace("tick", pid=pid), seconds=5)


def test_a_timer_is_fired_at_once_on_demand(bench: Bench) -> None:
    host = bench.start()
    assert host.control("POST", "fire/tick") == {"ok": True}
    (begin,) = bench.trace("tick", "begin")
    assert not begin["pastDue"]
