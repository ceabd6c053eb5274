"""A stand-in of Dataverse on loopback, a key server in Entra's place, and clients for both."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import jwt
import pytest
import requests
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.dataverse.app import dataverse_app
from sandbox.dataverse.organisation import Settings
from sandbox.demo.people import USERS
from tests.servers import APPLICATION, TENANT, Background

KID = "test-key"


@dataclass(frozen=True)
class Client:
    """Calls the Web API with one token."""

    url: str
    token: str
    session: requests.Session

    @property
    def api(self) -> str:
        return f"{self.url}/api/data/v9.2"

    def call(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        url = path if path.startswith("http") else f"{self.api}/{path}"
        return self.session.request(method, url, headers=headers, timeout=20, **kwargs)

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        return self.call("GET", path, **kwargs)

    def value(self, path: str, **kwargs: Any) -> list[dict[str, Any]]:
        answer = self.get(path, **kwargs)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def ids(self, set_name: str, filter_text: str) -> set[str]:
        key = {"leads": "leadid", "contacts": "contactid"}[set_name]
        rows = self.value(set_name, params={"$select": key, "$filter": filter_text})
        return {row[key] for row in rows}

    def create(self, set_name: str, **values: Any) -> str:
        answer = self.call("POST", set_name, json=values)
        assert answer.status_code == 204, answer.text
        return answer.headers["OData-EntityId"].rpartition("(")[2].rstrip(")")

    def patch(self, path: str, values: dict[str, Any], **headers: str) -> requests.Response:
        return self.call("PATCH", path, json=values, headers=headers)

    def control(self, method: str, path: str, body: Any = None) -> requests.Response:
        return self.session.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=20)


class World:
    """One environment with 200 leads and 300 contacts, and tokens for whoever calls it."""

    def __init__(self, url: str, key: rsa.RSAPrivateKey, session: requests.Session) -> None:
        self.url = url
        self._key = key
        self._session = session

    def sign(self, **claims: Any) -> str:
        """An app token for this environment; a claim that is None is left out."""
        everything: dict[str, Any] = {
            "aud": self.url,
            "iss": f"https://sts.windows.net/{TENANT}/",
            "exp": int(time.time()) + 600,
            "appid": APPLICATION,
            "jti": str(uuid4()),
            **claims,
        }
        kept = {name: value for name, value in everything.items() if value is not None}
        return jwt.encode(kept, self._key, algorithm="RS256", headers={"kid": KID})

    def client(self, token: str) -> Client:
        return Client(self.url, token, self._session)

    def app(self) -> Client:
        return self.client(self.sign())

    def user(self, key: str) -> Client:
        oid = next(user.oid for user in USERS if user.key == key)
        return self.client(self.sign(oid=oid, scp="user_impersonation", appid=str(uuid4())))


@pytest.fixture(scope="session")
def background() -> Iterator[Background]:
    with Background.running() as thread:
        yield thread


@pytest.fixture(scope="session")
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def authority(background: Background, signing_key: rsa.RSAPrivateKey) -> Iterator[str]:
    """A server of signing keys, as Entra has one."""
    public = RSAAlgorithm.to_jwk(signing_key.public_key(), as_dict=True)
    document = {"keys": [{**public, "kid": KID, "use": "sig", "alg": "RS256"}]}

    async def keys(_: web.Request) -> web.Response:
        return web.json_response(document)

    def make(_: int) -> web.Application:
        app = web.Application()
        app.router.add_get(f"/{TENANT}/discovery/v2.0/keys", keys)
        return app

    with background.serving(make) as url:
        yield url


@pytest.fixture(scope="session")
def http_session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


Make = Callable[..., World]


@pytest.fixture
def make_world(
    background: Background,
    authority: str,
    signing_key: rsa.RSAPrivateKey,
    http_session: requests.Session,
) -> Iterator[Make]:
    """Starts environments; keyword arguments are those of Settings, and `leads`, `contacts`."""
    environments = ExitStack()

    def make(leads: int = 200, contacts: int = 300, **settings: Any) -> World:
        base = Settings("", authority, TENANT, APPLICATION)

        def app(port: int) -> web.Application:
            chosen = replace(base, url=f"http://127.0.0.1:{port}", **settings)
            return dataverse_app(chosen, leads, contacts)

        url = environments.enter_context(background.serving(app))
        return World(url, signing_key, http_session)

    with environments:
        yield make


@pytest.fixture
def world(make_world: Make) -> World:
    return make_world()


@pytest.fixture
def app(world: World) -> Client:
    """A client with the token of the application user."""
    return world.app()


def error_code(answer: requests.Response) -> str:
    return str(answer.json()["error"]["code"])
