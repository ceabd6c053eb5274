"""Looks what is deployed up in the databases of known vulnerabilities: the libraries of the
function app at PyPI, those of the pages at the npm registry.

    python -m tools.audit <pip-audit> [--strict]

Ends with 1 if one is known, and with `--strict`, as CI has it, also if a database gave no answer.
Without, a check that was not made is said loudly, and fails nothing: who works offline goes on."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
LOCK: Final = ROOT / "requirements.txt"
PAGES: Final = ROOT / "solution" / "app"
SECONDS: Final = 120
SKIPPED: Final = "!" * 72


@dataclass(frozen=True)
class Looked:
    """`known` are vulnerabilities, a line each; `unchecked` says what was not looked up, and
    why."""

    known: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def libraries(answer: str) -> Looked:
    """What pip-audit's JSON says."""
    found = _json(answer)
    if found is None or "dependencies" not in found:
        return Looked(unchecked=("libraries: pip-audit gave no answer",))
    known, unchecked = [], []
    for one in found["dependencies"]:
        if "skip_reason" in one:
            unchecked.append(f"{one['name']}: {one['skip_reason']}")
        known += [
            f"{one['name']} {one['version']}: {fault['id']}, mended in "
            f"{', '.join(fault['fix_versions']) or 'no version yet'}"
            for fault in one.get("vulns", ())
        ]
    return Looked(tuple(known), tuple(unchecked))


def pages(answer: str) -> Looked:
    """What `npm audit --json` says."""
    found = _json(answer)
    if found is None or "vulnerabilities" not in found:
        why = str((found or {}).get("message", "npm gave no answer"))
        return Looked(unchecked=(f"pages: {why}",))
    known = (
        f"{name} {one['range']}: {one['severity']}"
        for name, one in sorted(found["vulnerabilities"].items())
    )
    return Looked(tuple(known))


def told(looked: Sequence[Looked], *, strict: bool) -> tuple[int, str]:
    """The exit status and what is printed."""
    known = [line for one in looked for line in one.known]
    unchecked = [line for one in looked for line in one.unchecked]
    lines = [f"KNOWN VULNERABILITY {line}" for line in known]
    if unchecked:
        lines += [SKIPPED, "NOT CHECKED for known vulnerabilities:", *unchecked, SKIPPED]
    if not lines:
        lines = ["No known vulnerability in what is deployed."]
    return int(bool(known or (strict and unchecked))), "\n".join(lines) + "\n"


def _json(text: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _answer(command: Sequence[str], place: Path) -> str:
    """What the command prints, whatever its status: both say so if they found something."""
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=place, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def main() -> None:
    pip_audit, *options = sys.argv[1:]
    hashed = ("--require-hashes", "--disable-pip", "--progress-spinner", "off")
    looked = (
        libraries(_answer([pip_audit, "-r", str(LOCK), *hashed, "-f", "json"], ROOT)),
        pages(_answer(["npm", "audit", "--json", "--omit=dev"], PAGES)),
    )
    status, text = told(looked, strict="--strict" in options)
    sys.stdout.write(text)
    sys.exit(status)


if __name__ == "__main__":
    main()
