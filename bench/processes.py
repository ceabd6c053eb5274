"""Processor time of this process and those it started, and how much memory it ever held, from
Linux' /proc. Knows the names of the stand-ins."""

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
OWN = "bench itself"
NAMES = {
    "sandbox.host": "host",
    "azurite": "Azurite",
    "sandbox.dataverse": "Dataverse's stand-in",
    "sandbox.activecampaign": "ActiveCampaign's stand-in",
}


@dataclass(frozen=True)
class Spent:
    """A stretch of time, and the processor time that each process took of it, in seconds."""

    seconds: float
    cpu: Mapping[str, float]

    @property
    def shares(self) -> str:
        """The processor time of each process as a share of the stretch; two cores allow 200 %."""
        parts = (f"{name} {spent / self.seconds:.0%}" for name, spent in self.cpu.items())
        return "cpu: " + ", ".join(parts)


class Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._cpu = cpu_seconds()
        self._began = time.monotonic()

    def spent(self) -> Spent:
        seconds = time.monotonic() - self._began
        now = cpu_seconds()
        return Spent(
            seconds, {name: spent - self._cpu.get(name, 0.0) for name, spent in now.items()}
        )


def cpu_seconds() -> dict[str, float]:
    """By name: this process (with the engine, where it runs in here), and of those that it
    started, Azurite, the stand-ins and the host."""
    times = os.times()
    found = {OWN: times.user + times.system}
    for pid in _children():
        try:
            command = (PROC / pid / "cmdline").read_text().replace("\0", " ")
            stat = (PROC / pid / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        name = next((shown for part, shown in NAMES.items() if part in command), None)
        if name is not None:
            found[name] = (int(stat[11]) + int(stat[12])) / TICKS_PER_SECOND
    return found


def peak_memory_mib() -> float:
    """The most memory that this process ever held (`VmHWM`, resident)."""
    for line in (PROC / "self" / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmHWM")


def _children() -> list[str]:
    found: list[str] = []
    for task in (PROC / "self" / "task").iterdir():
        with contextlib.suppress(OSError):  # the thread has ended meanwhile
            found += (task / "children").read_text().split()
    return found
