"""The application user in Dynamics by whom the app works, with the one role that it needs.

"Manage application users" (learn.microsoft.com, read 2026-11-30): one for an application and
environment; a managed identity is one by its application id."""

from collections.abc import Iterator
from functools import partial

from infra.register.api import Json
from infra.register.context import Context
from infra.register.steps import Step, Stopped, change, left, ok, waits

INTEGRATION = "7c2e9b64-1f35-4d80-b6a7-93d1e8c05f33"
_ROLE_NAME = "ActiveCampaign Integration"
_WHAT, _ROLE = "application user", "role"
_NON_INTERACTIVE = 4
_ROLES = "systemuserroles_association"


def plan(context: Context) -> Iterator[Step]:
    """Raises Stopped, Refused."""
    if not context.identity and not context.site.own_identity:
        yield waits(_WHAT, "its identity is made by azd up")
        return
    user = _find(context)
    if user is None:
        who = context.identity or "the app registration"
        yield change(_WHAT, f"make one for {who}", lambda: _make(context))
        user = _find(context)
    elif user["isdisabled"]:
        path = f"systemusers({user['systemuserid']})"
        act = partial(context.dynamics.patch, path, {"isdisabled": False})
        yield change(_WHAT, f"enable {context.identity}", act)
    else:
        yield ok(_WHAT, context.identity)
    held = _held(context, user)
    if any(role["_parentrootroleid_value"] == INTEGRATION for role in held):
        yield ok(_ROLE, _ROLE_NAME)
    else:
        yield change(_ROLE, f"give {_ROLE_NAME}", lambda: _give(context))
    for role in held:
        if role["_parentrootroleid_value"] != INTEGRATION:
            yield left(_ROLE, f"{role['name']}, which the app does not need")


def undo(context: Context) -> Iterator[Step]:
    """One that holds other roles works for somebody else, too, and stays enabled."""
    if not context.identity:
        yield left(_WHAT, "its identity is not known here; if there is one, give --identity")
        return
    user = _find(context)
    if user is None:
        yield ok(_WHAT, "there is none")
        return
    held = _held(context, user)
    path = f"systemusers({user['systemuserid']})"
    ours = [role for role in held if role["_parentrootroleid_value"] == INTEGRATION]
    for role in ours:
        tie = f"{path}/{_ROLES}({role['roleid']})/$ref"
        yield change(_ROLE, f"take {_ROLE_NAME}", partial(context.dynamics.delete, tie))
    if user["isdisabled"]:
        yield ok(_WHAT, "it is disabled")
    elif len(held) > len(ours):
        yield left(_WHAT, "it holds other roles, and so stays enabled")
    else:
        act = partial(context.dynamics.patch, path, {"isdisabled": True})
        finding = "disable it; it can be deleted in the admin centre once it owns no records"
        yield change(_WHAT, finding, act)


def _find(context: Context) -> Json | None:
    if not context.identity:
        return None
    rows = context.dynamics.rows(
        "systemusers",
        filter=f"applicationid eq {context.identity}",
        select="systemuserid,isdisabled,_businessunitid_value",
    )
    return rows[0] if rows else None


def _held(context: Context, user: Json | None) -> list[Json]:
    if user is None:
        return []
    path = f"systemusers({user['systemuserid']})/{_ROLES}"
    return context.dynamics.rows(path, select="roleid,name,_parentrootroleid_value")


def _make(context: Context) -> None:
    (root,) = context.dynamics.rows(
        "businessunits", filter="_parentbusinessunitid_value eq null", select="businessunitid"
    )
    body = {
        "applicationid": context.identity,
        "accessmode": _NON_INTERACTIVE,
        "businessunitid@odata.bind": f"/businessunits({root['businessunitid']})",
    }
    context.dynamics.post("systemusers", body)


def _give(context: Context) -> None:
    """The role's copy in the user's own business unit; Dynamics takes no other."""
    user = _find(context)
    if user is None:
        raise Stopped(f"Dynamics does not show the application user {context.identity}.")
    unit = user["_businessunitid_value"]
    copies = context.dynamics.rows(
        "roles",
        filter=f"_parentrootroleid_value eq {INTEGRATION} and _businessunitid_value eq {unit}",
        select="roleid",
    )
    if not copies:
        raise Stopped(
            f"The role {_ROLE_NAME} is not in Dynamics, though the solution brings it. Run this "
            "again in a minute."
        )
    tie = f"{context.site.dataverse}/api/data/v9.2/roles({copies[0]['roleid']})"
    path = f"systemusers({user['systemuserid']})/{_ROLES}/$ref"
    context.dynamics.post(path, {"@odata.id": tie}, repeatable=True)
