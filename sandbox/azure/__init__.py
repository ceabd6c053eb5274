"""Stand-ins of the command lines `az` and `azd`, as far as they are called here.

`write(folder, ...)` puts both into a folder, for the PATH of whoever calls them."""

import json
import shlex
from pathlib import Path

from sandbox.child import ROOT, python

STATE = "state.json"


def write(folder: Path, entra: str, tenant: str, person: str | None) -> None:
    """`person` is the key of the demo user who is signed in; None: nobody is."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {"entra": entra, "tenant": tenant, "person": person}
    (folder / STATE).write_text(json.dumps(state))
    for name in ("az", "azd"):
        start = shlex.join(python(f"sandbox.azure.{name}", str(folder)))
        script = folder / name
        script.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {start} "$@"\n')
        script.chmod(0o755)
