"""Alert rules and workbook ask for what the app logs, and docs/operations.md explains each rule."""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from shared.telemetry.lines import LINES
from shared.telemetry.output import COMMON
from tests.infra.bicep import INFRA
from tools.log_document import PAGE, fields, with_table

RULES = json.loads((INFRA / "app" / "alerts.json").read_text())
WORKBOOK = json.loads((INFRA / "app" / "workbook.json").read_text())
FIELDS = {line.event: {*fields(line), *COMMON} for line in LINES}
HOST = json.loads((INFRA.parent / "host.json").read_text())

# learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule (read 2026-11-24)
SPANS = {"PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H"}
SPANS |= {"PT6H", "P1D", "P2D"}


def tiles() -> Iterator[tuple[str, str]]:
    for item in WORKBOOK["items"]:
        if "query" in item["content"]:
            yield item["name"], item["content"]["query"]


QUERIES = [(rule["name"], "\n".join(rule["query"])) for rule in RULES] + [*tiles()]
EACH = pytest.mark.parametrize("query", [q for _, q in QUERIES], ids=[name for name, _ in QUERIES])


@EACH
def test_a_query_reads_only_fields_that_its_lines_have(query: str) -> None:
    events = re.findall(r"startswith '\{\"event\":\"(\w+)\"'", query)
    read = set(re.findall(r"\bline\.(\w+)", query)) | set(re.findall(r"\bline\['(\w+)'\]", query))
    assert events
    for event in events:
        assert event in FIELDS
        assert read & FIELDS[event] or not read
    assert read <= set().union(*(FIELDS[event] for event in events))


def faults(queries: Sequence[str]) -> list[list[str]]:
    """What Microsoft's own parser has against each."""
    script = Path(__file__).with_name("kql.cjs")
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(queries), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert len(found) == len(queries)
    return found


def test_azure_monitor_can_read_every_query() -> None:
    found = faults([query for _, query in QUERIES])
    assert {name: list(said) for (name, _), said in zip(QUERIES, found, strict=True) if said} == {}


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ("where Elsewhere == 1", "does not refer to any known column"),
        ("extend x = sumiff(1)", "does not refer to any known function"),
        ("project kind = 1", "needs to be bracketed"),
        ("where (Message == ''", "Expected: )"),
    ],
)
def test_a_query_that_it_could_not_read_is_found(step: str, complaint: str) -> None:
    [said] = faults([f"AppTraces\n| {step}"])
    assert complaint in " ".join(said)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["name"])
def test_a_rule_looks_as_often_as_its_window_and_azure_allow(rule: dict[str, str]) -> None:
    assert {rule["frequency"], rule["window"]} <= SPANS
    order = ["PT5M", "PT10M", "PT15M", "PT30M", "PT1H", "P1D"]
    assert order.index(rule["frequency"]) <= order.index(rule["window"])
    assert rule["severity"] in range(5)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["name"])
def test_a_rule_is_explained_with_its_remedy(rule: dict[str, str]) -> None:
    row = re.search(rf"^\| {re.escape(rule['title'])} \|(.+)\|(.+)\|$", PAGE.read_text(), re.M)
    assert row is not None
    assert all(len(cell) > 20 for cell in row.groups())


def test_no_two_rules_share_a_name() -> None:
    assert len({rule["name"] for rule in RULES}) == len(RULES)


def test_the_page_lists_every_line_with_its_fields() -> None:
    page = PAGE.read_text()
    assert page == with_table(page), "run: make log-docs"


def test_the_workbook_reads_the_workspace_that_it_is_deployed_with() -> None:
    assert WORKBOOK["fallbackResourceIds"] == ["{workspace}"]
    bicep = (INFRA / "app" / "workbook.bicep").read_text()
    assert "'{workspace}', workspaceId" in bicep


def test_the_host_lets_every_line_through() -> None:
    logging = HOST["logging"]
    sampling = logging["applicationInsights"]["samplingSettings"]
    assert "Trace" in sampling["excludedTypes"].split(";")
    assert logging["logLevel"]["default"] == "Information"
    assert not any(name.startswith("Function") for name in logging["logLevel"])
    assert "telemetryMode" not in HOST
