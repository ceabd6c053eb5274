"""Run by test_package.py in an environment of its own: indexes a package as Azure's worker does
and calls one of its functions. Prints what happened as one line of JSON.

    python start_package.py PACKAGE_FOLDER

Beside it lie `worker_seam` (a copy of sandbox/host/worker.py) and Microsoft's worker library."""

import asyncio
import json
import sys
import time
from pathlib import Path

from worker_seam import HttpCall, Worker  # type: ignore[import-not-found]


async def start(package: Path) -> dict[str, object]:
    began = time.perf_counter()
    worker = Worker()
    functions = await worker.index(package)
    indexed = time.perf_counter() - began
    for function in functions:
        triggers = [json.loads(binding) for binding in function.raw_bindings]
        for trigger in triggers:
            if trigger.get("route") == "health":
                call = HttpCall("GET", "http://127.0.0.1/api/health", {}, {}, {}, b"")
                outcome = await worker.call_http("1", function.id, trigger["name"], call)
    own = [m.__file__ for n, m in sys.modules.items() if n.split(".")[0] == "shared"]
    return {
        "functions": sorted(function.name for function in functions),
        "status": outcome.answer.status,
        "body": json.loads(outcome.answer.body),
        "seconds": round(indexed, 2),
        "own": sorted(str(path) for path in own),
        "loaded": sorted(name for name in sys.modules if "." not in name),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(start(Path(sys.argv[1])))) + "\n")
    sys.stdout.flush()
