"""Calls `az` for tokens and `azd` for the values of the deployment. Knows no API."""

import json
import shlex
import shutil
import subprocess
import time
from typing import Any

from infra.register.steps import Stopped

_SECONDS = 120.0
_BEFORE_EXPIRY_SECONDS = 300.0
_LIFETIME_SECONDS = 1800.0


class CommandFailed(Exception):
    """It ended with an error; the text is the last line it wrote."""


def run(*command: str) -> str:
    """What the command wrote. Raises CommandFailed, FileNotFoundError if it is not installed."""
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    try:
        ended = subprocess.run(  # noqa: S603 - no shell, and nothing of it is a user's text
            [program, *command[1:]],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"{command[0]} gave no answer in {_SECONDS:.0f} s") from None
    if ended.returncode != 0:
        said = ended.stderr.strip().splitlines() or [f"{command[0]} ended with an error"]
        raise CommandFailed(said[-1])
    return ended.stdout


class AzureCli:
    """The Azure CLI of whoever is signed in. Tokens are kept in memory only."""

    def __init__(self, tenant: str = "") -> None:
        self._tenant = tenant
        self._tokens: dict[str, tuple[str, float]] = {}

    def tenant(self) -> str:
        """The directory that is asked for tokens. Raises Stopped."""
        if not self._tenant:
            self._tenant = str(self._ask("account", "show")["tenantId"])
        return self._tenant

    def token(self, resource: str) -> str:
        """Raises Stopped."""
        token, good_until = self._tokens.get(resource, ("", 0.0))
        if time.time() > good_until - _BEFORE_EXPIRY_SECONDS:
            order = ("account", "get-access-token", "--resource", resource)
            answer = self._ask(*order, "--tenant", self.tenant())
            # Versions before 2.54 tell the expiry in local time only.
            good_until = float(answer.get("expires_on") or time.time() + _LIFETIME_SECONDS)
            token = str(answer["accessToken"])
            self._tokens[resource] = (token, good_until)
        return token

    def _ask(self, *order: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(run("az", *order, "--output", "json"))
        except FileNotFoundError:
            raise Stopped(
                "The Azure CLI (az) is not installed. Install it from "
                "https://learn.microsoft.com/cli/azure/install-azure-cli, then run: az login"
            ) from None
        except CommandFailed as fault:
            remedy = "az login" + (f" --tenant {self._tenant}" if self._tenant else "")
            raise Stopped(f"The Azure CLI gives no token. {fault}\nRun: {remedy}") from None
        return answer


class Deployment:
    """The values of the azd environment that is chosen here."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    @classmethod
    def read(cls) -> "Deployment | None":
        """None without azd, or without an environment."""
        try:
            lines = run("azd", "env", "get-values").splitlines()
        except (FileNotFoundError, CommandFailed):
            return None
        pairs = (shlex.split(line)[0].partition("=") for line in lines if "=" in line)
        return cls({name: value for name, _, value in pairs})

    def set(self, name: str, value: str) -> None:
        """Raises Stopped."""
        try:
            run("azd", "env", "set", name, value)
        except (FileNotFoundError, CommandFailed) as fault:
            raise Stopped(f"azd does not take {name}: {fault}") from None
        self.values[name] = value
