"""infra/ is Bicep that Azure can take: as far as this can be told without Bicep's compiler.

What only the compiler or Azure can tell stands in docs/operations.md, with the commands."""

import json
from collections.abc import Callable, Iterator

import pytest
from pycep import BicepParser

from tests.infra.bicep import INFRA, File, parse, read_all
from tests.infra.references import orphans, unknown_properties, unresolved, wrong_modules

FILES = read_all()
EACH = pytest.mark.parametrize("file", FILES.values(), ids=FILES)


@EACH
def test_two_parsers_take_the_file(file: File) -> None:
    assert file.faults == []
    assert BicepParser().parse(text=file.path.read_text())


@EACH
def test_every_name_is_declared_and_every_declaration_used(file: File) -> None:
    assert list(unresolved(file)) == []


@EACH
def test_azures_types_know_every_property(file: File) -> None:
    assert list(unknown_properties(file)) == []


@EACH
def test_modules_get_what_they_ask_for_and_give_what_is_read(file: File) -> None:
    assert list(wrong_modules(file, FILES)) == []


@EACH
def test_children_have_parents_and_extensions_scopes(file: File) -> None:
    assert list(orphans(file)) == []


def test_every_file_is_deployed() -> None:
    used = {
        f"app/{m.type_name.removeprefix('app/')}"
        for f in FILES.values()
        for m in f.modules.values()
    }
    assert used | {"main.bicep"} == set(FILES)


def test_the_parameter_file_gives_what_the_template_asks_for() -> None:
    given = json.loads((INFRA / "main.parameters.json").read_text())["parameters"]
    parameters = FILES["main.bicep"].parameters
    required = {name for name, parameter in parameters.items() if not parameter.has_default}
    assert required <= set(given) <= set(parameters)


def test_parameters_are_described_for_who_deploys() -> None:
    parameters = FILES["main.bicep"].parameters
    assert all("description" in parameter.decorators for parameter in parameters.values())


STORAGE = "'Microsoft.Storage/storageAccounts@2025-01-01'"
HEAD = f"resource a {STORAGE} = {{\n name: 'x'\n location: 'y'\n kind: 'StorageV2'\n"
GOOD = f"{HEAD} sku: {{ name: 'Standard_LRS' }}\n}}\n"


@pytest.mark.parametrize(
    ("source", "rule", "fault"),
    [
        (f"{HEAD} sku: {{ name 'Standard_LRS' }}\n}}", lambda f: iter(f.faults), "line 5"),
        (f"{GOOD}output o string = b.name", unresolved, "b: is not declared"),
        (f"param p string\n{GOOD}", unresolved, "p: is declared and not used"),
        (f"{GOOD}output o string = nosuch()", unresolved, "nosuch: is not declared"),
        (f"{HEAD}}}", unknown_properties, "sku: is missing"),
        (f"{HEAD} sku: {{ name: 1 }}\n}}", unknown_properties, "none of the allowed values"),
        (
            f"{HEAD} sku: {{ name: 'Standard_LRS' }}\n properties: {{ httpsOnly: true }}\n}}",
            unknown_properties,
            "properties.httpsOnly: is unknown",
        ),
        (
            f"{HEAD} sku: {{ name: 'Standard_LRS' }}\n properties: {{ primaryLocation: 'x' }}\n}}",
            unknown_properties,
            "primaryLocation: is read-only",
        ),
        (
            f"{HEAD} sku: {{ name: 'Standard_LRS' }}\n properties: {{ accessTier: 'Tepid' }}\n}}",
            unknown_properties,
            "'Tepid' is none of the allowed values",
        ),
        (
            f"{GOOD}output o string = a.properties.primaryEndpoint.blob",
            unknown_properties,
            "has no properties.primaryEndpoint",
        ),
        (GOOD.replace("2025-01-01", "2031-01-01"), unknown_properties, "not in types.json"),
        (
            "resource q 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {\n"
            " name: 'default'\n}",
            orphans,
            "its parent must be a Microsoft.Storage/storageAccounts",
        ),
        (
            f"{GOOD}module m 'app/gone.bicep' = {{\n name: 'm'\n}}",
            lambda f: wrong_modules(f, FILES),
            "there is no app/gone.bicep",
        ),
        (
            "module m 'app/identity.bicep' = {\n name: 'm'\n params: { name: 1, place: 'x' }\n}",
            lambda f: wrong_modules(f, FILES),
            "name is int, app/identity.bicep wants string; "
            "m: app/identity.bicep has no parameter place; "
            "m: parameter location is missing; m: parameter tags is missing",
        ),
        (
            "module m 'app/identity.bicep' = {\n name: 'm'\n"
            " params: { name: 'x', location: 'y', tags: {} }\n}\noutput o string = m.outputs.key",
            lambda f: wrong_modules(f, FILES),
            "gives no outputs.key",
        ),
    ],
)
def test_a_mistake_is_seen(source: str, rule: Callable[[File], Iterator[str]], fault: str) -> None:
    assert fault in "; ".join(rule(parse(source.encode())))
