"""The connection to an ActiveCampaign account, without its key, and the number of each account
that was ever connected: what is known of an account is kept under its number."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared.store.connection import Storage
from shared.store.documents import Documents

KIND, NAME = "connection", "activecampaign"

ACCOUNT_SECONDS: Final = 5.0
"""A worker that has not yet heard of another account calls itself not connected so long."""

NOTED_EVERY: Final = timedelta(minutes=1)
"""Webhook events come by the hundred; when the last came is told to the minute."""


class Trouble(BaseModel):
    """What ActiveCampaign refused of the key, in words for the administrator."""

    model_config = ConfigDict(frozen=True)

    code: str
    detail: str
    remedy: str


class Connection(BaseModel):
    """`account` is the number of the account. `key_digest` tells whether a key from the cache of
    this process is still the one that was connected with; `trouble` is of that key."""

    model_config = ConfigDict(frozen=True)

    url: str
    account_name: str
    connected_at: datetime
    connected_by: str
    webhook_id: str | None
    webhook_last_received_at: datetime | None
    account: int
    key_digest: str
    trouble: Trouble | None = None


class _Kept(BaseModel):
    """`account` stays when the connection goes: the links are still those of that account."""

    model_config = ConfigDict(frozen=True)

    connection: Connection | None = None
    account: int = 1
    numbers: Mapping[str, int] = {}


class ConnectionStore:
    """One document. Changes are made anew on what another wrote meanwhile."""

    def __init__(self, storage: Storage, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._documents = Documents(storage)
        self._monotonic = monotonic
        self._account: tuple[int, float] | None = None

    def load(self) -> Connection | None:
        return self._load()[0].connection

    def account(self) -> int:
        """The number of the account that is connected, or was last; perhaps as it was some
        seconds ago, since every call of the app asks."""
        known = self._account
        if known is not None and self._monotonic() - known[1] < ACCOUNT_SECONDS:
            return known[0]
        return self._load()[0].account

    def accounts(self) -> list[int]:
        """The numbers of all accounts that were ever connected."""
        return sorted({1, *self._load()[0].numbers.values()})

    def number_for(self, url: str) -> int:
        """The number of the account with this address, the next free one if it is new."""

        def numbered(kept: _Kept) -> _Kept:
            number = kept.numbers.get(url, max(kept.numbers.values(), default=0) + 1)
            return kept.model_copy(update={"numbers": {**kept.numbers, url: number}})

        return self._change(numbered).numbers[url]

    def save(self, connection: Connection) -> None:
        """Makes this the connection, and its account the present one."""
        self._change(
            lambda kept: kept.model_copy(
                update={"connection": connection, "account": connection.account}
            )
        )

    def note_webhook(self, connection: Connection, webhook_id: str) -> None:
        """Notes the registration that took the place of another, if `connection` still stands."""
        self._change_connection({"webhook_id": webhook_id}, lambda it: _is_same(it, connection))

    def note_received(self, at: datetime) -> None:
        """Notes when the webhook was last called, to the minute."""

        def is_news(connection: Connection) -> bool:
            last = connection.webhook_last_received_at
            return at >= connection.connected_at and (last is None or at - last >= NOTED_EVERY)

        self._change_connection({"webhook_last_received_at": at}, is_news)

    def note_trouble(self, key_digest: str, trouble: Trouble | None) -> None:
        """Notes what is wrong with the key, or that nothing is, if it still is the key."""
        self._change_connection({"trouble": trouble}, lambda it: it.key_digest == key_digest)

    def clear(self) -> None:
        """Nothing is connected any more."""
        self._change(lambda kept: kept.model_copy(update={"connection": None}))

    def _change_connection(
        self, changes: Mapping[str, object], applies: Callable[[Connection], bool]
    ) -> None:
        def changed(kept: _Kept) -> _Kept:
            if kept.connection is None or not applies(kept.connection):
                return kept
            connection = kept.connection.model_copy(update=dict(changes))
            return kept.model_copy(update={"connection": connection})

        self._change(changed)

    def _change(self, change: Callable[[_Kept], _Kept]) -> _Kept:
        while True:
            kept, version = self._load()
            changed = change(kept)
            if changed == kept:
                return kept
            if self._documents.put(KIND, NAME, changed, version) is not None:
                self._account = (changed.account, self._monotonic())
                return changed

    def _load(self) -> tuple[_Kept, str | None]:
        kept, version = self._documents.get(KIND, NAME, _Kept) or (_Kept(), None)
        self._account = (kept.account, self._monotonic())
        return kept, version


def _is_same(one: Connection, other: Connection) -> bool:
    return (one.account, one.connected_at) == (other.account, other.connected_at)
