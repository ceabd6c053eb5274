"""What a `scope` parameter asks for. Knows the registration, issues nothing."""

from dataclasses import dataclass

from sandbox.entra.refusals import Refused, bad_scope, unknown_resource
from sandbox.entra.registration import SCOPE, Registration

OPENID = frozenset({"openid", "profile", "email", "offline_access"})
_DEFAULT = ".default"
_USER_IMPERSONATION = "user_impersonation"


@dataclass(frozen=True)
class Wanted:
    """`resource` is None when only sign-in was asked for; `scp` is what the token will hold."""

    resource: str | None
    scp: str
    openid: frozenset[str]


def app_resource(scope: str, registration: Registration) -> str:
    """The resource of a client-credentials request, written as it was asked for.

    Raises Refused for anything but one `X/.default` of a known resource X."""
    parts = scope.split()
    if len(parts) != 1 or not parts[0].endswith("/" + _DEFAULT):
        raise Refused(
            1002012,
            "invalid_scope",
            f"The provided value for scope {scope} is not valid. Client credential flows must "
            "have a scope value with /.default suffixed to the resource identifier.",
        )
    resource = parts[0].removesuffix("/" + _DEFAULT)
    if not registration.knows_resource(resource):
        raise unknown_resource(resource)
    return resource


def user_wants(scope: str, registration: Registration) -> Wanted:
    """Raises Refused for scopes of two resources, or one that is not exposed."""
    openid = frozenset(part for part in scope.split() if part in OPENID)
    asked = [part for part in scope.split() if part not in OPENID]
    if not asked:
        return Wanted(None, "", openid)
    resources = {part.rpartition("/")[0] for part in asked}
    names = {part.rpartition("/")[2] for part in asked}
    if len(resources) > 1:
        raise bad_scope(
            70011, "The provided request must include scopes of one resource, not of several."
        )
    resource = resources.pop()
    if not registration.knows_resource(resource):
        raise unknown_resource(resource)
    exposed = SCOPE if resource in registration.api_names else _USER_IMPERSONATION
    unknown = names - {exposed, _DEFAULT}
    if unknown:
        raise bad_scope(
            70011,
            f"The provided value for the input parameter 'scope' is not valid. The scope "
            f"{resource}/{unknown.pop()} is not valid.",
        )
    return Wanted(resource, exposed, openid)
