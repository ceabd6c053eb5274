"""The command line: `python -m infra.register`, or `make register`."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from infra.register import (
    app_registration,
    application_user,
    consent,
    deployment_values,
    solution,
    tracking,
    variables,
)
from infra.register.api import Api
from infra.register.command_lines import AzureCli, Deployment
from infra.register.context import Context
from infra.register.site import Site, read_site
from infra.register.steps import Step, Stopped, carry_out
from shared.errors import AppError
from shared.transport import open_session

_SOLUTION = Path(__file__).resolve().parents[2] / "dist" / "ActiveCampaignForDynamics_managed.zip"
_OPTIONS = {
    "dataverse": "DATAVERSE_URL",
    "tenant": "ENTRA_TENANT_ID",
    "client_id": "ENTRA_CLIENT_ID",
    "identity": "MANAGED_IDENTITY_CLIENT_ID",
    "app_url": "PUBLIC_URL",
    "graph": "GRAPH_URL",
}
_RIGHTS_ENTRA = (
    "You need the directory role Cloud Application Administrator (or Application Administrator) in "
    "Entra ID. Have it given to you, sign in again (az login), and run this again."
)
_RIGHTS_DYNAMICS = (
    "You need the role System Administrator in this Dynamics environment. Have it given to you, "
    "and run this again. If it is the right person: az login --tenant <directory of Dynamics>."
)
_HEADERS = {
    "Accept": "application/json",
    "OData-Version": "4.0",
    "OData-MaxVersion": "4.0",
    "Consistency": "Strong",  # else a role that the solution just brought may not be seen
}


def planned(context: Context) -> Iterator[Step]:
    """Everything in its order, after a look at what can be seen to stop it before anything is
    changed. Raises Stopped, Refused."""
    solution.check(context)
    yield from app_registration.plan(context)
    yield from consent.plan(context)
    yield from deployment_values.plan(context)
    yield from solution.plan(context)
    yield from tracking.plan(context)
    yield from application_user.plan(context)
    yield from variables.plan(context)


def undone(context: Context) -> Iterator[Step]:
    """The other way round. The registration is found first: it may be the application user's."""
    context.application = app_registration.find(context)
    yield from variables.undo(context)
    yield from application_user.undo(context)
    yield from tracking.undo(context)
    yield from solution.undo(context)
    yield from app_registration.undo(context)
    yield from deployment_values.undo(context)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 if a person has to act first."""
    order = _parser().parse_args(arguments)
    try:
        deployment = Deployment.read()
        context = _context(order, deployment)
        _say(f"{context.site.dataverse}, directory {context.site.tenant}")
        steps = undone(context) if order.undo else planned(context)
        count = carry_out(steps, apply=order.apply, write=_say)
    except (Stopped, AppError) as fault:
        sys.stderr.write(f"\nStopped. {fault}\n")
        return 1
    _say(_summary(count.changes, apply=order.apply, undo=order.undo))
    if count.waiting and not order.undo:
        _say("Something waits for the deployment: run `azd up`, then this again.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.register", description=__doc__)
    add = parser.add_argument
    add("--apply", action="store_true", help="do it; without, only print what would be done")
    add("--undo", action="store_true", help="take away what was made here, and nothing else")
    add("--solution", type=Path, default=_SOLUTION, help="the managed zip; default: that in dist/")
    add("--dataverse", metavar="URL", help="the Dynamics environment; default: azd's DATAVERSE_URL")
    add("--tenant", metavar="ID", help="its directory; default: ENTRA_TENANT_ID, or that of az")
    add("--client-id", metavar="ID", help="an app registration that is there; default: one is made")
    add("--identity", metavar="ID", help="application id of the app's managed identity")
    add("--app-url", metavar="URL", help="the function app; default: azd's PUBLIC_URL")
    add("--graph", metavar="URL", help="Microsoft Graph of another cloud than the global one")
    return parser


def _context(order: argparse.Namespace, deployment: Deployment | None) -> Context:
    names = _OPTIONS.values()
    given: dict[str, str | None] = {name: os.environ.get(name) for name in names}
    given |= deployment.values if deployment else {}
    given |= {name: value for key, name in _OPTIONS.items() if (value := getattr(order, key))}
    az = AzureCli(given.get("ENTRA_TENANT_ID") or "")
    site = read_site(given, az.tenant, order.solution)
    return open_context(site, az.token, deployment)


def open_context(
    site: Site,
    token: Callable[[str], str],
    deployment: Deployment | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Context:
    """`token` gives one for the address of a service. `sleep` is for tests."""
    session = open_session(pool_size=1)
    graph = Api(
        "entra", "Microsoft Graph", f"{site.graph}/v1.0", session=session, rights=_RIGHTS_ENTRA,
        token=lambda: token(site.graph), sleep=sleep,
    )  # fmt: skip
    dynamics = Api(
        "dataverse", "Dynamics", f"{site.dataverse}/api/data/v9.2", session=session,
        rights=_RIGHTS_DYNAMICS, headers=_HEADERS, token=lambda: token(site.dataverse), sleep=sleep,
    )  # fmt: skip
    return Context(site, graph, dynamics, deployment, sleep=sleep)


def _summary(changes: int, *, apply: bool, undo: bool) -> str:
    if not changes:
        return "Nothing to do."
    counted = f"{changes} change{'' if changes == 1 else 's'}"
    if apply:
        return f"Done: {counted}."
    again = "make register UNDO=1 APPLY=1" if undo else "make register APPLY=1"
    return f"{counted} would be made. Nothing was changed; to do it: {again}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
