"""Queue functions: delivery, retry, poison, leases, kills, several hosts."""

import base64
import json
import time

from tests.sandbox.host.conftest import Bench, eventually


def test_a_message_is_worked_once_its_output_written_and_itself_deleted(bench: Bench) -> None:
    bench.start()
    bench.send(kind="ok", n=1)
    assert json.loads(eventually(lambda: bench.waiting("results"))[0]) == {"kind": "ok", "n": 1}
    eventually(lambda: bench.left("work") == 0)
    (begin,) = bench.trace("work", "begin")
    assert begin["dequeueCount"] == 1
    assert begin["inserted"] != "None"


def test_a_message_written_by_an_output_binding_reaches_its_function(bench: Bench) -> None:
    host = bench.start()
    assert host.call("POST", "/api/enqueue/ok", json={"n": 7}).status_code == 202
    assert eventually(lambda: bench.trace("work", "end", n=7), seconds=5)


def test_a_list_of_outputs_is_one_message_each(bench: Bench) -> None:
    bench.start()
    bench.send(kind="ok", copies=3)
    assert eventually(lambda: len(bench.waiting("results")) == 3)


def test_a_failing_message_is_poisoned_after_five_tries(bench: Bench) -> None:
    bench.start()
    bench.send(kind="fail", n=2)
    poisoned = eventually(lambda: bench.waiting("work-poison"))
    assert [json.loads(text) for text in poisoned] == [{"kind": "fail", "n": 2}]
    eventually(lambda: bench.left("work") == 0)
    assert [line["dequeueCount"] for line in bench.trace("work", "begin")] == [1, 2, 3, 4, 5]


def test_a_message_that_is_not_base64_is_poisoned_without_reaching_the_function(
    bench: Bench,
) -> None:
    bench.queue("work").send_message('{"kind": "plain text"}')
    bench.queue("work").send_message(base64.b64encode(b"\xff\xfe").decode())
    host = bench.start()
    eventually(lambda: len(bench.waiting("work-poison")) == 2)
    assert '{"kind": "plain text"}' in bench.waiting("work-poison")
    assert bench.trace("work") == []
    assert host.control("GET", "invocations")["functions"]["work"]["started"] == 0


def test_a_failed_message_comes_back_after_the_visibility_timeout(bench: Bench) -> None:
    bench.with_host_json(
        extensions={"queues": {"visibilityTimeout": "00:00:02", "maxPollingInterval": "00:00:01"}}
    )
    bench.start()
    bench.send(kind="fail")
    eventually(lambda: len(bench.trace("work", "begin")) >= 2)
    first, second = bench.trace("work", "begin")[:2]
    assert second["at"] - first["at"] >= 1.5


def test_a_function_that_outlasts_its_lease_keeps_its_message(bench: Bench) -> None:
    bench.start("--lease-seconds", "2")
    bench.start("--lease-seconds", "2")
    bench.send(kind="ok", seconds=5)
    eventually(lambda: bench.trace("work", "end"))
    eventually(lambda: bench.left("work") == 0)
    assert len(bench.trace("work", "begin")) == 1


def test_a_message_of_a_killed_host_is_delivered_again_after_its_lease(bench: Bench) -> None:
    host = bench.start("--lease-seconds", "3")
    bench.send(kind="ok", seconds=2)
    killed = eventually(lambda: bench.trace("work", "begin"))[0]
    host.child.kill()
    bench.start("--lease-seconds", "3")
    (end,) = eventually(lambda: bench.trace("work", "end"))
    assert end["dequeueCount"] == 2
    assert end["pid"] != killed["pid"]
    assert bench.trace("work", "begin")[1]["at"] - killed["at"] >= 2.5


def test_a_message_killed_five_times_is_poisoned_before_it_runs_again(bench: Bench) -> None:
    queue = bench.queue("work")
    bench.send(kind="ok")
    for _ in range(5):
        eventually(lambda: queue.receive_message(visibility_timeout=1))
    bench.start()
    eventually(lambda: bench.waiting("work-poison"))
    assert bench.trace("work") == []


def test_a_terminated_host_finishes_what_it_has_begun_and_takes_nothing_new(bench: Bench) -> None:
    host = bench.start()
    bench.send(kind="ok", n=1, seconds=2)
    eventually(lambda: bench.trace("work", "begin"))
    host.child.ask_to_end()
    time.sleep(0.2)
    bench.send(kind="ok", n=2)
    assert host.child.wait(10) == 0
    assert bench.trace("work", "end", n=1)
    assert not bench.trace("work", "begin", n=2)
    assert bench.left("work") == 1


def test_as_many_run_at_once_as_batch_and_threshold_allow(bench: Bench) -> None:
    for n in range(12):
        bench.send(kind="ok", n=n, seconds=1)
    bench.start()
    eventually(lambda: len(bench.trace("work", "end")) == 12)
    most = running = 0
    for line in bench.trace("work"):
        running += 1 if line["stage"] == "begin" else -1
        most = max(most, running)
    assert 4 <= most <= 6


def test_a_function_over_the_time_limit_costs_the_process_and_is_tried_again(bench: Bench) -> None:
    bench.with_host_json(functionTimeout="00:00:02")
    host = bench.start("--lease-seconds", "60")
    host.control("POST", "clock", {"offsetSeconds": 5000})
    bench.send(kind="ok", seconds=30)
    eventually(lambda: len(bench.trace("work", "begin")) == 2)
    first, second = bench.trace("work", "begin")
    assert (first["dequeueCount"], second["dequeueCount"]) == (1, 2)
    assert first["at"] + 1.9 < second["at"]
    assert "Timeout value of 2 s exceeded by function 'work'" in host.child.output()
    assert host.control("GET", "invocations")["functions"]["work"]["started"] == 1
    assert host.control("GET", "clock")["offsetSeconds"] == 5000


def test_two_hosts_share_a_queue_and_each_message_is_worked_once(bench: Bench) -> None:
    hosts = [bench.start(), bench.start()]
    for n in range(24):
        bench.send(kind="ok", n=n, seconds=0.2)
    eventually(lambda: len(bench.trace("work", "end")) == 24)
    ends = bench.trace("work", "end")
    assert sorted(line["n"] for line in ends) == list(range(24))
    assert {line["pid"] for line in ends} == {host.pid for host in hosts}
