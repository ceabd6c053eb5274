"""The app registration: the audience of the API and the client of the pages, and its service
principal.

learn.microsoft.com/graph/api/resources/application, application-update (read 2026-11-30): a PATCH
of `api` or `spa` replaces the lists in it, so that what others put there is sent along."""

from collections.abc import Iterator
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from infra.register.api import Json, Refused
from infra.register.context import Context
from infra.register.site import Site
from infra.register.steps import Step, Stopped, change, left, ok

SCOPE = "access_as_user"
_WHAT, _PRINCIPAL = "app registration", "service principal"
_SELECT = "id,appId,displayName,identifierUris,tags,api,spa"
_TOKEN_VERSION = 2


def mark(site: Site) -> str:
    """The tag by which a registration that was made here is known again."""
    return f"ActiveCampaignForDynamics:{site.host}"


def is_ours(application: Json, site: Site) -> bool:
    return mark(site) in application["tags"]


def plan(context: Context) -> Iterator[Step]:
    """Raises Stopped, Refused."""
    context.application = find(context)
    if context.application is None and context.site.client_id:
        raise Stopped(
            f"There is no app registration {context.site.client_id} in the directory "
            f"{context.site.tenant}.\nGive the id of another one, or let one be made: "
            "azd env set ENTRA_CLIENT_ID ''"
        )
    if context.application is None:
        yield change(_WHAT, f"make {_name(context.site)}", lambda: _make(context))
    else:
        body, gaps = _missing(context.application, context.site)
        name = context.application["displayName"]
        if gaps:
            act = partial(_mend, context, context.application, body)
            yield change(_WHAT, f"{name}: add {', '.join(gaps)}", act)
        else:
            yield ok(_WHAT, f"{name}, {context.client_id}")
    if context.application is not None:
        path = f"servicePrincipals(appId='{context.client_id}')"
        context.principal = context.graph.find(path, select="id,appId")
    if context.principal is None:
        yield change(_PRINCIPAL, "make it", lambda: _make_principal(context))
    else:
        yield ok(_PRINCIPAL, str(context.principal["id"]))


def undo(context: Context) -> Iterator[Step]:
    """The service principal and its grants go with the registration, which the directory keeps
    for 30 days in case it is wanted back."""
    application = context.application
    if application is None:
        yield ok(_WHAT, "there is none")
    elif not is_ours(application, context.site):
        name = application["displayName"]
        yield left(_WHAT, f"{name} was not made here; its scope and redirect address stay")
    else:
        finding = f"delete {application['displayName']}, with its service principal and consent"
        yield change(_WHAT, finding, partial(_remove, context, application))


def find(context: Context) -> Json | None:
    """By its id where that is known, else by its tag. Raises Stopped if two have the tag."""
    site = context.site
    if site.client_id:
        return context.graph.find(f"applications(appId='{site.client_id}')", select=_SELECT)
    tagged = context.graph.rows(
        "applications", filter=f"tags/any(t:t eq '{mark(site)}')", select=_SELECT
    )
    if len(tagged) > 1:
        ids = ", ".join(str(one["appId"]) for one in tagged)
        raise Stopped(
            f"Several app registrations are tagged {mark(site)}: {ids}.\n"
            "Say which one is meant: azd env set ENTRA_CLIENT_ID <id>"
        )
    return tagged[0] if tagged else None


def _name(site: Site) -> str:
    return f"ActiveCampaign for Dynamics 365 ({site.host})"


def _make(context: Context) -> None:
    site = context.site
    body = {
        "displayName": _name(site),
        "signInAudience": "AzureADMyOrg",
        "tags": [mark(site)],
        "api": {
            "requestedAccessTokenVersion": _TOKEN_VERSION,
            "oauth2PermissionScopes": [_scope(site)],
        },
        "spa": {"redirectUris": [site.redirect]},
    }
    made = context.graph.post("applications", body)
    context.application = made
    # Its own id is part of the name, so that this cannot be said at once.
    _mend(context, made, {"identifierUris": [f"api://{made['appId']}"]})


def _mend(context: Context, application: Json, body: Json) -> None:
    path = f"applications/{application['id']}"
    context.graph.patiently(lambda: context.graph.patch(path, body), _not_there_yet)


def _remove(context: Context, application: Json) -> None:
    context.graph.delete(f"applications/{application['id']}")
    context.application = None


def _missing(application: Json, site: Site) -> tuple[Json, list[str]]:
    """The PATCH that adds what is missing, and its names."""
    body: Json = {}
    gaps = []
    uri = f"api://{application['appId']}"
    if uri not in application["identifierUris"]:
        body["identifierUris"] = [*application["identifierUris"], uri]
        gaps.append(f"the name {uri}")
    scopes = application["api"]["oauth2PermissionScopes"]
    ours = next((one for one in scopes if one["value"] == SCOPE), None)
    if ours is None or not ours["isEnabled"]:
        others = [one for one in scopes if one is not ours]
        mended = {**ours, "isEnabled": True} if ours else _scope(site)
        body["api"] = {"oauth2PermissionScopes": [*others, mended]}
        gaps.append(f"the scope {SCOPE}")
    if application["api"]["requestedAccessTokenVersion"] != _TOKEN_VERSION:
        body.setdefault("api", {})["requestedAccessTokenVersion"] = _TOKEN_VERSION
        gaps.append("tokens of version 2")
    redirects = application["spa"]["redirectUris"]
    if site.redirect not in redirects:
        body["spa"] = {"redirectUris": [*redirects, site.redirect]}
        gaps.append(f"the redirect address {site.redirect}")
    return body, gaps


def _scope(site: Site) -> Json:
    what = "Lets the pages inside Dynamics 365 call the app on behalf of whoever is signed in."
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{site.dataverse}/{SCOPE}")),
        "value": SCOPE,
        "type": "User",
        "isEnabled": True,
        "adminConsentDisplayName": "Use ActiveCampaign for Dynamics 365",
        "adminConsentDescription": what,
        "userConsentDisplayName": "Use ActiveCampaign for Dynamics 365",
        "userConsentDescription": what,
    }


def _make_principal(context: Context) -> None:
    body = {"appId": context.client_id}
    context.principal = context.graph.patiently(
        lambda: context.graph.post("servicePrincipals", body), _application_not_there_yet
    )


def _not_there_yet(refusal: Refused) -> bool:
    """The directory has not yet told all its servers of a new object."""
    return refusal.status == 404


def _application_not_there_yet(refusal: Refused) -> bool:
    text = "does not reference a valid application object"
    return refusal.status == 404 or (refusal.status == 400 and text in str(refusal))
