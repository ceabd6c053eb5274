"""`python -m bench [measure...]`: measures, prints the table. Ends with 1 only if one broke."""

import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping

from rich.console import Console

from bench import imports, initial, interactive, memory, planning, quiet, throughput, webhooks
from bench.figures import Figure, show
from bench.options import Options, parse

MEASURES: Mapping[str, Callable[[Options], Iterator[Figure]]] = {
    "imports": imports.measure,
    "planning": planning.measure,
    "throughput": throughput.measure,
    "quiet": quiet.measure,
    "initial": initial.measure,
    "interactive": interactive.measure,
    "memory": memory.measure,
    "webhooks": webhooks.measure,
}
WIDTH = 150


def main() -> int:
    names, options = parse(list(MEASURES))
    logging.disable(logging.WARNING)  # the figures are what is to be seen
    console = Console(highlight=False, width=WIDTH)
    figures: list[Figure] = []
    broken = False
    for name in names:
        began = time.monotonic()
        try:
            for figure in MEASURES[name](options):
                figures.append(figure)
                console.print(f"{figure.measure}: {figure.figure} ({figure.note})")
        except Exception:  # noqa: BLE001 - the others are to be measured all the same
            broken = True
            figures.append(Figure(name, "broke", met=False))
            traceback.print_exc()
        console.print(f"[dim]{name} took {time.monotonic() - began:.0f} s[/]")
    show(console, figures)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
