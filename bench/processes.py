"""Processor time of this process and those it started, and how much memory it ever held, from
Linux' /proc. Knows the names of the stand-ins."""

import os
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
NAMES = {
    "sandbox.host": "host",
    "azurite": "Azurite",
    "sandbox.dataverse": "Dataverse's stand-in",
    "sandbox.activecampaign": "ActiveCampaign's stand-in",
}


def cpu_seconds() -> dict[str, float]:
    """By name: the engine (this process), Azurite and the stand-ins, as far as it started them."""
    times = os.times()
    found = {"engine": times.user + times.system}
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
    tasks = PROC / "self" / "task"
    return [pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()]
