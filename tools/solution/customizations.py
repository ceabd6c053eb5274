"""customizations.xml: all components, in the order of real exports."""

from xml.etree.ElementTree import Element

from tools.solution import sources
from tools.solution.ribbon import add_ribbon
from tools.solution.roles import add_roles
from tools.solution.table import add_relationships, add_table
from tools.solution.web_resources import WebResource, add_web_resources
from tools.solution.xml import LANGUAGES, add, document

PARTS = (
    "Entities", "Roles", "Workflows", "FieldSecurityProfiles", "Templates", "EntityMaps",
    "EntityRelationships", "OrganizationSettings", "optionsets", "WebResources", "CustomControls",
    "AppModuleSiteMaps", "AppModules", "EntityDataProviders", "Languages",
)  # fmt: skip
"""The order in which exports have them; empty ones are there, too."""


def customizations(resources: tuple[WebResource, ...]) -> bytes:
    """Raises KeyError if the app's icon is no web resource."""
    root = Element("ImportExportXml")
    part = {name: add(root, name) for name in PARTS}
    ribbon, table = sources.ribbon(), sources.table()
    add_table(part["Entities"], table)
    for name in ribbon.tables:
        add_ribbon(part["Entities"], name, ribbon)
    add_roles(part["Roles"], sources.roles())
    add_relationships(part["EntityRelationships"], table)
    add_web_resources(part["WebResources"], resources)
    part["AppModuleSiteMaps"].append(sources.shape("site_map"))
    part["AppModules"].append(_app(resources))
    for code in LANGUAGES:
        add(part["Languages"], "Language", str(code))
    return document(root)


def _app(resources: tuple[WebResource, ...]) -> Element:
    app = sources.shape("app_module")
    icon = app.find("WebResourceId")
    if icon is None:
        raise KeyError("WebResourceId")
    icon.text = {one.name: one.id for one in resources}[str(icon.text)]
    return app
