"""Change tracking of leads and contacts, without which the sync finds no changes.

"Create and update table definitions using the Web API" (learn.microsoft.com, read 2026-11-30): PUT
replaces the whole definition, so it is read just before, and takes effect once it is published."""

from collections.abc import Iterator
from functools import partial

from infra.register.context import Context
from infra.register.steps import Step, Stopped, change, left, ok

_WHAT = "change tracking"
_TABLES = ("lead", "contact")


def plan(context: Context) -> Iterator[Step]:
    """Raises Stopped, Refused."""
    for table in _TABLES:
        found = context.dynamics.get(
            f"EntityDefinitions(LogicalName='{table}')",
            select="ChangeTrackingEnabled,CanChangeTrackingBeEnabled",
        )
        if found["ChangeTrackingEnabled"]:
            yield ok(_WHAT, f"on for {table}")
        elif not found["CanChangeTrackingBeEnabled"]["Value"]:
            raise Stopped(f"Dynamics does not let change tracking be turned on for {table}.")
        else:
            yield change(_WHAT, f"turn on for {table}", partial(_turn_on, context, table))


def undo(_: Context) -> Iterator[Step]:
    yield left(_WHAT, "stays on: Dynamics does not turn it off again")


def _turn_on(context: Context, table: str) -> None:
    path = f"EntityDefinitions(LogicalName='{table}')"
    definition = context.dynamics.get(path) | {"ChangeTrackingEnabled": True}
    # Without this header, labels of other languages are lost.
    context.dynamics.put(path, definition, {"MSCRM.MergeLabels": "true"})
    entities = f"<entities><entity>{table}</entity></entities>"
    body = {"ParameterXml": f"<importexportxml>{entities}</importexportxml>"}
    context.dynamics.post("PublishXml", body, repeatable=True)
