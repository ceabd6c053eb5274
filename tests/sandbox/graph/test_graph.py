"""The stand-in of Microsoft Graph refuses what Graph refuses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from aiohttp import web

from sandbox.graph.app import graph_app
from tests.servers import TENANT, Background
from tests.servers import entra as entra_app

SCOPES = "Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All"
SCOPE = {
    "id": "5c000000-0000-4000-8000-000000000001",
    "value": "access_as_user",
    "type": "User",
    "isEnabled": True,
    "adminConsentDisplayName": "Use it",
    "adminConsentDescription": "Use it",
}


@dataclass
class Graph:
    url: str
    entra: str
    person: str = "ada"
    scope: str = SCOPES
    audience: str = ""

    def call(self, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
        order = {
            "person": self.person, "audience": self.audience or self.url, "scope": self.scope,
        }  # fmt: skip
        token = requests.post(f"{self.entra}/_sandbox/tokens", json=order, timeout=20).json()
        return requests.request(
            method,
            f"{self.url}/v1.0/{path}",
            json=body,
            params={f"${name}": value for name, value in query.items()},
            headers={"Authorization": f"Bearer {token['token']}"},
            timeout=20,
        )

    def made(self, **body: Any) -> dict[str, Any]:
        answer = self.call("POST", "applications", {"displayName": "Demo", **body})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def with_principal(self) -> tuple[dict[str, Any], dict[str, Any]]:
        made = self.made(api={"oauth2PermissionScopes": [SCOPE]})
        answer = self.call("POST", "servicePrincipals", {"appId": made["appId"]})
        assert answer.status_code == 201, answer.text
        return made, answer.json()


@pytest.fixture(scope="module")
def servers() -> Iterator[Background]:
    with Background.running() as background:
        yield background


@pytest.fixture(scope="module")
def entra(servers: Background) -> Iterator[str]:
    with servers.serving(entra_app) as url:
        yield url


@pytest.fixture
def graph(servers: Background, entra: str) -> Iterator[Graph]:
    def make(port: int) -> web.Application:
        return graph_app(f"http://127.0.0.1:{port}", entra, TENANT)

    with servers.serving(make) as url:
        yield Graph(url, entra)


def refused(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_without_a_token_for_graph_nobody_gets_in(graph: Graph) -> None:
    answer = requests.get(f"{graph.url}/v1.0/applications", timeout=20)
    assert refused(answer) == (401, "InvalidAuthenticationToken")
    graph.audience = "https://contoso.crm4.dynamics.com"
    assert refused(graph.call("GET", "applications")) == (401, "InvalidAuthenticationToken")


def test_both_the_tokens_scope_and_the_persons_role_are_needed(graph: Graph) -> None:
    denied = (403, "Authorization_RequestDenied")
    graph.person = "sam"
    assert refused(graph.call("POST", "applications", {"displayName": "Mine"})) == denied
    graph.person, graph.scope = "ada", "User.Read"
    assert refused(graph.call("GET", "applications")) == denied
    graph.scope = "Application.ReadWrite.All"
    assert refused(graph.call("POST", "oauth2PermissionGrants", {})) == denied


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": ""},
        {"appId": "ac100000-0000-4000-8000-000000000001"},
        {"redirectUris": ["https://example.com/"]},
        {"signInAudience": "Everybody"},
        {"spa": {"redirectUris": ["http://example.com/"]}},
        {"spa": {"redirectUris": ["https://*.example.com/"]}},
        {"spa": {"redirects": []}},
        {"identifierUris": ["api://somebody-elses"]},
        {"tags": "one"},
        {"api": {"requestedAccessTokenVersion": 3}},
        {"api": {"oauth2PermissionScopes": [{**SCOPE, "type": "Everybody"}]}},
        {"api": {"oauth2PermissionScopes": [{**SCOPE, "id": "mine"}]}},
        {"api": {"oauth2PermissionScopes": [{**SCOPE, "adminConsentDescription": ""}]}},
        {"api": {"oauth2PermissionScopes": [SCOPE, {**SCOPE, "id": TENANT}]}},
    ],
    ids=str,
)
def test_an_application_that_graph_would_not_take_is_refused(
    graph: Graph, body: dict[str, Any]
) -> None:
    assert graph.call("POST", "applications", {"displayName": "Demo", **body}).status_code == 400


def test_a_change_leaves_what_it_does_not_name(graph: Graph) -> None:
    made = graph.made(api={"oauth2PermissionScopes": [SCOPE]}, tags=["mine"])
    path = f"applications/{made['id']}"
    body = {"api": {"requestedAccessTokenVersion": 2}}
    assert graph.call("PATCH", path, body).status_code == 204
    now = graph.call("GET", path).json()
    assert now["api"]["oauth2PermissionScopes"] == [SCOPE]
    assert (now["api"]["requestedAccessTokenVersion"], now["tags"]) == (2, ["mine"])


def test_an_enabled_scope_cannot_be_taken_out(graph: Graph) -> None:
    made = graph.made(api={"oauth2PermissionScopes": [SCOPE]})
    path = f"applications/{made['id']}"
    without = {"api": {"oauth2PermissionScopes": []}}
    assert refused(graph.call("PATCH", path, without)) == (
        400, "CannotDeleteOrUpdateEnabledEntitlement",
    )  # fmt: skip


def test_applications_are_found_by_tag_and_by_application_id(graph: Graph) -> None:
    made = graph.made(tags=["mine"])
    graph.made(tags=["other"])
    found = graph.call("GET", "applications", filter="tags/any(t:t eq 'mine')", select="appId")
    assert [one["appId"] for one in found.json()["value"]] == [made["appId"]]
    by_id = graph.call("GET", f"applications(appId='{made['appId']}')")
    assert by_id.json()["id"] == made["id"]
    wrong = graph.call("GET", "applications", filter="startsWith(tags,'mine')")
    assert wrong.status_code == 400


def test_a_service_principal_needs_an_application_and_is_one(graph: Graph) -> None:
    body = {"appId": TENANT}
    assert refused(graph.call("POST", "servicePrincipals", body)) == (400, "Request_BadRequest")
    made, _ = graph.with_principal()
    again = graph.call("POST", "servicePrincipals", {"appId": made["appId"]})
    assert refused(again) == (409, "Request_MultipleObjectsWithSameKeyValue")


def test_consent_is_for_scopes_that_there_are_and_given_once(graph: Graph) -> None:
    _, principal = graph.with_principal()
    grant = {
        "clientId": principal["id"],
        "consentType": "AllPrincipals",
        "resourceId": principal["id"],
        "scope": "access_as_user",
    }
    unknown = {**grant, "scope": "everything"}
    assert graph.call("POST", "oauth2PermissionGrants", unknown).status_code == 400
    nobody = {**grant, "clientId": TENANT}
    assert graph.call("POST", "oauth2PermissionGrants", nobody).status_code == 404
    assert graph.call("POST", "oauth2PermissionGrants", grant).status_code == 201
    assert refused(graph.call("POST", "oauth2PermissionGrants", grant)) == (
        409, "Request_MultipleObjectsWithSameKeyValue",
    )  # fmt: skip
    listed = graph.call("GET", f"servicePrincipals/{principal['id']}/oauth2PermissionGrants")
    assert [one["scope"] for one in listed.json()["value"]] == ["access_as_user"]


def test_an_application_takes_its_service_principal_and_consent_along(graph: Graph) -> None:
    made, principal = graph.with_principal()
    grant = {
        "clientId": principal["id"],
        "consentType": "AllPrincipals",
        "resourceId": principal["id"],
        "scope": "access_as_user",
    }
    graph.call("POST", "oauth2PermissionGrants", grant)
    assert graph.call("DELETE", f"applications/{made['id']}").status_code == 204
    assert graph.call("GET", f"servicePrincipals/{principal['id']}").status_code == 404
    assert graph.call("GET", "oauth2PermissionGrants").json()["value"] == []


def test_a_new_application_is_not_everywhere_at_once(graph: Graph) -> None:
    requests.post(f"{graph.url}/_sandbox/directory", json={"lag": 1}, timeout=20)
    made = graph.made()
    body = {"appId": made["appId"]}
    assert graph.call("POST", "servicePrincipals", body).status_code == 400
    assert graph.call("POST", "servicePrincipals", body).status_code == 201
