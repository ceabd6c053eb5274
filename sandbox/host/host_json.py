"""`host.json`: the settings that hold for the whole app. Knows nothing of the app's functions.

Defaults: learn.microsoft.com/azure/azure-functions/functions-host-json and
functions-bindings-storage-queue; QueuesOptions.cs of azure-sdk-for-net (read 2026-11-24)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sandbox.host.app_settings import SettingsRefused

MAX_BATCH_SIZE = 32
_SPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")


@dataclass(frozen=True)
class QueueOptions:
    """`extensions.queues`. Times in seconds."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_seconds: float = 0.0
    max_polling_seconds: float = 60.0
    encoding: Literal["base64", "none"] = "base64"


@dataclass(frozen=True)
class HostOptions:
    """What this host honours of `host.json`; `timeout_seconds` None is without limit."""

    route_prefix: str
    timeout_seconds: float | None
    queues: QueueOptions


def read_host_json(path: Path) -> HostOptions:
    """Raises SettingsRefused for a missing file, a version other than 2.0, or a bad value."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsRefused(f"{path}: no such file; an app has a host.json") from None
    except ValueError as fault:
        raise SettingsRefused(f"{path}: not JSON: {fault}") from None
    if content.get("version") != "2.0":
        raise SettingsRefused(f'{path}: version must be "2.0"')
    extensions = content.get("extensions", {})
    limit = content.get("functionTimeout", "00:30:00")
    return HostOptions(
        route_prefix=extensions.get("http", {}).get("routePrefix", "api").strip("/"),
        timeout_seconds=None if limit == "-1" else _seconds("functionTimeout", limit),
        queues=_queue_options(extensions.get("queues", {})),
    )


def _queue_options(given: Mapping[str, object]) -> QueueOptions:
    batch_size = _whole("batchSize", given.get("batchSize", 16), 1, MAX_BATCH_SIZE)
    encoding = given.get("messageEncoding", "base64")
    if encoding not in ("base64", "none"):
        raise SettingsRefused(f"extensions.queues.messageEncoding: unknown {encoding!r}")
    return QueueOptions(
        batch_size=batch_size,
        new_batch_threshold=_whole(
            "newBatchThreshold", given.get("newBatchThreshold", batch_size // 2), 0, 1000
        ),
        max_dequeue_count=_whole("maxDequeueCount", given.get("maxDequeueCount", 5), 1, 1000),
        visibility_seconds=_seconds(
            "visibilityTimeout", given.get("visibilityTimeout", "00:00:00")
        ),
        max_polling_seconds=_seconds(
            "maxPollingInterval", given.get("maxPollingInterval", "00:01:00")
        ),
        encoding="none" if encoding == "none" else "base64",
    )


def _whole(name: str, value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SettingsRefused(f"host.json: {name} must be a number from {least} to {most}")
    return value


def _seconds(name: str, value: object) -> float:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise SettingsRefused(f'host.json: {name} must be a time like "00:00:30", not {value!r}')
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
