"""Starts the local Functions host: `python -m sandbox.host --app DIR --port N`.

Knows the life of the process: options, settings, log, signals, and the new start after a
worker was given up. Ends with status 1 and one `error` line for an app that cannot start."""

import asyncio
import logging
import os
import signal
import sys

from sandbox.host import options as command_line
from sandbox.host.app_settings import SettingsRefused, load_into_environment, read_values
from sandbox.host.clock import HostClock
from sandbox.host.host_json import read_host_json
from sandbox.host.running import End, Host
from sandbox.host.worker import WorkerRefused

_log = logging.getLogger("host")


async def serve(options: command_line.Options) -> tuple[End, float]:
    """Runs the host to its end; gives the clock's offset in seconds for a new start."""
    clock = HostClock(options.clock_offset_seconds)
    host = Host(options, read_host_json(options.app / "host.json"), clock)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, host.terminate)
    await host.start()
    end = await host.end()
    await host.finish(end)
    return end, clock.offset_seconds


def start_anew(offset_seconds: float) -> None:
    """Replaces this process by a new one with the same options, at the same clock."""
    sys.stdout.flush()
    arguments = [*sys.argv[1:], "--clock-offset", str(offset_seconds)]
    os.execv(sys.executable, [sys.executable, "-m", "sandbox.host", *arguments])  # noqa: S606


def main() -> None:
    logging.basicConfig(
        stream=sys.stdout,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    # The worker's own line about what it indexed grows with the square of the functions.
    logging.getLogger("azure.functions").setLevel(logging.WARNING)
    options = command_line.parse(sys.argv[1:])
    try:
        values = read_values(options.settings) if options.settings else {}
        for name in load_into_environment(values, options.env):
            _log.info("%s is taken from the environment, not from the settings file", name)
        end, offset_seconds = asyncio.run(serve(options))
    except (SettingsRefused, WorkerRefused) as refusal:
        sys.stdout.write(f"error {refusal}\n")
        sys.exit(1)
    if end == "workerDied":
        start_anew(offset_seconds)
    # What runs in a thread beyond the grace cannot be stopped but by ending the process.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
