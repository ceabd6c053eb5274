"""The workflows for a fork: they run the targets of the Makefile, with pinned actions and no more
rights than each job needs. That GitHub takes them is proven there only."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.bicep import INFRA

ROOT = INFRA.parent
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
WRITING = {("release.yml", "publish", "contents"), ("deploy.yml", "deploy", "id-token")}


def parsed(file: Path) -> dict[str, Any]:
    found = yaml.safe_load(file.read_text())
    assert isinstance(found, dict)
    return found


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in FILES:
        for name, job in parsed(file)["jobs"].items():
            yield file.name, name, job


def commands() -> Iterator[str]:
    for _, _, job in jobs():
        yield from (step["run"] for step in job["steps"] if "run" in step)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


def test_there_is_one_to_check_one_to_release_and_one_to_deploy() -> None:
    assert [file.name for file in FILES] == ["ci.yml", "deploy.yml", "release.yml"]


def test_every_target_that_is_made_is_in_the_makefile() -> None:
    made = {name for run in commands() for name in re.findall(r"\bmake ([a-z-]+)", run)}
    assert {"test", "audit", "release", "package", "check-infra"} <= made
    assert made <= targets()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_are_pinned_by_commit_and_say_their_version(file: Path) -> None:
    used = re.findall(r"uses: (.+)", file.read_text())
    assert all(PINNED.fullmatch(one) for one in used), used


def test_one_action_has_one_version_everywhere() -> None:
    used = {one for file in FILES for one in re.findall(r"uses: (\S+)", file.read_text())}
    assert len(used) == len({one.partition("@")[0] for one in used})


def test_rights_are_to_read_but_where_a_job_has_to_write() -> None:
    for file in FILES:
        assert parsed(file)["permissions"] == {"contents": "read"}
    given = {
        (file, name, right)
        for file, name, job in jobs()
        for right, level in job.get("permissions", {}).items()
        if level == "write"
    }
    assert given == WRITING


def test_what_may_write_runs_no_code_of_dependencies() -> None:
    publish = parsed(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["publish"]
    assert all("uses" not in step for step in publish["steps"])
    assert not any("make " in step["run"] for step in publish["steps"])


def test_what_fetches_the_artifact_may_read_it_in_a_private_fork_too() -> None:
    fetching = [
        job
        for _, _, job in jobs()
        if any("gh run download" in step.get("run", "") for step in job["steps"])
    ]
    assert fetching
    assert all(job["permissions"]["actions"] == "read" for job in fetching)


def test_nothing_that_others_write_becomes_part_of_a_command() -> None:
    assert all("${{" not in run for run in commands())


def test_no_secret_is_needed_and_no_checkout_keeps_its_token() -> None:
    for file in FILES:
        assert "secrets." not in file.read_text()
    for _, _, job in jobs():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"persist-credentials": False}


def test_every_job_ends() -> None:
    assert all(job["timeout-minutes"] <= 90 for _, _, job in jobs())


def test_every_python_that_azure_offers_is_tested_with_a_node_that_will_do() -> None:
    tested = parsed(FILES[0])["jobs"]["test"]["strategy"]["matrix"]["include"]
    assert [one["python"] for one in tested] == ["3.11", "3.12", "3.13"]
    assert min(int(one["node"]) for one in tested) == 20


def test_a_deployment_gets_every_input_that_the_template_asks_for() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (INFRA / "main.parameters.json").read_text()))
    given = parsed(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]["deploy"]["env"]
    assert asked <= given.keys()
    guide = (ROOT / "docs" / "lifecycle.md").read_text()
    variables = {name for name, value in given.items() if "vars." in value}
    assert {name for name in variables if f"`{name}`" not in guide} == set()
