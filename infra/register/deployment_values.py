"""What the deployment has to know of the registration: told to azd, which hands it to Bicep. CORS
and the app's settings are made of it there."""

from collections.abc import Iterator
from functools import partial

from infra.register.app_registration import is_ours
from infra.register.command_lines import Deployment
from infra.register.context import Context
from infra.register.steps import Step, change, left, ok, waits

_WHAT = "azd"


def plan(context: Context) -> Iterator[Step]:
    wanted = {"DATAVERSE_URL": context.site.dataverse, "ENTRA_CLIENT_ID": context.client_id}
    deployment = context.deployment
    for name, value in wanted.items():
        if deployment is None:
            yield waits(_WHAT, f"there is no azd environment: {name} is {value or 'made above'}")
        elif deployment.values.get(name, "").rstrip("/").lower() == value.lower() and value:
            yield ok(_WHAT, f"{name} is {value}")
        elif name == "ENTRA_CLIENT_ID":
            finding = f"set {name} to the app registration's id, for the next azd up"
            yield change(_WHAT, finding, partial(_tell_client_id, context, deployment))
        else:
            yield change(_WHAT, f"set {name} to {value}", partial(deployment.set, name, value))


def undo(context: Context) -> Iterator[Step]:
    """Only if the registration goes, too: one that others made is still the deployment's."""
    deployment, name = context.deployment, "ENTRA_CLIENT_ID"
    if deployment is None or not deployment.values.get(name):
        yield ok(_WHAT, f"{name} is not set")
    elif context.application is None or is_ours(context.application, context.site):
        yield change(_WHAT, f"empty {name}", partial(deployment.set, name, ""))
    else:
        yield left(_WHAT, f"{name} stays as it is")


def _tell_client_id(context: Context, deployment: Deployment) -> None:
    deployment.set("ENTRA_CLIENT_ID", context.client_id)
