"""The most memory that the engine holds, with few and with many records."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.engine import world_of
from bench.figures import Figure
from bench.options import Options
from sandbox.child import Child, python

MOST_MIB = 256
FLAT = 1.15
"""The larger size may take so many times the memory of the smaller and still counts as flat."""

LONGEST_SECONDS = 3600.0


def measure(options: Options) -> Iterator[Figure]:
    """Both in a process of its own, which runs nothing but the engine."""
    small = _peak(options.small_memory)
    large = _peak(options.large_memory)
    sizes = f"{options.small_memory:,} and {options.large_memory:,} records"
    yield Figure(
        "peak memory",
        f"{small:.0f} and {large:.0f} MiB",
        f"flat, ≤ {MOST_MIB} MiB",
        large <= MOST_MIB and large <= FLAT * small,
        f"{sizes}; VmHWM over initial sync, a run without change, and one in which all changed",
    )


def _peak(records: int) -> float:
    with (
        world_of(contacts=records) as world,
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
    ):
        given = {
            "env": world.env,
            "activecampaign": world.activecampaign_url,
            "key": world.activecampaign_key,
            "dataverse": world.dataverse_url,
        }
        child = Child(
            "engine",
            python("bench.memory_child", json.dumps(given)),
            Path(directory) / "engine.log",
        )
        with child:
            status = child.wait(LONGEST_SECONDS)
            if status != 0:
                raise ChildProcessError(child.tail())
            return float(child.output().splitlines()[-1])
