"""How long a fresh process takes to import `function_app`."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.figures import Figure, at_most
from bench.options import Options
from sandbox.child import ROOT

SECONDS, TIMES = 1.0, 7
PROGRAM = (
    "import time; began = time.perf_counter(); import function_app; "
    "print(time.perf_counter() - began)"
)


def measure(_: Options) -> Iterator[Figure]:
    """With compiled bytecode there, as it is after the first start."""
    with tempfile.TemporaryDirectory(prefix="bench-") as cache:
        env = {**os.environ, **_settings(), "PYTHONPYCACHEPREFIX": cache}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        first = _seconds(env)
        later = [_seconds(env) for _ in range(TIMES)]
    yield at_most(
        "import of function_app", statistics.median(later), SECONDS, "s",
        f"median of {TIMES} fresh processes; {first:.2f} s with nothing compiled yet",
    )  # fmt: skip


def _settings() -> dict[str, str]:
    """Those of the sample: without settings the app does not start."""
    return dict(json.loads((ROOT / "local.settings.sample.json").read_text())["Values"])


def _seconds(env: dict[str, str]) -> float:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return float(done.stdout)
