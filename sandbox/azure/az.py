"""`az account get-access-token` and `az account show` (learn.microsoft.com/cli/azure/account, read
2026-11-30). The first argument is the folder of `sandbox.azure.write`.

The scopes are those that the Azure CLI holds at Microsoft Graph, as far as they are needed."""

import argparse
import json
import sys
from pathlib import Path

import requests

from sandbox.azure import STATE

_GRAPH_SCOPES = "Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All User.Read.All"
_SIGN_IN = "ERROR: Please run 'az login' to setup account.\n"


def main() -> None:
    state = json.loads((Path(sys.argv[1]) / STATE).read_text())
    parser = argparse.ArgumentParser(prog="az")
    parser.add_argument("group", choices=["account"])
    parser.add_argument("command", choices=["get-access-token", "show"])
    parser.add_argument("--resource")
    parser.add_argument("--tenant", default=state["tenant"])
    parser.add_argument("--output", "-o", choices=["json"], default="json")
    order = parser.parse_args(sys.argv[2:])
    if state["person"] is None:
        sys.stderr.write(_SIGN_IN)
        sys.exit(1)
    if order.tenant != state["tenant"]:
        sys.stderr.write(f"ERROR: AADSTS90002: Tenant '{order.tenant}' not found.\n")
        sys.exit(1)
    if order.command == "show":
        out = {"tenantId": state["tenant"], "state": "Enabled", "user": {"type": "user"}}
    else:
        answer = requests.post(
            f"{state['entra']}/_sandbox/tokens",
            json={
                "person": state["person"],
                "audience": order.resource,
                "scope": f"user_impersonation {_GRAPH_SCOPES}",
            },
            timeout=30,
        )
        answer.raise_for_status()
        out = {
            "accessToken": answer.json()["token"],
            "expires_on": answer.json()["claims"]["exp"],
            "tenant": order.tenant,
            "tokenType": "Bearer",
        }
    sys.stdout.write(json.dumps(out, indent=2) + "\n")


if __name__ == "__main__":
    main()
