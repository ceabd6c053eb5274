"""`python -m sandbox.demo`: starts everything on loopback, tells the story, and stays up."""

import argparse
import contextlib
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from rich.console import Console

from sandbox.demo.story import Story, StoryFailed
from sandbox.world import World

LEADS, CONTACTS, ACTIVECAMPAIGN_CONTACTS = 2000, 3000, 800
TICK = "*/5 * * * * *"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m sandbox.demo")
    options.add_argument("--exit", action="store_true", help="end after the story")
    options.add_argument("--only-start", action="store_true", help="tell no story")
    options.add_argument("--package", type=Path, help="built solution, to show Dynamics with it")
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, _end)  # so that everything that was started ends, too
    console = Console(highlight=False, soft_wrap=True)
    with (
        tempfile.TemporaryDirectory(prefix="demo-") as directory,
        World(
            directory=Path(directory),
            leads=LEADS,
            contacts=CONTACTS,
            ac_contacts=ACTIVECAMPAIGN_CONTACTS,
            tick=TICK,
        ) as world,
    ):
        world.start_host()
        shown = chosen.package is not None and chosen.package.exists()
        if shown:
            world.start_shell(chosen.package)
        agreed = True if chosen.only_start else _tell(world, console)
        if chosen.exit:
            return 0 if agreed else 1
        _show_around(world, console, shell=shown)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _tell(world: World, console: Console) -> bool:
    story = Story(world, console)
    try:
        story.connect()
        story.initial_sync()
        story.change_in_dynamics()
        story.enrol()
        story.send()
        story.quiet_run()
        result = story.compare()
    except StoryFailed as fault:
        console.print(f"[red]The story broke off:[/] {fault}")
        console.print(world.log_tail())
        return False
    console.print(
        f"Compared [bold]{result.people}[/] linked people, {result.values} values: "
        f"[bold]{len(result.differences)}[/] differences."
    )
    for line in result.differences[:20]:
        console.print(f"  {line}")
    return not result.differences


def _show_around(world: World, console: Console, *, shell: bool) -> None:
    if shell:
        console.print(
            f"""
Open [bold]{world.shell_url}/[/] in a browser: Dynamics, imitated, with the app in it.
At sign-in the browser warns of a certificate, once: it was made for this start."""
        )
    else:
        console.print("\nDynamics in a browser is left out: `make solution` did not succeed.")
    console.print(
        f"""
The function app   {world.app_url}/api/health
Dynamics           {world.dataverse_url}/_sandbox/state
ActiveCampaign     {world.activecampaign_url}/_sandbox/state   (key {world.activecampaign_key})

Try a call as the administrator:
  curl -H "Authorization: Bearer {world.token("ada")}" {world.app_url}/api/runs

Ctrl-C ends it."""
    )


if __name__ == "__main__":
    sys.exit(main())
