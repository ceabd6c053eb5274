"""What is deployed: exactly the app, the same bytes each time, and enough to start alone."""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Any

import pathspec
import pytest

from tests.infra.bicep import INFRA
from tools.package import FILES, FOLDER, build, contents

ROOT = INFRA.parent
WORKER_LIBRARY = ("azure-functions-runtime", "azurefunctions-extensions-base")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app, so that whoever edits it meanwhile does not disturb."""
    place = tmp_path_factory.mktemp("sources")
    for name in FILES:
        shutil.copy(ROOT / name, place)
    shutil.copytree(ROOT / FOLDER, place / FOLDER)
    return place


@pytest.fixture(scope="module")
def package(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist") / "package.zip", sources)


@pytest.fixture(scope="module")
def started(package: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the package did, started alone with its libraries and Microsoft's worker library."""
    place = tmp_path_factory.mktemp("clean")
    with zipfile.ZipFile(package) as files:
        files.extractall(place / "app")
    python = clean_python(place)
    host = place / "host"
    host.mkdir()
    for library in WORKER_LIBRARY:
        copy_library(library, host)
    shutil.copy(ROOT / "sandbox" / "host" / "worker.py", host / "worker_seam.py")
    shutil.copy(Path(__file__).with_name("start_package.py"), host)
    sample = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
    done = subprocess.run(
        [str(python), str(host / "start_package.py"), str(place / "app")],
        cwd=place,
        env={"PATH": os.environ["PATH"], **sample},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {**json.loads(done.stdout.splitlines()[-1]), "place": str(place / "app")}


def clean_python(place: Path) -> Path:
    """An interpreter that has the package's own requirements and nothing else."""
    venv.create(place / "venv", symlinks=True)
    python = place / "venv" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    requirements = ["-r", str(place / "app" / "requirements.txt")]
    subprocess.run([*install, *requirements], check=True, capture_output=True, timeout=240)
    return python


def copy_library(name: str, target: Path) -> None:
    for file in importlib.metadata.files(name) or ():
        if file.suffix == ".py":
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target / file)


def test_the_package_holds_the_app_and_nothing_else(package: Path) -> None:
    names = zipfile.ZipFile(package).namelist()
    assert names[:3] == list(FILES)
    assert all(name.startswith("shared/") and name.endswith(".py") for name in names[3:])
    assert len(names) == len(set(names))


def test_the_same_sources_make_the_same_package(package: Path, sources: Path) -> None:
    for path in contents(sources):
        os.utime(sources / path, (1_700_000_000, 1_700_000_000))
        (sources / path).chmod(0o755)
    again = build(package.with_name("again.zip"), sources)
    assert again.read_bytes() == package.read_bytes()


def test_azd_packs_what_make_packs() -> None:
    ignored = pathspec.GitIgnoreSpec.from_lines((ROOT / ".funcignore").read_text().splitlines())
    beside = {path.name for path in ROOT.iterdir()} - {*FILES, FOLDER}
    assert {name for name in beside if not ignored.match_file(f"{name}/file")} == set()
    inside = (path for path in (ROOT / FOLDER).rglob("*") if path.is_file())
    names = {path.relative_to(ROOT).as_posix() for path in inside} | set(FILES)
    assert {name for name in names if not ignored.match_file(name)} == {
        path.as_posix() for path in contents()
    }
    assert ignored.match_file(".venv/lib/x.py")
    assert ignored.match_file("node_modules/x/index.js")
    assert ignored.match_file("local.settings.json")


def test_the_package_starts_alone_with_all_its_functions(started: dict[str, Any]) -> None:
    assert {"scheduled_sync", "sync_step", "apply_events", "keep_house"} <= set(
        started["functions"]
    )
    assert started["own"]
    assert all(path.startswith(started["place"]) for path in started["own"])
    assert not {"sandbox", "tests", "pytest", "aiohttp"} & set(started["loaded"])


def test_the_package_answers_its_health_check(started: dict[str, Any]) -> None:
    assert started["status"] == 200
    assert started["body"]["status"] == "ok"
