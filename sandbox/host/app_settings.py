"""App settings as the host reads them: `local.settings.json`, the environment, `%NAME%`.

Knows nothing of `host.json` and of what a setting means."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

_TOKEN = re.compile(r"%([^%]+)%")


class SettingsRefused(Exception):
    """The app cannot be started with these settings; the text says which and why."""


def read_values(path: Path) -> dict[str, str]:
    """`Values` of a local settings file.

    Raises SettingsRefused if the file is not there, is not JSON, or holds anything but text
    (learn.microsoft.com/azure/azure-functions/functions-develop-local, read 2026-11-24)."""
    try:
        settings = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsRefused(f"{path}: no such settings file") from None
    except ValueError as fault:
        raise SettingsRefused(f"{path}: not JSON: {fault}") from None
    values = settings.get("Values", {}) if isinstance(settings, dict) else None
    if not isinstance(values, dict):
        raise SettingsRefused(f"{path}: Values must be an object")
    for name, value in values.items():
        if not isinstance(value, str):
            raise SettingsRefused(f"{path}: Values.{name} must be text, not {json.dumps(value)}")
    return values


def load_into_environment(values: Mapping[str, str], overrides: Mapping[str, str]) -> list[str]:
    """Puts the settings into `os.environ`; gives the names that have another value in the
    environment already, which keep that one, as with Core Tools. `overrides` win over both."""
    os.environ.update(overrides)
    return [
        name
        for name, value in values.items()
        if os.environ.setdefault(name, value) != value and name not in overrides
    ]


def resolve(text: str, environment: Mapping[str, str]) -> str:
    """`text` with each `%NAME%` replaced by that setting.

    Raises SettingsRefused for a name that is not set or empty."""

    def value(match: re.Match[str]) -> str:
        found = environment.get(match[1], "")
        if not found:
            raise SettingsRefused(f"'{match[0]}' does not resolve to a value: set {match[1]}")
        return found

    return _TOKEN.sub(value, text)
