"""`python -m sandbox.stage --package ZIP`: everything on loopback with Dynamics in front, small and
quick, for tests in a browser. Prints one line of JSON with the addresses, and ends when its input
does: it outlives nobody who started it."""

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from sandbox.world import World


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m sandbox.stage")
    options.add_argument("--package", type=Path, required=True, help="built solution")
    options.add_argument("--leads", type=int, default=60)
    options.add_argument("--contacts", type=int, default=140)
    options.add_argument("--ac-contacts", type=int, default=40)
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, _end)
    with (
        tempfile.TemporaryDirectory(prefix="stage-") as directory,
        World(
            directory=Path(directory),
            leads=chosen.leads,
            contacts=chosen.contacts,
            ac_contacts=chosen.ac_contacts,
        ) as world,
    ):
        world.start_host()
        world.start_shell(chosen.package)
        addresses = {
            "shell": world.shell_url,
            "app": world.app_url,
            "entra": world.entra_url,
            "dataverse": world.dataverse_url,
            "activecampaign": world.activecampaign_url,
            "key": world.activecampaign_key,
        }
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
