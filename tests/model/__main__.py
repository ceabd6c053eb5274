"""Tells histories until a law breaks: `python -m tests.model --seed 1 --steps 10000`.

The same seed gives the same history, told with `--tell`. After a violation the history is told
again without ever more of its steps, and what is left is printed."""

import argparse
import os
import sys
import time

from tests.model.machine import MACHINE


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.model")
    options.add_argument("--seed", default="1")
    options.add_argument("--steps", type=int, default=10_000)
    options.add_argument("--first", type=int, default=1, help="the episode to begin with")
    options.add_argument("--only", default="", help="steps of that episode, such as 3,17-20")
    options.add_argument("--tell", action="store_true", help="print what happens")
    options.add_argument("--no-shrink", dest="shrink", action="store_false")
    options.add_argument("--about-consent", action="store_true", help="do more that touches it")
    options.add_argument("--sabotage", default="", help="make the product wrong, see sabotage.py")
    given = options.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is part of a history
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [sys.executable, "-m", "tests.model", *sys.argv[1:]], environment)  # noqa: S606
    began = time.perf_counter()
    MACHINE.take_over()
    # Only now: the product keeps the clock that it finds.
    from tests.model.histories import Asked, tell_all
    from tests.model.sabotage import SABOTAGE

    if given.sabotage:
        SABOTAGE[given.sabotage]()
    asked = Asked(
        given.seed,
        given.steps,
        given.first,
        given.tell,
        given.shrink,
        given.only,
        given.about_consent,
    )
    broken = tell_all(asked)
    print(f"{time.perf_counter() - began:.1f} seconds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
