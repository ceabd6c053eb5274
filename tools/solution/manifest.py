"""solution.xml and [Content_Types].xml: what is in the zip, and as which version."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from tools.solution import sources
from tools.solution.web_resources import WebResource
from tools.solution.xml import add, braced, document

CONTENT_TYPES = "[Content_Types].xml"
_OCTETS = "application/octet-stream"
_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
# Numbers of component types (learn.microsoft.com, "SolutionComponent", read 2026-11-24).
_TABLE, _ROLE, _WEB_RESOURCE, _SITE_MAP, _APP, _VARIABLE = "1", "20", "61", "62", "80", "380"
# How much of a table is in the solution: all of it, or only what is said here.
_WHOLE, _SHELL = "0", "2"


def four_parts(version: str) -> str:
    """`1.2.3` as `1.2.3.0`. Raises ValueError for another form."""
    numbers = [int(number) for number in version.split(".")]
    if len(numbers) != 3:
        raise ValueError(f"{version} is no version of three numbers")
    return ".".join(map(str, (*numbers, 0)))


def solution(version: str, resources: Sequence[WebResource], *, managed: bool) -> bytes:
    """`version` has three parts. Raises LookupError if solution.xml lacks what is filled in."""
    root = sources.shape("solution")
    _of(root, "Version").text = four_parts(version)
    _of(root, "Managed").text = "1" if managed else "0"
    components = _of(root, "RootComponents")
    for attributes in _components(resources):
        add(components, "RootComponent", **attributes)
    return document(root)


def content_types(resources: Sequence[WebResource]) -> bytes:
    """Files without an extension are named one by one."""
    root = Element("Types", xmlns=_NAMESPACE)
    add(root, "Default", Extension="xml", ContentType=_OCTETS)
    for one in resources:
        add(root, "Override", PartName=f"/{one.file}", ContentType=_OCTETS)
    return document(root)


def _components(resources: Sequence[WebResource]) -> Iterator[dict[str, str]]:
    def named(kind: str, name: str, behavior: str = _WHOLE) -> dict[str, str]:
        return {"type": kind, "schemaName": name, "behavior": behavior}

    yield named(_TABLE, sources.table().schema_name)
    yield from (named(_TABLE, table, _SHELL) for table in sources.ribbon().tables)
    for role in sources.roles():
        yield {"type": _ROLE, "id": braced(role.id), "behavior": _WHOLE}
    yield from (named(_WEB_RESOURCE, one.name) for one in resources)
    yield named(_SITE_MAP, sources.APP)
    yield named(_APP, sources.APP)
    yield from (named(_VARIABLE, one.name) for one in sources.variables())


def _of(root: Element, name: str) -> Element:
    found = root.find(f"SolutionManifest/{name}")
    if found is None:
        raise LookupError(f"solution.xml has no {name}")
    return found
