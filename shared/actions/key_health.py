"""Whether the key of the connection still works, and what is said if not. Noted with the
connection as soon as any call is refused; looked at again once a day, and by whoever looks at the
connection while something is wrong."""

from shared.actions.rights import missing_rights
from shared.actions.services import Services
from shared.activecampaign.client import ActiveCampaign
from shared.errors import AppError, Conflict, CredentialsRefused, InvalidInput, RetryLater, StopRun
from shared.store.connection_store import Connection, ConnectionStore, Trouble
from shared.telemetry.output import Log
from shared.telemetry.work import count_key_rejected
from shared.transport import Calls

log = Log(__name__)

KEY_REFUSED = Trouble(
    code="connection.key_refused",
    detail="ActiveCampaign refused the key.",
    remedy="Copy address and key anew from Settings > Developer in ActiveCampaign, and choose "
    "Connect.",
)


def note_refusal(store: ConnectionStore, key_digest: str, fault: StopRun) -> None:
    """Notes that a call with this key was refused. Raises nothing: the refusal itself is told."""
    trouble = _trouble(fault)
    count_key_rejected(trouble.code)
    try:
        store.note_trouble(key_digest, trouble)
    except AppError as failed:
        log.warning("a refusal of ActiveCampaign was not noted: %s", failed)


def look_again(services: Services, connection: Connection) -> Trouble | None:
    """What is wrong with the key now, noted too; as noted before where ActiveCampaign cannot be
    asked. Raises errors of the stores."""
    try:
        found = trouble_of(services.activecampaign(Calls()))
    except (RetryLater, Conflict, InvalidInput):
        return connection.trouble
    if found is not None:
        count_key_rejected(found.code)
    services.connection_store.note_trouble(connection.key_digest, found)
    return found


def trouble_of(client: ActiveCampaign) -> Trouble | None:
    """What is wrong with the client's key. Raises RetryLater."""
    try:
        client.me()
        missing = missing_rights(client)
    except StopRun as fault:
        return _trouble(fault)
    return _rights(", ".join(missing)) if missing else None


def _trouble(fault: StopRun) -> Trouble:
    if isinstance(fault, CredentialsRefused):
        return KEY_REFUSED
    return Trouble(code=fault.code, detail=fault.detail, remedy=fault.remedy)


def _rights(missing: str) -> Trouble:
    return Trouble(
        code="connection.right_missing",
        detail=f"The user whose key this is may no longer use: {missing}.",
        remedy="Give the user's group these rights in ActiveCampaign, or connect with the key of "
        "an administrator.",
    )
