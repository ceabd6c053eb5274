"""A child process: its output in a file, ready when it says so, killed with all it started.

Knows nothing of what the process is for."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60.0
_LOOK_SECONDS = 0.02
_TAIL_BYTES = 4000
_NEVER_EPHEMERAL = range(20_000, 32_768)


class ChildFailed(Exception):
    """A process did not get ready or did not end as asked; the text shows the end of its log."""


class Child:
    """Runs in a process group of its own. A context manager: starts on entry, kills on exit."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
    ) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._env = {**(os.environ if env is None else env), "PYTHONUNBUFFERED": "1"}
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Appends to the log; does not wait."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,
            )

    def said_ready(self) -> bool:
        """True once a line of this start's output begins with `ready`."""
        return any(line.startswith("ready") for line in self.output().splitlines())

    def wait_ready(
        self, ready: Callable[[], bool] | None = None, seconds: float = READY_SECONDS
    ) -> None:
        """Waits for the ready line, or for `ready`. Raises ChildFailed (and kills it) if it
        ends or takes longer."""
        until = time.monotonic() + seconds
        is_ready = ready or self.said_ready
        while not is_ready():
            ended = not self.running
            if ended or time.monotonic() > until:
                self.kill()
                what = "ended before it was ready" if ended else f"not ready in {seconds:g} s"
                raise ChildFailed(f"{self.name} {what}; the end of {self.log}:\n{self.tail()}")
            time.sleep(_LOOK_SECONDS)

    def output(self) -> str:
        """What it has written since its last start."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as lines:
            lines.seek(self._log_start)
            return lines.read().decode(errors="replace")

    def tail(self) -> str:
        return self.output()[-_TAIL_BYTES:]

    def wait(self, seconds: float) -> int:
        """The exit status. Raises ChildFailed if it still runs then."""
        assert self._process is not None
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ChildFailed(
                f"{self.name} still runs after {seconds:g} s; the end of {self.log}:\n{self.tail()}"
            ) from None

    def ask_to_end(self) -> None:
        """SIGTERM; does not wait."""
        self._signal(signal.SIGTERM)

    def terminate(self, seconds: float = READY_SECONDS) -> int:
        """SIGTERM, then its exit status; what outlives the time is killed, and raised."""
        self.ask_to_end()
        try:
            return self.wait(seconds)
        finally:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole group; nothing if it has ended."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    def __enter__(self) -> "Child":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this repository."""
    return [sys.executable, "-m", module, *arguments]


def free_ports(count: int) -> list[int]:
    """Ports that are free at this moment, all different, of those from which no system takes the
    near end of a connection: one that is free now is still free when the child wants it."""
    held: dict[int, socket.socket] = {}
    try:
        while len(held) < count:
            probe = socket.socket()
            port = random.choice(_NEVER_EPHEMERAL)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                probe.close()
            else:
                held[port] = probe
        return list(held)
    finally:
        for probe in held.values():
            probe.close()


def listens(port: int) -> bool:
    """True if something takes connections on this port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
