"""Run by azd after it deployed: waits until the app answers, then tries its doors from outside.

Needs Python alone, and PUBLIC_URL and DATAVERSE_ORIGIN, which are outputs of infra/main.bicep."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

WAIT_SECONDS = 300.0
PAUSE_SECONDS = 10.0
CALL_SECONDS = 30.0
FOREIGN_ORIGIN = "https://example.com"
NEXT = "`make register` shows what Dynamics still needs; with APPLY=1 it does it."


@dataclass(frozen=True)
class Answer:
    """Header names in lower case; status 0 if there was no answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(url: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """One call without redirects to other schemes; never raises."""
    if not url.startswith(("https://", "http://127.0.0.1:")):
        return Answer(0)
    request = urllib.request.Request(url, method=method, headers=dict(headers or {}))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=CALL_SECONDS) as answer:  # noqa: S310
            return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()})
    except urllib.error.HTTPError as fault:
        return Answer(fault.code, {k.lower(): v for k, v in fault.headers.items()})
    except OSError:
        return Answer(0)


def wait_until_healthy(
    url: str, seconds: float = WAIT_SECONDS, sleep: Callable[[float], None] = time.sleep
) -> Answer:
    """The first good answer of the health check, or the last one when the time is over."""
    until = time.monotonic() + seconds
    while True:
        answer = ask(f"{url}/api/health")
        if answer.status == 200 or time.monotonic() > until:
            return answer
        sleep(PAUSE_SECONDS)


def health_fault(status: int) -> str | None:
    """What a health check that stays bad means, and where to look."""
    if status == 200:
        return None
    if status == 404:
        return (
            "health: 404. The app runs without its functions: its code could not be loaded. "
            "The reason is in Application Insights, table `exceptions`; most often a setting "
            "that is missing or wrong (docs/settings.md)."
        )
    return (
        f"health: {status or 'no answer'}. The first start can fail while roles are not yet in "
        "force: run `azd deploy` again. Else see `Functions` and `Log stream` in the portal."
    )


def door_faults(url: str, origin: str) -> list[str]:
    """What is open that must be shut, or shut that must be open."""
    found = []
    if ask(f"{url}/api/me").status != 401:
        found.append("/api/me: answers without a token; it must answer 401")
    if _allowed(url, origin) != origin:
        found.append(
            f"CORS: a page of {origin} may not call the app. If the portal shows that origin under "
            "CORS, let the app answer: azd env set CORS_IN_CODE true; azd provision"
        )
    if _allowed(url, FOREIGN_ORIGIN) in (FOREIGN_ORIGIN, "*"):
        found.append("CORS: a page of any origin may call the app. Only Dynamics may.")
    return found


def _allowed(url: str, origin: str) -> str | None:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = ask(f"{url}/api/me", "OPTIONS", headers)
    return answer.headers.get("access-control-allow-origin")


def main() -> None:
    url, origin = os.environ["PUBLIC_URL"].rstrip("/"), os.environ["DATAVERSE_ORIGIN"]
    fault = health_fault(wait_until_healthy(url).status)
    found = [fault] if fault else door_faults(url, origin)
    sys.stdout.writelines(
        f"{line}\n" for line in found or [f"{url} answers; its doors are shut.", NEXT]
    )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
