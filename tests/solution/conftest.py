"""The solution as it is shipped: pages and scripts are built, into a folder of the test's own."""

import subprocess
from pathlib import Path

import pytest

from tests.solution.zipped import Solution
from tools.solution.__main__ import ROOT, build

APP = ROOT / "solution" / "app"
CONFIGS = ("vite.config.ts", "vite.ribbon.config.ts")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pages")
    for config in CONFIGS:
        subprocess.run(
            ["node_modules/.bin/vite", "build", "--config", config, "--outDir", str(place),
             "--emptyOutDir", "false", "--logLevel", "error"],
            cwd=APP, check=True, capture_output=True, timeout=200,
        )  # fmt: skip
    return place


@pytest.fixture(scope="session")
def zips(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(pages, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def unmanaged(zips: list[Path]) -> Solution:
    return Solution.of(zips[0])


@pytest.fixture(scope="session")
def managed(zips: list[Path]) -> Solution:
    return Solution.of(zips[1])
