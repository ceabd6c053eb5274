"""The site map of an app: areas, groups, and what each entry opens.

powerapps-docs, "Site map XML reference" (read 2026-11-30)."""

from dataclasses import dataclass
from xml.etree import ElementTree

from sandbox.shell.labels import Labels, web_resource


@dataclass(frozen=True)
class Item:
    """`url` and `icon` are names of web resources. With `pass_params` the page is told
    organisation and languages in its address."""

    id: str
    titles: Labels
    url: str
    icon: str
    pass_params: bool


@dataclass(frozen=True)
class Group:
    id: str
    titles: Labels
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Area:
    id: str
    titles: Labels
    groups: tuple[Group, ...]


def areas(site_map: ElementTree.Element) -> tuple[Area, ...]:
    """Of an `AppModuleSiteMap`. Raises ValueError for an entry that opens no web resource."""
    return tuple(
        Area(
            area.attrib["Id"],
            _titles(area),
            tuple(
                Group(
                    group.attrib["Id"],
                    _titles(group),
                    tuple(_item(i) for i in group.iterfind("SubArea")),
                )
                for group in area.iterfind("Group")
            ),
        )
        for area in site_map.iterfind("./SiteMap/Area")
    )


def _item(item: ElementTree.Element) -> Item:
    return Item(
        id=item.attrib["Id"],
        titles=_titles(item),
        url=web_resource(item.attrib["Url"]),
        icon=web_resource(item.get("VectorIcon", "")),
        pass_params=item.get("PassParams", "").lower() == "true",
    )


def _titles(element: ElementTree.Element) -> Labels:
    return Labels.of(element.iterfind("./Titles/Title"))
