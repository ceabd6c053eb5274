"""A solution file: what stands in the zip, and what is wrong with it. Knows no organisation."""

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from sandbox.dataverse.refusals import Refusal

VARIABLE = "environmentvariabledefinition"
_INVALID_FILE = "0x80048060"


@dataclass(frozen=True)
class Package:
    """A solution file, opened."""

    name: str
    title: str
    version: str
    managed: bool
    customizations: ElementTree.Element
    variables: tuple[ElementTree.Element, ...]

    def roles(self) -> list[str]:
        found = self.customizations.iterfind("./Roles/Role")
        return [role.attrib["id"].strip("{}").lower() for role in found]

    def tables(self) -> set[str]:
        found = self.customizations.iterfind("./Entities/Entity/Name")
        return {(name.text or "").lower() for name in found}


def unpacked(packed: bytes) -> Package:
    """Raises Refusal (400)."""
    with _opened(packed) as archive:
        manifest = _parsed(archive, "solution.xml").find("SolutionManifest")
        if manifest is None or not manifest.findtext("UniqueName"):
            raise invalid("solution.xml has no SolutionManifest with a UniqueName.")
        title = manifest.find("./LocalizedNames/LocalizedName")
        return Package(
            manifest.findtext("UniqueName") or "",
            "" if title is None else title.attrib["description"],
            manifest.findtext("Version") or "",
            manifest.findtext("Managed") == "1",
            _parsed(archive, "customizations.xml"),
            tuple(
                _parsed(archive, name)
                for name in archive.namelist()
                if name.startswith(f"{VARIABLE}s/") and name.endswith(".xml")
            ),
        )


def _opened(packed: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except zipfile.BadZipFile:
        raise invalid("The solution file is not a zip file.") from None
    missing = {"[Content_Types].xml", "solution.xml", "customizations.xml"} - set(
        archive.namelist()
    )
    if missing:
        raise invalid(f"The solution file has no {missing.pop()}.")
    return archive


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 - the zip of our own build
    except ElementTree.ParseError as fault:
        raise invalid(f"{name}: {fault}") from None


def invalid(text: str) -> Refusal:
    return Refusal(400, _INVALID_FILE, f"The import solution failed: {text}")
