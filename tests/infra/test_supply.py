"""What is installed in Azure is pinned with checksums, and looked up for known vulnerabilities."""

import hashlib
import importlib.metadata
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from shared.triggers.http.version import VERSION
from tests.infra.bicep import INFRA
from tools.audit import Looked, libraries, pages, told
from tools.checksums import lines
from tools.sbom import reproducible

ROOT = INFRA.parent
WANTED, LOCK = ROOT / "requirements.in", ROOT / "requirements.txt"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def requirements(file: Path) -> Iterator[tuple[Requirement, list[str]]]:
    """Each with the checksums of its files."""
    text = re.sub(r"^\s*#.*$", "", file.read_text(), flags=re.MULTILINE)
    for entry in filter(None, map(str.strip, text.replace("\\\n", " ").splitlines())):
        yield Requirement(entry.partition(" --hash")[0]), HASH.findall(entry)


class TestLock:
    def test_every_library_has_one_version_and_checksums(self) -> None:
        locked = list(requirements(LOCK))
        assert len(locked) > 20
        for requirement, hashes in locked:
            assert [one.operator for one in requirement.specifier] == ["=="], requirement
            assert hashes, requirement

    def test_it_says_nothing_else_that_pip_would_obey(self) -> None:
        text = LOCK.read_text()
        assert "://" not in text
        assert not re.search(r"^-", text, flags=re.MULTILINE)

    def test_it_holds_what_is_wanted_for_each_python(self) -> None:
        locked = defaultdict(list)
        for requirement, _ in requirements(LOCK):
            locked[canonicalize_name(requirement.name)].append(requirement)
        for wanted, _ in requirements(WANTED):
            for python in ("3.11.9", "3.12.4", "3.13.2"):
                there = {"python_full_version": python, "python_version": python[:4]}
                found = [
                    one
                    for one in locked[canonicalize_name(wanted.name)]
                    if one.marker is None or one.marker.evaluate(there)
                ]
                assert len(found) == 1, (wanted, python)
                version = next(iter(found[0].specifier)).version
                assert wanted.specifier.contains(version), (wanted, python)

    def test_the_tests_run_with_the_versions_that_are_deployed(self) -> None:
        for requirement, _ in requirements(LOCK):
            if requirement.marker is None or requirement.marker.evaluate():
                installed = importlib.metadata.version(requirement.name)
                assert requirement.specifier.contains(installed, prereleases=True), requirement


PIP = {
    "dependencies": [
        {"name": "a", "version": "1", "vulns": []},
        {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]},
        {"name": "c", "skip_reason": "no answer"},
    ]
}
NPM = {"vulnerabilities": {"left-pad": {"range": "<1.3", "severity": "high"}}}


class TestAudit:
    def test_a_known_vulnerability_is_named_and_fails(self) -> None:
        found = libraries(json.dumps(PIP))
        assert found.known == ("b 2: PYSEC-1, mended in 2.1",)
        assert pages(json.dumps(NPM)) == Looked(("left-pad <1.3: high",))
        status, text = told([found], strict=False)
        assert status == 1
        assert "KNOWN VULNERABILITY b 2: PYSEC-1" in text

    @pytest.mark.parametrize("answer", ["", "no json", "[]", '{"message": "405"}'])
    def test_no_answer_is_no_all_clear(self, answer: str) -> None:
        for looked in (libraries(answer), pages(answer)):
            assert looked.unchecked
            status, text = told([looked], strict=False)
            assert status == 0
            assert "NOT CHECKED" in text
            assert told([looked], strict=True)[0] == 1

    def test_all_clear_is_said_only_if_everything_was_looked_up(self) -> None:
        clean = json.dumps({"dependencies": PIP["dependencies"][:1]})
        looked = [libraries(clean), pages('{"vulnerabilities": {}}')]
        assert told(looked, strict=True) == (0, "No known vulnerability in what is deployed.\n")
        half = json.dumps({"dependencies": PIP["dependencies"][::2]})
        assert told([libraries(half)], strict=True)[0] == 1


def test_checksums_are_of_all_that_is_released(tmp_path: Path) -> None:
    for name in ("b.zip", "a.cdx.json", "notes.txt"):
        (tmp_path / name).write_text(name)
    digest = hashlib.sha256(b"b.zip").hexdigest()
    assert [line.split("  ")[1] for line in lines(tmp_path)] == ["a.cdx.json", "b.zip"]
    assert lines(tmp_path)[1] == f"{digest}  b.zip"


def test_the_list_of_the_pages_is_told_by_what_it_lists() -> None:
    def written(number: str, time: str) -> str:
        """As npm does."""
        component = {"bom-ref": "@pages/of-it@0.1.0", "name": "folder", "version": "0.1.0"}
        listed = {"metadata": {"timestamp": time, "component": component}, "components": []}
        return json.dumps({"serialNumber": number, **listed})

    first, second = reproducible(written("1", "now")), reproducible(written("2", "later"))
    assert first == second
    assert json.loads(first)["metadata"]["component"]["name"] == "@pages/of-it"


def test_everything_bears_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    package = json.loads((ROOT / "solution" / "app" / "package.json").read_text())["version"]
    lock = json.loads((ROOT / "solution" / "app" / "package-lock.json").read_text())["version"]
    assert (project, package, lock) == (VERSION, VERSION, VERSION)
