"""What whoever installs the product does in Dynamics: imports the solution and sets the values of
its environment variables."""

import base64
from uuid import uuid4

from sandbox.shell.package import Package
from sandbox.shell.place import Place
from sandbox.shell.platform import Platform

_DEFINITIONS = "environmentvariabledefinitions"
_VALUES = "environmentvariablevalues"


async def install(platform: Platform, package: Package, place: Place) -> None:
    """Again changes nothing. Raises PlatformFailed."""
    body = {
        "CustomizationFile": base64.b64encode(package.packed).decode(),
        "ImportJobId": str(uuid4()),
        "OverwriteUnmanagedCustomizations": True,
        "PublishWorkflows": True,
    }
    await platform.post("ImportSolution", body)
    # Not part of the solution: pages look for it where people sign in elsewhere than at Microsoft.
    if not await _definition(platform, "acd_Authority"):
        await platform.post(_DEFINITIONS, {"schemaname": "acd_Authority", "type": 100_000_000})
    for name, value in (
        ("acd_FunctionAppUrl", place.app),
        ("acd_TenantId", place.tenant),
        ("acd_ClientId", place.client_id),
        ("acd_Authority", place.authority),
    ):
        await _set(platform, name, value)


async def _set(platform: Platform, name: str, value: str) -> None:
    definition = await _definition(platform, name)
    rule = f"_environmentvariabledefinitionid_value eq {definition}"
    known = (await platform.get(_VALUES, filter=rule))["value"]
    if known:
        key = known[0]["environmentvariablevalueid"]
        await platform.patch(f"{_VALUES}({key})", {"value": value})
        return
    tie = f"/{_DEFINITIONS}({definition})"
    body = {"EnvironmentVariableDefinitionId@odata.bind": tie, "value": value}
    await platform.post(_VALUES, body)


async def _definition(platform: Platform, name: str) -> str:
    """Its id; empty without one."""
    answer = await platform.get(_DEFINITIONS, filter=f"schemaname eq '{name}'")
    return next((str(row["environmentvariabledefinitionid"]) for row in answer["value"]), "")
