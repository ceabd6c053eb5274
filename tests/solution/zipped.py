"""A built solution, opened: its files, and its XML parsed."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

SCHEME = "$webresource:"


@dataclass(frozen=True)
class Solution:
    """`files`: name in the zip -> content, in the zip's order."""

    files: Mapping[str, bytes]

    @classmethod
    def of(cls, path: Path) -> "Solution":
        with zipfile.ZipFile(path) as zipped:
            return cls({name: zipped.read(name) for name in zipped.namelist()})

    def xml(self, name: str) -> Element:
        return fromstring(self.files[name])  # noqa: S314 - built by ourselves

    @cached_property
    def customizations(self) -> Element:
        return self.xml("customizations.xml")

    @cached_property
    def manifest(self) -> Element:
        return self.xml("solution.xml")

    @cached_property
    def documents(self) -> Mapping[str, Element]:
        return {name: self.xml(name) for name in self.files if name.endswith(".xml")}

    @cached_property
    def web_resources(self) -> Mapping[str, bytes]:
        """Name in Dynamics -> content."""
        return {
            text(one, "Name"): self.files[text(one, "FileName").removeprefix("/")]
            for one in self.customizations.iter("WebResource")
        }

    @cached_property
    def ribbons(self) -> Mapping[str, Element]:
        """Table -> RibbonDiffXml, of the tables to which buttons are added."""
        return {
            text(entity, "Name").lower(): part(entity, "RibbonDiffXml")
            for entity in self.customizations.iter("Entity")
            if entity.find("EntityInfo") is None
        }

    @cached_property
    def table(self) -> Element:
        return next(one for one in self.customizations.iter("Entity") if one.find("EntityInfo"))

    @cached_property
    def columns(self) -> Mapping[str, Element]:
        """Logical name -> attribute."""
        attributes = part(self.table, "EntityInfo/entity/attributes")
        return {text(one, "LogicalName"): one for one in attributes}

    @cached_property
    def roles(self) -> Mapping[str, Mapping[str, str]]:
        """Name of the role -> privilege -> level."""
        return {
            one.attrib["name"]: {
                held.attrib["name"]: held.attrib["level"] for held in one.iter("RolePrivilege")
            }
            for one in self.customizations.iter("Role")
            if "name" in one.attrib
        }


def part(element: Element, path: str) -> Element:
    found = element.find(path)
    assert found is not None, path
    return found


def text(element: Element, path: str) -> str:
    return part(element, path).text or ""
