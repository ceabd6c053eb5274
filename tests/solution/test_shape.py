"""The zip has the shape of what Dynamics itself exports."""

import itertools
import re
import tomllib
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from shared.triggers.http.version import VERSION
from tests.solution.orders import ORDERS, RIBBON_ATTRIBUTES
from tests.solution.zipped import Solution, text
from tools.solution.__main__ import ROOT, build
from tools.solution.manifest import four_parts

LABELS = {
    "LocalizedNames", "LocalizedCollectionNames", "Descriptions", "displaynames", "labels",
    "Titles", "description", "displayname",
}  # fmt: skip
BOTH = ["1033", "1040"]


def misplaced(element: Element) -> list[str]:
    """Children that exports do not have there, or have earlier."""
    order = ORDERS.get(element.tag)
    if order is None or (element.tag == "entity" and "name" in element.attrib):
        return []  # an entity with a small name is that of a query
    places = [order.index(child.tag) if child.tag in order else -1 for child in element]
    pairs = zip(places, element, strict=True)
    foreign = [f"{element.tag}/{child.tag} is unknown" for place, child in pairs if place < 0]
    late = [
        f"{element.tag}/{element[i + 1].tag} comes too late"
        for i, (one, next_one) in enumerate(itertools.pairwise(places))
        if one > next_one
    ]
    return foreign + late


def test_elements_stand_in_the_order_of_exports(unmanaged: Solution) -> None:
    found = [
        fault
        for name, root in unmanaged.documents.items()
        if name != "[Content_Types].xml"
        for element in root.iter()
        for fault in misplaced(element)
    ]
    assert found == []


def test_an_element_in_another_place_would_be_found(unmanaged: Solution) -> None:
    role = next(unmanaged.customizations.iter("Role"))
    turned = Element("Role")
    turned.extend(reversed(role))
    assert misplaced(turned)


def test_ribbons_say_what_the_printed_schema_allows(unmanaged: Solution) -> None:
    for ribbon in unmanaged.ribbons.values():
        for element in ribbon.iter():
            allowed = RIBBON_ATTRIBUTES.get(element.tag, {})
            assert element.attrib.keys() == allowed.keys(), element.tag
            for name, value in element.attrib.items():
                assert re.fullmatch(allowed[name], value), (element.tag, name, value)


def test_every_text_is_there_in_english_and_italian(unmanaged: Solution) -> None:
    wrong = [
        (name, element.tag, texts)
        for name, root in unmanaged.documents.items()
        for element in root.iter()
        if element.tag in LABELS and len(element)
        for texts in [[one.get("languagecode") or one.get("LCID") for one in element]]
        if texts != BOTH
    ]
    assert wrong == []
    assert all(
        one.get("description") or one.get("Title")
        for root in unmanaged.documents.values()
        for element in root.iter()
        if element.tag in LABELS
        for one in element
    )


def test_every_file_has_a_content_type(unmanaged: Solution) -> None:
    types = unmanaged.xml("[Content_Types].xml")
    parts = {one.get("PartName", "").removeprefix("/") for one in types if one.get("PartName")}
    files = set(unmanaged.files) - {"[Content_Types].xml"}
    assert {name for name in files if not name.endswith(".xml")} == parts
    assert next(iter(unmanaged.files)) == "[Content_Types].xml"


def test_managed_and_unmanaged_differ_in_one_flag(unmanaged: Solution, managed: Solution) -> None:
    different = {name for name in unmanaged.files if unmanaged.files[name] != managed.files[name]}
    assert list(unmanaged.files) == list(managed.files)
    assert different == {"solution.xml"}
    flagged = unmanaged.files["solution.xml"].replace(b"<Managed>0<", b"<Managed>1<")
    assert flagged == managed.files["solution.xml"]


def test_the_same_sources_give_the_same_bytes(
    zips: list[Path], pages: Path, tmp_path: Path
) -> None:
    again = build(pages, tmp_path)
    assert [one.read_bytes() for one in again] == [one.read_bytes() for one in zips]


def test_the_version_is_that_of_the_function_app(unmanaged: Solution) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    assert text(unmanaged.manifest, "SolutionManifest/Version") == f"{VERSION}.0"


@pytest.mark.parametrize("version", ["1.2", "1.2.3.4", "1.2.x"])
def test_a_version_of_another_form_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match=r"version|literal"):
        four_parts(version)


def test_the_publisher_owns_the_prefix(unmanaged: Solution) -> None:
    publisher = "SolutionManifest/Publisher"
    assert text(unmanaged.manifest, f"{publisher}/CustomizationPrefix") == "acd"
    assert text(unmanaged.manifest, f"{publisher}/CustomizationOptionValuePrefix") == "72750"
