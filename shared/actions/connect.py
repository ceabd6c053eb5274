"""Connects the account: checks the address, the key and its rights, and registers the webhook.
Everything is as it was before if any of it fails, and a half-done connect may be repeated."""

import hashlib
from contextlib import ExitStack

from shared.actions import registration, webhook_secret
from shared.actions.audit import note
from shared.actions.key_health import look_again
from shared.actions.models.base import ReasonWithRemedy
from shared.actions.models.connection import ConnectionOutput, WebhookOutput
from shared.actions.people import Person
from shared.actions.rights import missing_rights
from shared.actions.services import Services
from shared.actions.webhook_gate import WEBHOOK_SECRET
from shared.activecampaign.client import ActiveCampaign
from shared.entities import ENTITIES
from shared.errors import (
    AnswerNotUnderstood,
    Conflict,
    CredentialsRefused,
    FieldFault,
    InvalidInput,
    RemoteError,
    Throttled,
    Unreachable,
    VersionStale,
)
from shared.mapping.standard import standard_mapping
from shared.store.connection_store import Connection
from shared.telemetry.output import Log
from shared.transport import Calls

log = Log(__name__)

ACCOUNT_LEFT = "Another ActiveCampaign account was connected."


class AccountLeft(Conflict):
    code = "connection.account_left"
    title = "Another account was connected"


def key_secret(account: int) -> str:
    """The name of the secret that holds the key of the account with this number: while another
    account is being connected, no worker pairs the one's address with the other's key."""
    return "activecampaign-key" if account == 1 else f"activecampaign-key-{account}"


