"""What is to be registered where: addresses and ids, from the command line or from azd."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from infra.register.steps import Stopped

GRAPH = "https://graph.microsoft.com"


@dataclass(frozen=True)
class Site:
    """`dataverse` and `app` are origins. `client_id` is the app registration's, empty until it is
    known. `identity` is the application id of whoever is the application user in Dynamics, None
    until the deployment made it; with `own_identity` it is the app registration itself."""

    dataverse: str
    graph: str
    tenant: str
    client_id: str
    identity: str | None
    own_identity: bool
    app: str | None
    solution: Path

    @property
    def host(self) -> str:
        return self.dataverse.partition("://")[2]

    @property
    def redirect(self) -> str:
        """Where MSAL comes back to; the same path as in solution/app/src/auth/client.ts."""
        return f"{self.dataverse}/WebResources/acd_/app/auth/redirect.html"


def read_site(given: Mapping[str, str | None], tenant: Callable[[], str], solution: Path) -> Site:
    """`given` has the names that azd knows. Raises Stopped for what is missing or wrong."""

    def value(name: str) -> str:
        return (given.get(name) or "").strip()

    if not value("DATAVERSE_URL"):
        raise Stopped(
            "It is not known which Dynamics environment is meant.\nRun: azd env set DATAVERSE_URL "
            "https://ORG.crm4.dynamics.com, or give --dataverse"
        )
    secret = bool(value("ENTRA_CLIENT_SECRET_NAME"))
    client_id = _guid("ENTRA_CLIENT_ID", value("ENTRA_CLIENT_ID"))
    identity = _guid("MANAGED_IDENTITY_CLIENT_ID", value("MANAGED_IDENTITY_CLIENT_ID"))
    return Site(
        dataverse=_origin("DATAVERSE_URL", value("DATAVERSE_URL")),
        graph=_origin("--graph", value("GRAPH_URL") or GRAPH),
        tenant=_guid("ENTRA_TENANT_ID", value("ENTRA_TENANT_ID")) or tenant(),
        client_id=client_id,
        identity=None if secret else identity or None,
        own_identity=secret,
        app=_origin("PUBLIC_URL", value("PUBLIC_URL")) if value("PUBLIC_URL") else None,
        solution=solution,
    )


def _guid(name: str, text: str) -> str:
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        raise Stopped(f"{name}: '{text}' is no GUID.") from None


def _origin(name: str, text: str) -> str:
    parts = urlsplit(text.lower())
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.username:
        raise Stopped(f"{name}: '{text}' is not the address of a server, such as https://NAME.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname)):
        raise Stopped(f"{name}: '{text}' must begin with https://.")
    return f"{parts.scheme}://{parts.netloc}"


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
