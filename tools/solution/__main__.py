"""Builds dist/ActiveCampaignForDynamics.zip and its managed twin from the built pages."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from shared.triggers.http.version import VERSION
from tools.archive import write_archive
from tools.solution import sources
from tools.solution.customizations import customizations
from tools.solution.environment import variable_file
from tools.solution.manifest import CONTENT_TYPES, content_types, solution
from tools.solution.web_resources import web_resources

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "solution" / "app" / "dist"
NAMES = {False: "ActiveCampaignForDynamics.zip", True: "ActiveCampaignForDynamics_managed.zip"}


def parts(pages: Path, *, managed: bool, version: str = VERSION) -> Iterator[tuple[str, bytes]]:
    """The files of the zip, in its order. Raises FileNotFoundError if no pages are built, Refused
    for a file that Dynamics would not take."""
    resources = web_resources(pages)
    yield CONTENT_TYPES, content_types(resources)
    yield "customizations.xml", customizations(resources)
    yield "solution.xml", solution(version, resources, managed=managed)
    yield from map(variable_file, sources.variables())
    yield from ((one.file, one.content) for one in resources)


def build(pages: Path = PAGES, target: Path = ROOT / "dist") -> list[Path]:
    """Writes both zips into the folder `target`. Raises as `parts`."""
    return [
        write_archive(target / name, parts(pages, managed=managed))
        for managed, name in NAMES.items()
    ]


def main() -> None:
    for zipped in build():
        content = zipped.read_bytes()
        sys.stdout.write(
            f"{zipped.relative_to(ROOT)}: {len(content) / 1024:.0f} KiB, "
            f"sha256 {hashlib.sha256(content).hexdigest()}\n"
        )


if __name__ == "__main__":
    main()
