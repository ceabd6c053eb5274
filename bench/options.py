"""How large the measures are. Knows no measure."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Sizes, in records; `small` and `large` are the two sizes of what must not grow."""

    changed: int
    small_links: int
    large_links: int
    initial: int
    small_memory: int
    large_memory: int
    webhooks: int
    interactive: int


def parse(names: Sequence[str]) -> tuple[list[str], Options]:
    """The measures asked for (all of `names` if none was), and their sizes."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    add = parser.add_argument
    add("measures", nargs="*", metavar="MEASURE", help=", ".join(names))
    add("--changed", type=int, default=5_000, help="records changed for the throughput")
    add("--small-links", type=int, default=1_000)
    add("--large-links", type=int, default=100_000, help="links of the run without change")
    add("--initial", type=int, default=60_000, help="records of the initial sync with limits on")
    add("--small-memory", type=int, default=10_000)
    add("--large-memory", type=int, default=200_000, help="records of the measure of memory")
    add("--webhooks", type=int, default=3_000)
    add("--interactive", type=int, default=8_000, help="records of the run that people act beside")
    given = vars(parser.parse_args())
    wanted = given.pop("measures") or list(names)
    unknown = set(wanted) - set(names)
    if unknown:
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    return wanted, Options(**given)
