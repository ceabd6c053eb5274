"""The values of the solution's environment variables, by which pages find the app and sign in."""

from collections.abc import Iterator
from functools import partial

from infra.register.api import Json
from infra.register.context import Context
from infra.register.steps import Step, Stopped, change, ok, waits

_WHAT = "environment variable"
_DEFINITIONS, _VALUES = "environmentvariabledefinitions", "environmentvariablevalues"
_TIED = "environmentvariabledefinition_environmentvariablevalue"
_NAMES = ("acd_FunctionAppUrl", "acd_TenantId", "acd_ClientId")


def plan(context: Context) -> Iterator[Step]:
    """Raises Refused."""
    known = _known(context)
    for name in _NAMES:
        value = _value(context, name)
        if value is None:
            yield waits(_WHAT, f"{name}: the app is made by azd up")
            continue
        held = _held(known.get(name))
        if held is not None and held["value"] == value:
            yield ok(_WHAT, f"{name} is {value}")
        else:
            finding = f"set {name} to {value or 'the id of the app registration'}"
            yield change(_WHAT, finding, partial(_set, context, name))


def undo(context: Context) -> Iterator[Step]:
    known = _known(context)
    values = {name: held for name in _NAMES if (held := _held(known.get(name))) is not None}
    for name, held in values.items():
        path = f"{_VALUES}({held['environmentvariablevalueid']})"
        yield change(_WHAT, f"remove the value of {name}", partial(context.dynamics.delete, path))
    if not values:
        yield ok(_WHAT, "no values are set")


def _value(context: Context, name: str) -> str | None:
    """None where it is not known before azd up; empty where this run makes it."""
    values = {
        "acd_FunctionAppUrl": context.site.app,
        "acd_TenantId": context.site.tenant,
        "acd_ClientId": context.client_id,
    }
    return values[name]


def _known(context: Context) -> dict[str, Json]:
    rows = context.dynamics.rows(
        _DEFINITIONS,
        filter="startswith(schemaname,'acd_')",
        select="schemaname",
        expand=f"{_TIED}($select=value)",
    )
    return {str(row["schemaname"]): row for row in rows}


def _held(definition: Json | None) -> Json | None:
    values: list[Json] = definition[_TIED] if definition else []
    return values[0] if values else None


def _set(context: Context, name: str) -> None:
    definition = _known(context).get(name)
    if definition is None:
        raise Stopped(f"The variable {name} is not in Dynamics, though the solution brings it.")
    value = _value(context, name)
    held = _held(definition)
    if held is not None:
        path = f"{_VALUES}({held['environmentvariablevalueid']})"
        context.dynamics.patch(path, {"value": value})
        return
    tie = f"/{_DEFINITIONS}({definition['environmentvariabledefinitionid']})"
    body = {"EnvironmentVariableDefinitionId@odata.bind": tie, "value": value}
    context.dynamics.post(_VALUES, body)
