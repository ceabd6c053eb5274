"""What an application may look like. Knows no store and no request.

Properties and their rules: learn.microsoft.com/graph/api/resources/application, apiApplication,
permissionScope, spaApplication (read 2026-11-30). That an enabled scope cannot be taken out is told
by many public scripts (`CannotDeleteOrUpdateEnabledEntitlement`)."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sandbox.graph.refusals import Refusal, bad_request

Json = dict[str, Any]
_LOOPBACK = ("localhost", "127.0.0.1")
_AUDIENCES = (
    "AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount",
    "PersonalMicrosoftAccount",
)  # fmt: skip
_SCOPE = {
    "adminConsentDescription", "adminConsentDisplayName", "id", "isEnabled", "type",
    "userConsentDescription", "userConsentDisplayName", "value",
}  # fmt: skip
_READ_ONLY = ("id", "appId", "createdDateTime", "deletedDateTime", "publisherDomain")
_DEFAULTS: Json = {
    "displayName": None,
    "description": None,
    "notes": None,
    "identifierUris": [],
    "signInAudience": "AzureADandPersonalMicrosoftAccount",
    "tags": [],
    "api": {
        "requestedAccessTokenVersion": None,
        "acceptMappedClaims": None,
        "knownClientApplications": [],
        "oauth2PermissionScopes": [],
        "preAuthorizedApplications": [],
    },
    "appRoles": [],
    "requiredResourceAccess": [],
    "spa": {"redirectUris": []},
    "web": {"redirectUris": [], "homePageUrl": None, "logoutUrl": None},
    "publicClient": {"redirectUris": []},
}
_COMPLEX = ("api", "spa", "web", "publicClient")


def created(body: Json, object_id: str, app_id: str, at: str) -> Json:
    """A new application. Raises Refusal (400)."""
    if not body.get("displayName"):
        raise bad_request("Property 'displayName' is required.")
    own = {"id": object_id, "appId": app_id, "createdDateTime": at, "deletedDateTime": None}
    return own | changed({**_DEFAULTS, **own}, body)


def changed(application: Json, body: Json) -> Json:
    """The application after a PATCH: a property that is not named stays, and so does, within
    `api`, `spa`, `web` and `publicClient`, a part that is not. Raises Refusal (400)."""
    out = dict(application)
    for name, value in body.items():
        if name in _READ_ONLY:
            raise bad_request(f"Property '{name}' is read-only and cannot be set.")
        if name not in _DEFAULTS:
            raise bad_request(f"Invalid property '{name}'.")
        if name in _COMPLEX:
            if not isinstance(value, dict) or not _DEFAULTS[name].keys() >= value.keys():
                raise bad_request(f"Invalid value specified for property '{name}'.")
            out[name] = {**application[name], **value}
        elif isinstance(_DEFAULTS[name], list) and not isinstance(value, list):
            raise bad_request(f"A collection was expected for property '{name}'.")
        else:
            out[name] = value
    _check(application, out)
    return out


def _check(before: Json, after: Json) -> None:
    if after["signInAudience"] not in _AUDIENCES:
        raise bad_request("Invalid value specified for property 'signInAudience'.")
    if after["api"]["requestedAccessTokenVersion"] not in (None, 1, 2):
        raise bad_request("Invalid value specified for property 'requestedAccessTokenVersion'.")
    for uri in after["identifierUris"]:
        if uri != f"api://{after['appId']}":
            raise Refusal(
                400,
                "HostNameNotOnVerifiedDomain",
                "Values of identifierUris property must use a verified domain of the organization "
                f"or its subdomain: '{uri}'",
            )
    for uri in after["spa"]["redirectUris"]:
        parts = urlsplit(uri)
        loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or parts.fragment or "*" in uri or not (
            parts.scheme == "https" or loopback
        ):  # fmt: skip
            raise bad_request(f"Invalid value specified for property 'redirectUris': {uri}")
    _check_scopes(before["api"]["oauth2PermissionScopes"], after["api"]["oauth2PermissionScopes"])


def _check_scopes(before: list[Json], after: list[Json]) -> None:
    for scope in after:
        if not scope.keys() <= _SCOPE or not scope.get("id") or not scope.get("value"):
            raise bad_request("Invalid value specified for property 'oauth2PermissionScopes'.")
        try:
            UUID(scope["id"])
        except ValueError:
            raise bad_request("Invalid value specified for property 'id'.") from None
        if scope.get("type") not in ("User", "Admin"):
            raise bad_request(
                "Invalid value specified for property 'type' of resource 'PermissionScope'."
            )
        if not scope.get("adminConsentDescription") or not scope.get("adminConsentDisplayName"):
            raise bad_request("Property adminConsentDescription or ..DisplayName is required.")
    if len({scope["value"] for scope in after}) < len(after):
        raise bad_request("It contains duplicate value. Please provide unique value.")
    for scope in before:
        if scope.get("isEnabled") and scope not in after:
            raise Refusal(
                400,
                "CannotDeleteOrUpdateEnabledEntitlement",
                "Permission (scope or role) cannot be deleted or updated unless disabled first.",
            )