def digest_of(key: str) -> str:
    """Tells keys apart, and tells nothing of them."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def connection_state(services: Services) -> ConnectionOutput:
    """What is connected, from the store alone; while something is wrong with the key, looked at
    again."""
    known = services.connection_store.load()
    if known is None:
        return ConnectionOutput(
            connected=False,
            url=None,
            account_name=None,
            connected_at=None,
            connected_by=None,
            webhook=WebhookOutput(registered=False, last_received_at=None),
            problem=None,
        )
    trouble = look_again(services, known) if known.trouble is not None else None
    return ConnectionOutput(
        connected=True,
        url=known.url,
        account_name=known.account_name,
        connected_at=known.connected_at,
        connected_by=known.connected_by,
        webhook=WebhookOutput(
            registered=known.webhook_id is not None,
            last_received_at=known.webhook_last_received_at,
        ),
        problem=None
        if trouble is None
        else ReasonWithRemedy(code=trouble.code, detail=trouble.detail, remedy=trouble.remedy),
    )


def connect(services: Services, person: Person, url: str, key: str) -> ConnectionOutput:
    """Connects, or connects anew. Raises InvalidInput, which names `url` or `key`, and Throttled;
    errors of the stores."""
    client = services.open_account(url, key, Calls())
    _check(client)
    store, key = services.connection_store, key.strip()
    before, account_before = store.load(), store.account()
    account = store.number_for(client.url)
    is_other = account != account_before
    name = client.account().name
    former = _former_account(services, before) if is_other else None
    accepted = webhook_secret.read(services.secrets.get(WEBHOOK_SECRET)) if not is_other else ()
    now = services.clock()
    secret = webhook_secret.new_secret()
    with ExitStack() as undo:
        # The secret is taken before the webhook exists, which may deliver at once.
        _set_secret(
            services,
            undo,
            WEBHOOK_SECRET,
            webhook_secret.write(webhook_secret.replaced(accepted, secret, now)),
        )
        webhook = registration.register(client, services.settings.public_url, secret)
        undo.callback(_forget_webhook, client, webhook.id)
        _set_secret(services, undo, key_secret(account), key)
        store.save(
            Connection(
                url=client.url,
                account_name=name or client.url,
                connected_at=now,
                connected_by=person.name,
                webhook_id=webhook.id,
                webhook_last_received_at=None,
                account=account,
                key_digest=digest_of(key),
            )
        )
        undo.pop_all()
    registration.remove_all(client, services.settings.public_url, but=webhook.id)
    if is_other:
        _leave(services, account_before, former)
    _seed_mappings(services.at_account(account))
    note(services, person, "connection.connect", client.url, "The key was stored.")
    return connection_state(services)


def disconnect(services: Services, person: Person) -> None:
    """Removes webhook and key; links, mappings and settings stay. Done also if ActiveCampaign
    cannot be reached: what it still delivers is refused then."""
    before = services.connection_store.load()
    if before is None:
        return
    removed = _remove_webhook(services)
    services.connection_store.clear()
    services.secrets.clear(key_secret(before.account))
    services.secrets.clear(WEBHOOK_SECRET)
    detail = "Webhook and key were removed."
    if not removed:
        detail = "The key was removed. The webhook could not be: remove it in ActiveCampaign."
    note(services, person, "connection.disconnect", before.url, detail)


def _check(client: ActiveCampaign) -> None:
    """Raises InvalidInput for whatever is wrong with the account as typed."""
    try:
        client.me()
        missing = missing_rights(client)
    except CredentialsRefused:
        message = (
            "ActiveCampaign refuses this key. Copy address and key anew from Settings > Developer."
        )
        raise InvalidInput([FieldFault("key", "connection.key_refused", message)]) from None
    except Throttled:
        raise
    except Unreachable:
        message = "There is no answer at this address. Copy it anew from Settings > Developer."
        raise InvalidInput([FieldFault("url", "connection.unreachable", message)]) from None
    except AnswerNotUnderstood:
        message = "What answers at this address is not ActiveCampaign's API."
        raise InvalidInput([FieldFault("url", "connection.not_activecampaign", message)]) from None
    except RemoteError as fault:
        raise InvalidInput([FieldFault("key", "connection.refused", str(fault))]) from None
    if missing:
        raise InvalidInput([_right_missing(right) for right in missing])


def _right_missing(right: str) -> FieldFault:
    message = (
        f"The user whose key this is may not use {right} in ActiveCampaign. Give the user's group "
        "this right, or take the key of an administrator."
    )
    return FieldFault("key", f"connection.right_missing.{right.replace(' ', '_')}", message)


def _set_secret(services: Services, undo: ExitStack, name: str, value: str) -> None:
    before = services.secrets.get(name)
    services.secrets.set(name, value)
    if before is None:
        undo.callback(services.secrets.clear, name)
    else:
        undo.callback(services.secrets.set, name, before)


def _forget_webhook(client: ActiveCampaign, webhook_id: str) -> None:
    try:
        client.delete_webhook(webhook_id)
    except RemoteError as fault:
        log.warning("the webhook of a connect that failed stays until the next: %s", fault)


def _former_account(services: Services, before: Connection | None) -> ActiveCampaign | None:
    """The account that was connected, as long as it can still be asked for."""
    if before is None:
        return None
    try:
        return services.activecampaign(Calls())
    except (Conflict, InvalidInput):
        return None


def _leave(services: Services, account: int, former: ActiveCampaign | None) -> None:
    """Ends what was under way with the former account. What is known of it stays, under its
    number, and is taken up again if it is ever connected again."""
    if former is not None:
        registration.remove_all(former, services.settings.public_url)
    services.secrets.clear(key_secret(account))
    engine = services.at_account(account).engine
    state = engine.states.load()
    for run_id in (state.current_run_id, state.reconcile_run_id):
        run = engine.runs.load(run_id) if run_id is not None else None
        if run is not None:
            engine.end_run(run, "failed", error=AccountLeft(ACCOUNT_LEFT))


def _remove_webhook(services: Services) -> bool:
    try:
        client = services.activecampaign(Calls())
    except (Conflict, InvalidInput):
        return False  # the key is lost, or the host is not allowed any more
    return registration.remove_all(client, services.settings.public_url)


def _seed_mappings(services: Services) -> None:
    for entity in ENTITIES:
        if services.mappings.load(entity) is not None:
            continue
        try:
            services.mappings.save(entity, standard_mapping(entity).to_json(), None)
        except VersionStale:
            continue  # another connect was quicker
