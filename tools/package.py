"""Builds dist/functionapp-package.zip, what is deployed to Azure: the app and nothing else.

The same sources give the same bytes, so a package can be told by its checksum. The libraries are
not in it: Flex Consumption installs requirements.txt itself (remote build, docs/operations.md)."""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.archive import write_archive

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dist" / "functionapp-package.zip"
FILES = ("function_app.py", "host.json", "requirements.txt")
FOLDER = "shared"
IMPORT_TIMES = 5
_IMPORT = (
    "import time; began = time.perf_counter(); import function_app; "
    "print(time.perf_counter() - began)"
)


def contents(root: Path = ROOT) -> Iterator[Path]:
    """The files of the package, relative to `root`, in the order in which they are packed."""
    yield from (Path(name) for name in FILES)
    sources = (path.relative_to(root) for path in (root / FOLDER).rglob("*.py"))
    yield from sorted(sources, key=lambda path: path.as_posix())


def build(target: Path = TARGET, root: Path = ROOT) -> Path:
    """Writes the package and gives its path. Raises FileNotFoundError if a file is missing."""
    parts = ((path.as_posix(), (root / path).read_bytes()) for path in contents(root))
    return write_archive(target, parts)


def import_seconds(package: Path, times: int = IMPORT_TIMES) -> float:
    """The median time in which a fresh process imports `function_app` from the package, with
    compiled bytecode there. Uses the libraries of this interpreter."""
    with tempfile.TemporaryDirectory(prefix="package-") as place:
        with zipfile.ZipFile(package) as files:
            files.extractall(place)
        sample = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
        environment = {**os.environ, **sample}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds = [_import_once(place, environment) for _ in range(times + 1)]
    return statistics.median(seconds[1:])


def _import_once(place: str, environment: dict[str, str]) -> float:
    command = [sys.executable, "-c", _IMPORT]
    done = subprocess.run(  # noqa: S603
        command, cwd=place, env=environment, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def main() -> None:
    package = build()
    content = package.read_bytes()
    lines = (
        f"{package.relative_to(ROOT)}: {len(content) / 1024:.0f} KiB, "
        f"{sum(1 for _ in contents())} files",
        f"sha256 {hashlib.sha256(content).hexdigest()}",
        f"function_app is imported in {import_seconds(package):.2f} s "
        f"(median of {IMPORT_TIMES} fresh processes)",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
