"""Web resources: the built pages and scripts, and the icons of solution/src.

Types and names by learn.microsoft.com, "Web resources" (read 2026-11-24); the size is the default
limit of an organisation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from tools.solution.sources import INTRODUCED, SOURCES
from tools.solution.xml import add, add_all, braced, component_id

PREFIX = "acd_/"
MOST_BYTES = 5 * 1024 * 1024
_TYPES = {".html": 1, ".css": 2, ".js": 3, ".png": 5, ".svg": 11}
_NAME = re.compile(r"acd_/[A-Za-z0-9_./]+")
_RIBBON = "ribbon"


class Refused(ValueError):
    """A file that Dynamics would not take as a web resource."""


@dataclass(frozen=True)
class WebResource:
    """`name` is that in Dynamics, such as `acd_/app/dashboard.html`."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or "//" in self.name:
            raise Refused(f"{self.name}: only letters, digits and _ . / are allowed")
        if Path(self.name).suffix not in _TYPES:
            raise Refused(f"{self.name}: no such type of web resource")
        if not 0 < len(self.content) < MOST_BYTES:
            raise Refused(f"{self.name}: {len(self.content)} bytes, the limit is {MOST_BYTES}")

    @property
    def id(self) -> str:
        return component_id("web resource", self.name)

    @property
    def type(self) -> int:
        return _TYPES[Path(self.name).suffix]

    @property
    def file(self) -> str:
        """Where it lies in the zip. As in exports the name ends in the id; slashes are left out."""
        return f"WebResources/{self.name.replace('/', '')}{self.id.upper()}"


def web_resources(pages: Path, sources: Path = SOURCES) -> tuple[WebResource, ...]:
    """By name. `pages` is what `make pages` built: its folder `ribbon` holds the scripts of the
    buttons, all else is the app. Raises Refused, and FileNotFoundError if nothing is built."""
    if not pages.is_dir():
        raise FileNotFoundError(f"{pages} is not there: build the pages first (make pages)")
    found = [*_files(pages), *_files(sources / "web_resources", icons=True)]
    return tuple(sorted(found, key=lambda one: one.name))


def add_web_resources(parent: Element, resources: tuple[WebResource, ...]) -> None:
    for one in resources:
        add_all(
            add(parent, "WebResource"),
            (
                ("WebResourceId", braced(one.id)),
                ("Name", one.name),
                ("DisplayName", one.name.removeprefix(PREFIX)),
                ("WebResourceType", str(one.type)),
                ("IntroducedVersion", INTRODUCED),
                ("IsEnabledForMobileClient", "0"),
                ("IsAvailableForMobileOffline", "0"),
                # Only a new version of the solution changes them.
                ("IsCustomizable", "0"),
                ("CanBeDeleted", "0"),
                ("IsHidden", "0"),
                ("FileName", f"/{one.file}"),
            ),
        )


def _files(folder: Path, *, icons: bool = False) -> Iterator[WebResource]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            own = icons or name.startswith(f"{_RIBBON}/")
            yield WebResource(f"{PREFIX}{name if own else f'app/{name}'}", path.read_bytes())
