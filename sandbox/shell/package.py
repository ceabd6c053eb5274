"""A solution zip as Dynamics sees it after an import: web resources, app, site map, commands.

Shape of the zip: real exports in microsoft/PowerApps-Samples, and "Customization solutions file
schema" (powerapps-docs, read 2026-11-30)."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from sandbox.shell.labels import Labels
from sandbox.shell.ribbon import Command, commands
from sandbox.shell.site_map import Area, areas

# powerapps-docs, "Web resources for model-driven apps", types of web resources (read 2026-11-30).
_TYPES = {
    "1": "text/html",
    "2": "text/css",
    "3": "text/javascript",
    "4": "text/xml",
    "5": "image/png",
    "6": "image/jpeg",
    "7": "image/gif",
    "10": "image/x-icon",
    "11": "image/svg+xml",
    "12": "text/xml",
}


class BadPackage(Exception):
    """The zip is none that Dynamics could show; the text says why."""


@dataclass(frozen=True)
class WebResource:
    content_type: str
    content: bytes


@dataclass(frozen=True)
class AppModule:
    """`roles`: root role ids, or template ids of the roles that Dynamics brings along."""

    unique_name: str
    names: Labels
    roles: frozenset[str]
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Package:
    """`commands` by the logical name of the table."""

    unique_name: str
    version: str
    packed: bytes
    resources: Mapping[str, WebResource]
    app: AppModule
    commands: Mapping[str, tuple[Command, ...]]


def read_package(path: Path) -> Package:
    """Raises BadPackage, FileNotFoundError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = ElementTree.fromstring(archive.read("solution.xml"))  # noqa: S314 - own build
            content = ElementTree.fromstring(archive.read("customizations.xml"))  # noqa: S314
            resources = dict(_resources(archive, content))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as fault:
        raise BadPackage(f"{path}: {fault}") from None
    package = Package(
        unique_name=manifest.findtext("SolutionManifest/UniqueName", ""),
        version=manifest.findtext("SolutionManifest/Version", ""),
        packed=path.read_bytes(),
        resources=resources,
        app=_app(content),
        commands={
            entity.findtext("Name", "").lower(): commands(diff)
            for entity in content.iterfind("./Entities/Entity")
            if (diff := entity.find("RibbonDiffXml")) is not None
        },
    )
    _check_references(package)
    return package


def _resources(
    archive: zipfile.ZipFile, content: ElementTree.Element
) -> list[tuple[str, WebResource]]:
    found = []
    for one in content.iterfind("./WebResources/WebResource"):
        kind = one.findtext("WebResourceType", "")
        name = one.findtext("Name", "")
        if kind not in _TYPES:
            raise BadPackage(f"{name}: there is no web resource type {kind}")
        packed = archive.read(one.findtext("FileName", "").lstrip("/"))
        found.append((name, WebResource(_TYPES[kind], packed)))
    return found


def _app(content: ElementTree.Element) -> AppModule:
    app = content.find("./AppModules/AppModule")
    if app is None:
        raise BadPackage("the solution brings no app")
    wanted = {
        one.attrib["schemaName"]
        for one in app.iterfind("./AppModuleComponents/AppModuleComponent[@type='62']")
    }
    maps = [
        one
        for one in content.iterfind("./AppModuleSiteMaps/AppModuleSiteMap")
        if one.findtext("SiteMapUniqueName") in wanted
    ]
    if len(maps) != 1:
        raise BadPackage(f"the app names {len(maps)} site maps")
    return AppModule(
        unique_name=app.findtext("UniqueName", ""),
        names=Labels.of(app.iterfind("./LocalizedNames/LocalizedName")),
        roles=frozenset(
            role.attrib["id"].strip("{}").lower()
            for role in app.iterfind("./AppModuleRoleMaps/Role")
        ),
        areas=areas(maps[0]),
    )


def _check_references(package: Package) -> None:
    """An import fails for a `$webresource:` that nothing brings along."""
    named = {
        item.url for area in package.app.areas for group in area.groups for item in group.items
    }
    named |= {
        item.icon for area in package.app.areas for group in area.groups for item in group.items
    }
    for table in package.commands.values():
        for command in table:
            named |= {command.icon, *(call.library for call in command.calls())}
    missing = sorted(name for name in named if name and name not in package.resources)
    if missing:
        raise BadPackage(f"web resources that are named but not there: {', '.join(missing)}")
