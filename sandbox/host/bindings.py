"""The triggers and outputs of a function, as the host reads them from the worker's metadata.

Knows their fields and what of them is refused; resolves `%NAME%`; starts nothing.
Rules: functions-bindings-timer, -storage-queue, -http-webhook under
learn.microsoft.com/azure/azure-functions (read 2026-11-24)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox.host.app_settings import SettingsRefused, resolve
from sandbox.host.routes import RouteTemplate
from sandbox.host.schedule import Schedule

HOST_STORAGE = "AzureWebJobsStorage"
POISON_SUFFIX = "-poison"
_QUEUE_NAME = re.compile(r"(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_BUILT_IN_ROUTES = ("admin", "runtime")
_LEVELS: dict[str, Literal["anonymous", "function", "admin"]] = {
    "ANONYMOUS": "anonymous",
    "FUNCTION": "function",
    "ADMIN": "admin",
}


@dataclass(frozen=True)
class HttpTrigger:
    """`methods` empty: every method."""

    argument: str
    template: RouteTemplate
    methods: frozenset[str]
    level: Literal["anonymous", "function", "admin"]


@dataclass(frozen=True)
class TimerTrigger:
    argument: str
    schedule: Schedule
    run_on_startup: bool
    use_monitor: bool


@dataclass(frozen=True)
class QueueTrigger:
    argument: str
    queue: str
    connection: str


@dataclass(frozen=True)
class QueueOutput:
    queue: str
    connection: str


Trigger = HttpTrigger | TimerTrigger | QueueTrigger


@dataclass(frozen=True)
class Function:
    """One indexed function: what starts it, and where its queue outputs go, by argument."""

    name: str
    id: str
    trigger: Trigger
    outputs: Mapping[str, QueueOutput]


def read_function(
    name: str,
    function_id: str,
    raw_bindings: Sequence[str],
    environment: Mapping[str, str],
    route_prefix: str,
) -> Function:
    """Raises SettingsRefused, naming the function, for what the host could not start."""
    try:
        trigger, outputs = _read(name, raw_bindings, environment, route_prefix)
    except SettingsRefused as refusal:
        raise SettingsRefused(f"The '{name}' function is in error: {refusal}") from None
    return Function(name, function_id, trigger, outputs)


def _read(
    name: str, raw_bindings: Sequence[str], environment: Mapping[str, str], route_prefix: str
) -> tuple[Trigger, dict[str, QueueOutput]]:
    trigger: Trigger | None = None
    outputs: dict[str, QueueOutput] = {}
    for raw in raw_bindings:
        binding = json.loads(raw)
        match binding["type"], binding["direction"].upper():
            case "httpTrigger", "IN":
                trigger = _http(name, binding, route_prefix)
            case "timerTrigger", "IN":
                trigger = _timer(binding, environment)
            case "queueTrigger", "IN":
                trigger = QueueTrigger(binding["name"], *_queue(binding, environment))
            case "queue", "OUT":
                outputs[binding["name"]] = QueueOutput(*_queue(binding, environment))
            case "http", "OUT":
                pass  # the answer of an HTTP function
            case kind, _:
                raise SettingsRefused(f"binding {kind!r} is not known to the local host")
    if trigger is None:
        raise SettingsRefused("it has no trigger")
    return trigger, outputs


def check_routes(functions: Sequence[Function]) -> None:
    """Raises SettingsRefused if two functions share a route and a method: the host then leaves
    one of them out, and the worker says nothing (ScriptHost.ValidateHttpFunction)."""
    seen: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for function in functions:
        trigger = function.trigger
        if not isinstance(trigger, HttpTrigger):
            continue
        for name, methods in seen.setdefault(trigger.template.shape, []):
            if not methods or not trigger.methods or methods & trigger.methods:
                raise SettingsRefused(
                    f"The '{function.name}' function is in error: its route "
                    f"'{trigger.template.text}' conflicts with the route of '{name}'"
                )
        seen[trigger.template.shape].append((function.name, trigger.methods))


def _http(name: str, binding: Mapping[str, object], prefix: str) -> HttpTrigger:
    given = binding.get("route")
    route = name if given is None else str(given).strip("/")
    text = "/".join(part for part in (prefix, route) if part)
    if text.split("/")[0].lower() in _BUILT_IN_ROUTES:
        raise SettingsRefused(f"its route '{text}' conflicts with one of the host's own routes")
    methods = binding.get("methods") or []
    assert isinstance(methods, list)
    level = _LEVELS.get(str(binding.get("authLevel", "FUNCTION")).upper())
    if level is None:
        raise SettingsRefused(f"unknown authLevel {binding.get('authLevel')!r}")
    return HttpTrigger(
        argument=str(binding["name"]),
        template=RouteTemplate.parse(text),
        methods=frozenset(str(method).upper() for method in methods),
        level=level,
    )


def _timer(binding: Mapping[str, object], environment: Mapping[str, str]) -> TimerTrigger:
    return TimerTrigger(
        argument=str(binding["name"]),
        schedule=Schedule.parse(resolve(str(binding["schedule"]), environment)),
        run_on_startup=bool(binding.get("runOnStartup")),
        use_monitor=binding.get("useMonitor") is not False,
    )


def _queue(binding: Mapping[str, object], environment: Mapping[str, str]) -> tuple[str, str]:
    """Queue name and connection string. The binding lower-cases the name."""
    queue = resolve(str(binding["queueName"]), environment).lower()
    if not _QUEUE_NAME.fullmatch(queue):
        raise SettingsRefused(f"'{queue}' is no good queue name")
    setting = str(binding.get("connection") or HOST_STORAGE)
    connection = environment.get(setting) or environment.get(f"AzureWebJobs{setting}")
    if not connection:
        raise SettingsRefused(f"its connection needs the setting {setting}, which is not set")
    return queue, connection
