"""Run by azd before it provisions: stops with one line for each input that is missing or wrong.

Needs Python alone. Reads the azd environment, which azd puts into the process's own."""

import os
import re
import sys
from collections.abc import Mapping
from uuid import UUID

_ORIGIN = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+/?", re.IGNORECASE)
_SECRET_NAME = re.compile(r"[0-9A-Za-z-]{1,127}")


def faults(environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the inputs of infra/main.parameters.json, with its remedy."""
    found = []
    address = environment.get("DATAVERSE_URL", "")
    if not _ORIGIN.fullmatch(address):
        found.append(
            "DATAVERSE_URL: must be the address of the Dynamics environment: "
            "azd env set DATAVERSE_URL https://ORG.crm4.dynamics.com"
        )
    if not _is_guid(environment.get("ENTRA_CLIENT_ID", "")):
        found.append(
            "ENTRA_CLIENT_ID: must be the application id of the app registration. "
            "`make register APPLY=1` makes one and sets it; or: azd env set ENTRA_CLIENT_ID <id>"
        )
    tenant = environment.get("ENTRA_TENANT_ID", "")
    if tenant and not _is_guid(tenant):
        found.append("ENTRA_TENANT_ID: must be a GUID, or empty for the subscription's directory")
    secret = environment.get("ENTRA_CLIENT_SECRET_NAME", "")
    if secret and not _SECRET_NAME.fullmatch(secret):
        found.append(
            "ENTRA_CLIENT_SECRET_NAME: must be the name of a secret in the Key Vault, "
            "never the secret itself"
        )
    for name in ("PRIVATE_NETWORK", "CORS_IN_CODE"):
        if environment.get(name, "") not in ("true", "false", ""):
            found.append(f"{name}: must be true or false")
    return found


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def main() -> None:
    found = faults(os.environ)
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
