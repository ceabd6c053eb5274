"""The command line of the host. Knows nothing of what it starts."""

import argparse
import uuid
from dataclasses import dataclass
from pathlib import Path

LEASE_SECONDS = 20
TIMER_LEASE_SECONDS = 15
HTTP_LIMIT_SECONDS = 230.0
DRAIN_SECONDS = 60.0


@dataclass(frozen=True)
class Options:
    app: Path
    port: int
    control_port: int | None
    settings: Path | None
    env: dict[str, str]
    lease_seconds: int
    timer_lease_seconds: int
    http_limit_seconds: float
    drain_seconds: float
    host_id: str
    instance: str
    function_key: str
    clock_offset_seconds: float


def parse(arguments: list[str]) -> Options:
    """Ends the process with a usage message for options that are not good."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.host")
    add = parser.add_argument
    add("--app", type=Path, default=Path(), help="the folder with function_app.py and host.json")
    add("--port", type=int, default=7071)
    add("--control-port", type=int, help="opens the control server (control.py) on loopback")
    add("--settings", type=Path, help="local.settings.json; the environment wins over it")
    add("--env", action="append", default=[], metavar="KEY=VALUE", help="wins over both")
    add(
        "--lease-seconds",
        type=int,
        default=LEASE_SECONDS,
        help="how long a queue message is leased (600 in Azure); renewed at half time",
    )
    add(
        "--timer-lease-seconds",
        type=int,
        default=TIMER_LEASE_SECONDS,
        help="15 to 60: how long after a kill another host may take over the timers",
    )
    add("--http-limit-seconds", type=float, default=HTTP_LIMIT_SECONDS)
    add("--drain-seconds", type=float, default=DRAIN_SECONDS, help="grace after SIGTERM")
    add("--host-id", default="sandbox", help="equal for all hosts of one app on one storage")
    add("--instance", default="", help="a restart under the same name takes its timers back")
    add("--function-key", default="", help="opens functions that are not anonymous")
    add("--clock-offset", type=float, default=0.0, help="seconds, as by /_sandbox/clock")
    given = parser.parse_args(arguments)
    env = dict(pair.split("=", 1) for pair in given.env if "=" in pair)
    if len(env) != len(given.env):
        parser.error("--env takes KEY=VALUE, each key once")
    if not 15 <= given.timer_lease_seconds <= 60:
        parser.error("--timer-lease-seconds must be 15 to 60")
    if given.lease_seconds < 1:
        parser.error("--lease-seconds must be 1 or more")
    return Options(
        app=given.app.resolve(),
        port=given.port,
        control_port=given.control_port,
        settings=given.settings,
        env=env,
        lease_seconds=given.lease_seconds,
        timer_lease_seconds=given.timer_lease_seconds,
        http_limit_seconds=given.http_limit_seconds,
        drain_seconds=given.drain_seconds,
        host_id=given.host_id,
        instance=given.instance or str(uuid.uuid4()),
        function_key=given.function_key,
        clock_offset_seconds=given.clock_offset,
    )
