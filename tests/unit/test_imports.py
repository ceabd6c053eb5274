"""Imports run one way: triggers -> actions, sync -> mapping, store, clients -> the base."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASE = frozenset({"settings", "errors", "entities", "languages", "retry", "telemetry", "transport"})
SIDES = frozenset({"mapping", "store", "activecampaign", "dataverse"})
MAY_IMPORT: dict[str, frozenset[str]] = {
    "settings": frozenset({"errors"}),
    "errors": frozenset(),
    "entities": frozenset(),
    "languages": frozenset(),
    "retry": frozenset(),
    "telemetry": frozenset({"errors"}),
    "transport": frozenset({"errors", "retry", "telemetry"}),
    "mapping": frozenset({"errors", "entities"}),
    "store": BASE,
    "activecampaign": BASE,
    "dataverse": BASE,
    "schema": SIDES | BASE,
    "sync": SIDES | BASE | {"schema"},
    "actions": SIDES | BASE | {"schema", "sync"},
    "wiring": SIDES | BASE | {"schema", "sync", "actions"},
    "triggers": SIDES | BASE | {"schema", "sync", "actions", "wiring"},
}


def modules() -> list[Path]:
    return sorted((ROOT / "shared").rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_layers_below_its_own(path: Path) -> None:
    layer = path.relative_to(ROOT / "shared").parts[0].removesuffix(".py")
    if layer == "__init__":
        return
    foreign = {
        name.split(".")[1]
        for name in imported(path)
        if name.startswith("shared.") and name.split(".")[1] != layer
    }
    assert foreign <= MAY_IMPORT[layer]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_product_needs_nothing_of_the_sandbox_or_the_tests(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & {"sandbox", "tests", "solution", "bench"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "sandbox").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_the_sandbox_knows_nothing_of_the_product(path: Path) -> None:
    assert "shared" not in {name.split(".")[0] for name in imported(path)}


def test_the_pure_modules_import_nothing_that_can_block() -> None:
    pure = [*(ROOT / "shared" / "mapping").rglob("*.py")]
    pure += [
        ROOT / "shared" / "sync" / name
        for name in ("merge.py", "plan.py", "pair.py", "matching.py", "settle.py", "schedule.py")
    ]
    blocking = {"requests", "azure", "msal", "socket", "time", "threading", "urllib3"}
    for path in pure:
        assert not {name.split(".")[0] for name in imported(path)} & blocking, path
