"""The app starts with settings that are complete, and stops at once with others."""

import json
import os
import subprocess
import sys

import pytest

from sandbox.child import ROOT

SAMPLE = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
COMPLETE = {
    **SAMPLE,
    "DATAVERSE_URL": "https://example.crm4.dynamics.com",
    "ENTRA_TENANT_ID": "7e000000-0000-4000-8000-000000000001",
    "ENTRA_CLIENT_ID": "ac100000-0000-4000-8000-000000000001",
    "ENTRA_CLIENT_SECRET": "secret",
    "LOCAL_SECRET_KEY": "a long key that is kept by the operator",
    "PUBLIC_URL": "https://example.azurewebsites.net",
}


def start(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **settings}
    command = [sys.executable, "-c", "import function_app"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_complete_settings_need_no_service_to_start() -> None:
    assert start(COMPLETE).stderr == ""


@pytest.mark.parametrize(
    "name", ["DATAVERSE_URL", "ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "PUBLIC_URL"]
)
def test_a_missing_setting_is_named(name: str) -> None:
    done = start({key: value for key, value in COMPLETE.items() if key != name})
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith(f"ConfigurationError: {name}: is not set.")


def test_a_wrong_setting_is_named_without_its_value() -> None:
    done = start({**COMPLETE, "ENTRA_AUTHORITY": "http://login.example"})
    last = done.stderr.splitlines()[-1]
    assert "ENTRA_AUTHORITY: must start with https://" in last
    assert "login.example" not in done.stderr
