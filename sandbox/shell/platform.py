"""What Dynamics itself knows and does, whoever is signed in: calls as the system administrator,
and, for a person's settings, by the control routes of the stand-in."""

from typing import Any

from aiohttp import ClientResponseError, ClientSession, ClientTimeout

from sandbox.shell.place import Place

ADMINISTRATOR = "ada"
API = "/api/data/v9.2/"
_TIMEOUT = ClientTimeout(total=60)
HEADERS = {
    "Accept": "application/json",
    "OData-Version": "4.0",
    "OData-MaxVersion": "4.0",
    "If-None-Match": "null",
}


class PlatformFailed(Exception):
    """The stand-in of Dataverse refused what Dynamics itself asked; the text is its answer."""


class Platform:
    """A context manager."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._token = ""

    async def __aenter__(self) -> "Platform":
        self._session = ClientSession(timeout=_TIMEOUT)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def get(self, path: str, **options: str) -> Any:
        """`options` without their dollar sign."""
        return await self._call("GET", path, {f"${name}": v for name, v in options.items()})

    async def post(self, path: str, body: Any) -> Any:
        return await self._call("POST", path, {}, body)

    async def patch(self, path: str, body: Any) -> Any:
        return await self._call("PATCH", path, {}, body)

    async def language(self, user_id: str) -> int:
        """In which a person sees Dynamics: 1033, 1040 ..."""
        async with self._session.get(self._settings(user_id), raise_for_status=True) as answer:
            return int((await answer.json())["uilanguageid"])

    async def set_language(self, user_id: str, language: int) -> None:
        body, who = {"uilanguageid": language}, {"as": "system"}
        async with self._session.patch(self._settings(user_id), json=body, params=who) as answer:
            answer.raise_for_status()

    def _settings(self, user_id: str) -> str:
        return f"{self._place.dataverse}/_sandbox/rows/usersettingscollection/{user_id}"

    async def _call(self, method: str, path: str, options: dict[str, str], body: Any = None) -> Any:
        answer = await self._once(method, path, options, body)
        if answer is None:  # the clock was moved on, and the token is too old
            self._token = ""
            answer = await self._once(method, path, options, body)
        if answer is None:
            raise PlatformFailed(f"{method} {path}: 401")
        return answer

    async def _once(self, method: str, path: str, options: dict[str, str], body: Any) -> Any:
        """None if the token is no good."""
        token = self._token = self._token or await self._new_token()
        headers = {**HEADERS, "Authorization": f"Bearer {token}"}
        url = self._place.dataverse + API + path
        async with self._session.request(
            method, url, params=options, json=body, headers=headers
        ) as answer:
            if answer.status == 401:
                return None
            if not answer.ok:
                raise PlatformFailed(f"{method} {path}: {answer.status} {await answer.text()}")
            return {} if answer.status == 204 else await answer.json()

    async def _new_token(self) -> str:
        order = {"person": ADMINISTRATOR, "audience": self._place.dataverse}
        url = f"{self._place.entra}/_sandbox/tokens"
        try:
            async with self._session.post(url, json=order, raise_for_status=True) as answer:
                return str((await answer.json())["token"])
        except ClientResponseError as fault:
            raise PlatformFailed(f"no token: {fault}") from fault
