"""Consent for everybody in the directory: to sign in, and to call the API by the pages.

learn.microsoft.com/graph/api/resources/oauth2permissiongrant (read 2026-11-30). Nothing is asked
for at Dynamics: pages use the session that people have there, and the app its own identity."""

from collections.abc import Iterator
from functools import partial

from infra.register.api import Json, Refused
from infra.register.app_registration import SCOPE
from infra.register.context import Context
from infra.register.steps import Step, change, ok

_WHAT = "consent"
_GRAPH = "00000003-0000-0000-c000-000000000000"
_SIGN_IN = ("openid", "profile", "offline_access")


def plan(context: Context) -> Iterator[Step]:
    """Raises Refused."""
    graph = context.graph
    microsoft = graph.get(f"servicePrincipals(appId='{_GRAPH}')", select="id,appId")
    for resource, scopes, why in (
        (microsoft, _SIGN_IN, "to sign in"),
        (context.principal, (SCOPE,), "to call the API"),
    ):
        given = _given(context, resource)
        held = set(given["scope"].split()) if given else set()
        wanted = " ".join(sorted(held | set(scopes)))
        finding = f"for everybody, {why}: {' '.join(scopes)}"
        if held >= set(scopes):
            yield ok(_WHAT, finding)
        elif given:
            path = f"oauth2PermissionGrants/{given['id']}"
            yield change(_WHAT, finding, partial(graph.patch, path, {"scope": wanted}))
        else:
            of_api = resource is not microsoft
            act = partial(_give, context, None if of_api else microsoft, wanted)
            yield change(_WHAT, finding, act)


def _given(context: Context, resource: Json | None) -> Json | None:
    if context.principal is None or resource is None:
        return None
    grants = context.graph.rows(f"servicePrincipals/{context.principal_id}/oauth2PermissionGrants")
    return next(
        (
            one
            for one in grants
            if one["resourceId"] == resource["id"] and one["consentType"] == "AllPrincipals"
        ),
        None,
    )


def _give(context: Context, resource: Json | None, scope: str) -> None:
    """Without `resource`, for the API itself, which may have been made only now."""
    body = {
        "clientId": context.principal_id,
        "consentType": "AllPrincipals",
        "resourceId": resource["id"] if resource else context.principal_id,
        "scope": scope,
    }
    context.graph.patiently(
        lambda: context.graph.post("oauth2PermissionGrants", body), _not_there_yet
    )


def _not_there_yet(refusal: Refused) -> bool:
    return refusal.status == 404
