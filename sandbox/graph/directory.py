"""The tenant's applications, service principals and grants. Knows no request.

An object is in the home tenant only after a while: a service principal for an application made just
before is refused, and a change of it finds nothing (msgraph-sdk-dotnet issue 3108,
terraform-provider-azuread issue 581, read 2026-11-30)."""

from typing import Any
from uuid import uuid4

from sandbox.graph import applications
from sandbox.graph.refusals import Refusal, bad_request, not_found

Json = dict[str, Any]
GRAPH = "00000003-0000-0000-c000-000000000000"
_OIDC = ("openid", "profile", "offline_access", "email", "User.Read")


class Directory:
    """`lag`: how many calls that rely on a new application come too early."""

    def __init__(self, lag: int = 0) -> None:
        self.lag = lag
        self.applications: dict[str, Json] = {}
        self.principals: dict[str, Json] = {}
        self.grants: dict[str, Json] = {}
        self._unseen: dict[str, int] = {}
        scopes = [{"id": str(uuid4()), "value": value, "isEnabled": True} for value in _OIDC]
        self._add_principal(GRAPH, "Microsoft Graph", scopes)

    def add_application(self, body: Json, at: str) -> Json:
        made = applications.created(body, str(uuid4()), str(uuid4()), at)
        self.applications[made["id"]] = made
        self._unseen[made["appId"]] = self.lag
        return made

    def application(self, key: str, by: str) -> Json:
        """By `id` or `appId`. Raises Refusal (404)."""
        for one in self.applications.values():
            if one[by].lower() == key.lower():
                return one
        raise not_found(key)

    def change_application(self, key: str, by: str, body: Json) -> None:
        application = self.application(key, by)
        if self._too_early(application["appId"]):
            raise not_found(key)
        self.applications[application["id"]] = applications.changed(application, body)

    def remove_application(self, key: str, by: str) -> None:
        """Its service principal and that one's grants go with it."""
        application = self.application(key, by)
        del self.applications[application["id"]]
        for principal in list(self.principals.values()):
            if principal["appId"] == application["appId"]:
                self.remove_principal(principal["id"])

    def add_principal(self, body: Json) -> Json:
        app_id = body.get("appId")
        if not body.keys() <= {"appId", "tags"} or not app_id:
            raise bad_request("The property 'appId' is required, beside 'tags'.")
        found = [one for one in self.applications.values() if one["appId"] == app_id]
        if not found or self._too_early(str(app_id)):
            raise Refusal(
                400, "Request_BadRequest", f"The appId '{app_id}' of the service principal does "
                "not reference a valid application object.",
            )  # fmt: skip
        if any(one["appId"] == app_id for one in self.principals.values()):
            raise Refusal(
                409, "Request_MultipleObjectsWithSameKeyValue",
                "The service principal cannot be created, updated, or restored because the "
                f"service principal name {app_id} is already in use.",
            )  # fmt: skip
        scopes = found[0]["api"]["oauth2PermissionScopes"]
        return self._add_principal(str(app_id), found[0]["displayName"], scopes)

    def principal(self, key: str, by: str) -> Json:
        """By `id` or `appId`, with the scopes of its application. Raises Refusal (404)."""
        for one in self.principals.values():
            if one[by].lower() == key.lower():
                for application in self.applications.values():
                    if application["appId"] == one["appId"]:
                        scopes = application["api"]["oauth2PermissionScopes"]
                        return {**one, "oauth2PermissionScopes": scopes}
                return one
        raise not_found(key)

    def remove_principal(self, object_id: str) -> None:
        del self.principals[object_id]
        for grant in list(self.grants.values()):
            if object_id in (grant["clientId"], grant["resourceId"]):
                del self.grants[grant["id"]]

    def add_grant(self, body: Json) -> Json:
        """Raises Refusal: 400, 404, 409 for a second grant of the same client and resource."""
        for name in ("clientId", "consentType", "resourceId", "scope"):
            if not isinstance(body.get(name), str):
                raise bad_request(f"Property '{name}' is required.")
        if body["consentType"] not in ("AllPrincipals", "Principal"):
            raise bad_request("Invalid value specified for property 'consentType'.")
        if (body["consentType"] == "Principal") != (body.get("principalId") is not None):
            raise bad_request("Invalid value specified for property 'principalId'.")
        self.principal(body["clientId"], "id")
        self._check_scope(body["resourceId"], body["scope"])
        key = ("clientId", "consentType", "resourceId", "principalId")
        same = [body.get(name) for name in key]
        if any([grant[name] for name in key] == same for grant in self.grants.values()):
            raise Refusal(
                409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists."
            )
        grant = {"id": uuid4().hex, "principalId": None, **body}
        self.grants[grant["id"]] = grant
        return grant

    def change_grant(self, key: str, body: Json) -> None:
        """Only `scope` can be changed."""
        grant = self.grant(key)
        if body.keys() != {"scope"}:
            raise bad_request("Only the property 'scope' can be updated.")
        self._check_scope(grant["resourceId"], body["scope"])
        grant["scope"] = body["scope"]

    def grant(self, key: str) -> Json:
        if key not in self.grants:
            raise not_found(key)
        return self.grants[key]

    def _check_scope(self, resource_id: str, scope: str) -> None:
        known = {
            one["value"] for one in self.principal(resource_id, "id")["oauth2PermissionScopes"]
        }
        unknown = set(scope.split()) - known
        if unknown:
            raise bad_request(f"Invalid scope: {', '.join(sorted(unknown))}")

    def _add_principal(self, app_id: str, name: str, scopes: list[Json]) -> Json:
        principal = {
            "id": str(uuid4()), "appId": app_id, "displayName": name, "accountEnabled": True,
            "tags": [], "oauth2PermissionScopes": scopes,
        }  # fmt: skip
        self.principals[principal["id"]] = principal
        return principal

    def _too_early(self, app_id: str) -> bool:
        left = self._unseen.get(app_id, 0)
        self._unseen[app_id] = max(0, left - 1)
        return left > 0
