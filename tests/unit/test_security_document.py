"""docs/security.md says what is so: the tests that it names are there, its tables are complete."""

import ast
import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from shared.actions.activities import LEFT_OVER
from shared.actions.housekeeping import (
    ANSWERS_KEPT,
    HISTORY_KEPT,
    LIVE_EVENTS_KEPT,
    RUNS_KEPT,
    SENDS_KEPT,
)
from shared.activecampaign.addresses import is_public
from shared.settings import Settings
from shared.store.connection import QUEUES, TABLES
from shared.store.day_counts import KEPT
from shared.store.erased import SECRET

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
BORDERS = 7
RETENTION = {
    "history": HISTORY_KEPT,
    "live": LIVE_EVENTS_KEPT,
    "sends": SENDS_KEPT,
    "documents": ANSWERS_KEPT,
    "audit": timedelta(days=Settings.model_fields["audit_days"].default),
    "runs": RUNS_KEPT,
    "counts": KEPT,
}


def rows(name: str) -> list[list[str]]:
    """The cells of a table between two marks, without its head."""
    part = PAGE.partition(f"<!-- {name}: begin -->")[2].partition(f"<!-- {name}: end -->")[0]
    lines = part.strip().splitlines()[2:]
    assert lines
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def known_tests(path: str) -> set[str]:
    """`name`, or `Class::name`, of each test in a file."""
    tree = ast.parse((ROOT / path).read_text())
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{part.name}" for part in node.body if _is_function(part)}
    return found


def _is_function(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef)


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::([\w:]+))?`", PAGE)
    assert len(named) > 60
    files = {path for path, _ in named}
    assert {path for path in files if not (ROOT / path).is_file()} == set()
    missing = {(path, name) for path, name in named if name and name not in known_tests(path)}
    assert missing == set()


def test_every_file_that_is_named_beside_another_is_there() -> None:
    for line in re.split(r"\n\n", PAGE):
        folder = ""
        for name in re.findall(r"`((?:tests/[\w/]+/)?test_\w+\.py)`", line):
            folder = name.rpartition("/")[0] or folder
            beside = ROOT / folder / name.rpartition("/")[2]
            elsewhere = [*(ROOT / "tests").rglob(name.rpartition("/")[2])]
            assert beside.is_file() if folder else elsewhere, name


def test_every_border_is_looked_at_from_all_sides_and_each_threat_has_a_test() -> None:
    letters: dict[str, set[str]] = {}
    border = ""
    for name, letter, threat, guard, test in rows("threats"):
        border = name or border
        assert threat
        assert guard
        assert test.startswith("`tests/")
        letters.setdefault(border, set()).add(letter)
    assert [name.partition(" ")[0] for name in letters] == [str(n + 1) for n in range(BORDERS)]
    assert {name: "".join(sorted(found)) for name, found in letters.items()} == dict.fromkeys(
        letters, "".join(sorted("STRIDE"))
    )


def test_every_table_is_named_with_how_long_it_is_kept() -> None:
    kept = {name.strip("`"): how_long for name, _, how_long in rows("stored")}
    assert set(kept) == set(TABLES)
    days = {name: re.match(r"(\d+) days", how_long) for name, how_long in kept.items()}
    told = {name: timedelta(days=int(found[1])) for name, found in days.items() if found}
    assert told == RETENTION
    assert f"{LEFT_OVER // timedelta(minutes=1)} minutes for activities" in kept["documents"]


def test_every_queue_and_the_key_of_erased_people_are_named() -> None:
    assert [name for name in (*QUEUES, SECRET) if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize(
    "network",
    re.findall(r"`([0-9a-f:.]+(?:/\d+)?)`", PAGE.partition("| kind | networks |")[2][:1500]),
)
def test_every_network_that_is_said_to_be_closed_is(network: str) -> None:
    closed = ip_network(network)
    if "64:ff9b" not in network and network not in ("::ffff:0:0/96", "2002::/16"):
        assert not is_public(closed[0])
        assert not is_public(closed[-1])
