"""The solution in Dynamics: imported as a managed one, brought up to date, uninstalled.

learn.microsoft.com, "Solution staging, with asynchronous import and export", "Work with solutions
using APIs" (read 2026-11-30)."""

import base64
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from infra.register.api import Json, Refused
from infra.register.context import Context
from infra.register.steps import Step, Stopped, change, left, ok

NAME = "ActiveCampaignForDynamics"
_WHAT = "solution"
_COMPLETED, _SUCCEEDED = 3, 30
_LOOK_SECONDS, _LONGEST_SECONDS = 5.0, 1800.0
_UNINSTALL_SECONDS = 600.0


@dataclass(frozen=True)
class Package:
    """A managed solution file."""

    path: Path
    version: str


def read_package(path: Path) -> Package:
    """Raises Stopped."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = ElementTree.fromstring(archive.read("solution.xml"))  # noqa: S314 - our own
    except FileNotFoundError:
        raise Stopped(f"There is no solution {path}.\nRun: make solution") from None
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise Stopped(f"{path} is no solution file.") from None
    name = manifest.findtext("./SolutionManifest/UniqueName")
    managed = manifest.findtext("./SolutionManifest/Managed")
    if name != NAME or managed != "1":
        raise Stopped(f"{path} is not the managed solution {NAME}.")
    return Package(path, manifest.findtext("./SolutionManifest/Version") or "0")


def check(context: Context) -> tuple[Package, Json | None]:
    """What is to be imported, and what is there. Raises Stopped, Refused."""
    package = read_package(context.site.solution)
    installed = _installed(context)
    if installed is not None and not installed["ismanaged"]:
        raise Stopped(
            f"{NAME} is in Dynamics as an unmanaged solution, over which Dynamics imports no "
            "managed one.\nGo on importing it unmanaged by hand, or remove it with its components."
        )
    return package, installed


def plan(context: Context) -> Iterator[Step]:
    """Raises Stopped, Refused."""
    package, installed = check(context)
    if installed is None:
        yield change(_WHAT, f"import {NAME} {package.version}", lambda: _bring(context, package))
    elif _numbers(str(installed["version"])) < _numbers(package.version):
        finding = f"update {NAME} from {installed['version']} to {package.version}"
        yield change(_WHAT, finding, lambda: _bring(context, package))
    elif _numbers(str(installed["version"])) > _numbers(package.version):
        finding = f"{installed['version']} is there, newer than {package.version}: it stays"
        yield left(_WHAT, finding)
    else:
        yield ok(_WHAT, f"{NAME} {package.version}")


def undo(context: Context) -> Iterator[Step]:
    """Uninstalls a managed solution: its roles, pages, buttons, variables and its table go."""
    installed = _installed(context)
    if installed is None:
        yield ok(_WHAT, "it is not there")
    elif not installed["ismanaged"]:
        yield left(_WHAT, "it is unmanaged, and so was not imported here")
    else:
        path = f"solutions({installed['solutionid']})"
        finding = (
            f"uninstall {NAME} {installed['version']}, with all marketing activity on timelines"
        )
        yield change(_WHAT, finding, lambda: context.dynamics.delete(path, _UNINSTALL_SECONDS))


def _installed(context: Context) -> Json | None:
    rows = context.dynamics.rows(
        "solutions", filter=f"uniquename eq '{NAME}'", select="solutionid,version,ismanaged"
    )
    return rows[0] if rows else None


def _numbers(version: str) -> list[int]:
    return [int(part) if part.isdigit() else 0 for part in version.split(".")]


def _bring(context: Context, package: Package) -> None:
    """Imports it and waits until Dynamics is through. Raises Stopped with Dynamics' own reason."""
    body = {
        "CustomizationFile": base64.b64encode(package.path.read_bytes()).decode(),
        "OverwriteUnmanagedCustomizations": False,
        "PublishWorkflows": True,
    }
    try:
        job = context.dynamics.post("ImportSolutionAsync", body)
    except Refused as refusal:
        if refusal.status != 429:
            raise
        raise Stopped(
            f"{refusal}\nAnother import or publishing is under way in Dynamics. Run this again "
            "when it is through."
        ) from None
    done = _awaited(context, str(job["AsyncOperationId"]))
    if done["statuscode"] != _SUCCEEDED:
        reason = _reason(context, str(job["ImportJobKey"])) or done.get("friendlymessage") or ""
        raise Stopped(f"Dynamics could not import the solution: {reason or done.get('message')}")


def _awaited(context: Context, operation_id: str) -> Json:
    path = f"asyncoperations({operation_id})"
    select = "statecode,statuscode,message,friendlymessage"
    waited = 0.0
    while True:
        operation = context.dynamics.get(path, select=select)
        if operation["statecode"] == _COMPLETED:
            return operation
        if waited >= _LONGEST_SECONDS:
            raise Stopped(
                f"Dynamics has not ended the import in {_LONGEST_SECONDS / 60:.0f} minutes. See "
                "Solutions, History in make.powerapps.com, and run this again when it is through."
            )
        context.sleep(_LOOK_SECONDS)
        waited += _LOOK_SECONDS


def _reason(context: Context, import_id: str) -> str:
    """What the import job says of the first part that failed; empty if it says nothing."""
    job: dict[str, Any] = context.dynamics.find(f"importjobs({import_id})", select="data") or {}
    try:
        data = ElementTree.fromstring(job.get("data") or "")  # noqa: S314 - from Dynamics itself
    except ElementTree.ParseError:
        return ""
    failed = (one for one in data.iter() if one.get("result") in ("failure", "error"))
    return next((one.get("errortext") or "" for one in failed), "")
