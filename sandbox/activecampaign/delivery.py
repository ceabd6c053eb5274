"""Webhooks on their way: which events are posted where, once each, in the background.

Form bodies with keys in brackets, one event a call, never retried, inactive for good after a
410: developers.activecampaign.com/page/webhooks, read 2026-11-24.
"""

import asyncio
import random
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.activecampaign.events import Event
from sandbox.activecampaign.records import Contact, Webhook
from sandbox.activecampaign.store import Store

NOT_OF_A_LIST = frozenset(
    [
        "subscriber_note",
        "contact_tag_added",
        "contact_tag_removed",
        "contact_task_add",
        "list_add",
        "sms_sent",
        "sms_reply",
        "sms_unsub",
        "deal_add",
        "deal_update",
        "deal_note_add",
        "deal_pipeline_add",
        "deal_stage_add",
        "deal_task_add",
        "deal_tasktype_add",
        "deal_task_complete",
        "account_add",
        "account_update",
        "account_contact_add",
        "account_contact_update",
    ]
)
_BY = {"public": "subscriber", "admin": "admin", "api": "admin", "system": "system"}
_AT_ONCE = 16
_AFTER_THE_ANSWER_SECONDS = 0.02
_SHUFFLE_SECONDS = 0.5

Pairs = list[tuple[str, str]]


@dataclass
class Disorder:
    """What goes wrong on the way: shares of 0 to 1 that are lost or come twice, a delay, and
    whether the order is lost."""

    drop: float = 0.0
    duplicate: float = 0.0
    delay_seconds: float = 0.0
    shuffle: bool = False


class Delivery:
    """Posts the events of one account to its webhooks."""

    def __init__(
        self, store: Store, fields_by: Literal["id", "perstag"], timeout_seconds: float
    ) -> None:
        self.store = store
        self.disorder = Disorder()
        self.delivered = self.failed = self.dropped = self.pending = 0
        self._fields_by = fields_by
        self._timeout = ClientTimeout(total=timeout_seconds)
        self._random = random.Random(7)
        self._session: ClientSession | None = None
        self._closed = False
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def on_event(self, event: Event) -> None:
        """Imports tell nobody."""
        if event.source == "import":
            return
        hooks = [hook for hook in self.store.webhooks.values() if self._wants(hook, event)]
        if not hooks:
            return
        body = urlencode(self.payload(event))
        for hook in hooks:
            self._put_on_the_way(hook, body)

    def _wants(self, hook: Webhook, event: Event) -> bool:
        if not hook.active or event.kind not in hook.events or event.source not in hook.sources:
            return False
        if hook.list == 0 or event.kind in NOT_OF_A_LIST:
            return True
        if event.list or event.contact is None:
            return event.list == hook.list
        return hook.list in event.contact.lists

    def payload(self, event: Event) -> Pairs:
        pairs: Pairs = [
            ("type", event.kind),
            ("date_time", self.store.times.iso(self.store.now())),
            ("initiated_from", event.source),
            ("initiated_by", _BY[event.source]),
        ]
        if event.kind == "unsubscribe" and event.source == "public" and event.list:
            pairs.append(("list[][id]", str(event.list)))
        else:
            pairs.append(("list", str(event.list)))
        if event.kind == "unsubscribe":
            pairs.append(("account_id", "1"))
        if event.tag:
            pairs.append(("tag", event.tag))
        if event.contact is not None:
            pairs += self._contact_block(event.contact)
        return pairs + list(event.extra)

    def _contact_block(self, contact: Contact) -> Pairs:
        names = ", ".join(self.store.tags[tag].name for tag in contact.tags)
        block: Pairs = [
            ("contact[id]", str(contact.id)),
            ("contact[email]", contact.email),
            ("contact[first_name]", contact.first_name),
            ("contact[last_name]", contact.last_name),
            ("contact[phone]", contact.phone),
            ("contact[ip]", "127.0.0.1"),
            ("contact[tags]", names),
            ("contact[orgname]", contact.account_name),
            ("contact[customer_acct_name]", contact.account_name),
            ("contact[customer_acct_id]", ""),
        ]
        for held in contact.values.values():
            key = str(held.field)
            if self._fields_by == "perstag":
                key = self.store.fields[held.field].perstag.lower()
            block.append((f"contact[fields][{key}]", held.value))
        block += [
            ("orgname", contact.account_name),
            ("customer_acct_name", contact.account_name),
            ("customer_acct_id", ""),
        ]
        return block

    def _put_on_the_way(self, hook: Webhook, body: str) -> None:
        disorder = self.disorder
        if self._random.random() < disorder.drop:
            self.dropped += 1
            return
        copies = 2 if self._random.random() < disorder.duplicate else 1
        for _ in range(copies):
            wait = _AFTER_THE_ANSWER_SECONDS + disorder.delay_seconds
            if disorder.shuffle:
                wait += self._random.random() * _SHUFFLE_SECONDS
            self.pending += 1
            asyncio.get_running_loop().call_later(wait, self._start, hook, body)

    def _start(self, hook: Webhook, body: str) -> None:
        task = asyncio.get_running_loop().create_task(self._post(hook, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _post(self, hook: Webhook, body: str) -> None:
        try:
            async with self._gate:
                if not hook.active:
                    self.failed += 1
                    return
                status = await self.post(
                    hook.url, body, {"Content-Type": "application/x-www-form-urlencoded"}
                )
        finally:
            self.pending -= 1
        if status == 410:
            hook.active = False
        if status is not None and status < 300:
            self.delivered += 1
        else:
            self.failed += 1

    async def post(
        self, url: str, body: str | bytes, headers: dict[str, str], method: str = "POST"
    ) -> int | None:
        """The status answered; None if nobody answered in time."""
        if self._closed:
            return None
        if self._session is None:
            self._session = ClientSession(timeout=self._timeout)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                return answer.status
        except (ClientError, TimeoutError, ValueError):
            return None

    async def close(self) -> None:
        """Nothing is posted from now on, whatever was on its way."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        if self._session is not None:
            await self._session.close()
