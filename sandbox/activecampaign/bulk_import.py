"""The bulk importer: what it accepts, when it gets to work, and what it tells of a batch.

developers.activecampaign.com/reference/bulk-import-contacts and /bulk-import-status-info, read
2026-11-24. It tells no webhooks and brings nobody back who unsubscribed.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import orjson

from sandbox.activecampaign.changes import Changes
from sandbox.activecampaign.delivery import Delivery
from sandbox.activecampaign.limits import Limit
from sandbox.activecampaign.records import ACTIVE, BOUNCED, UNSUBSCRIBED, Contact
from sandbox.activecampaign.store import Store, email_key
from sandbox.activecampaign.validation import EMAIL
from sandbox.activecampaign.wire import Json, Refused, text, whole

MAX_CONTACTS = 250
MAX_BYTES = 400_000
MANY_A_MINUTE = 100
SINGLE_A_MINUTE = 20
_TEXTS = ("email", "first_name", "last_name", "phone", "customer_acct_name")
_ARRAYS = ("tags", "fields", "subscribe", "unsubscribe")
_FAILED_VALIDATION = (
    "JSON payload did not pass validation. Please fix failure Reasons and retry. "
    "The import was not queued for processing."
)

Outcome = Literal["completed", "failed", "interrupted"]
State = Literal["waiting", "claimed", "active", "completed", "failed", "interrupted"]


@dataclass
class Batch:
    """`state` False: ActiveCampaign does not show it yet."""

    id: str
    contacts: list[Json]
    size: int
    exclude_automations: bool
    callback: Json | None
    day: str
    state: State | Literal[False] = False
    success: list[str] = field(default_factory=list)
    failure: list[str] = field(default_factory=list)


class Imports:
    """The batches of one account. `next_outcome` is how the next batch ends; `refused_emails`
    pass the check of the payload and then fail; a batch with one of `malformed_emails` is refused
    as a whole, and with `names_faults` says which. While `held` no batch comes further than
    `active`."""

    def __init__(
        self,
        store: Store,
        changes: Changes,
        delivery: Delivery,
        *,
        seconds: float,
        blanks: Literal["ignore", "clear"],
        limited: bool,
    ) -> None:
        self.store = store
        self.changes = changes
        self.delivery = delivery
        self.seconds = seconds
        self.blanks = blanks
        self.limited = limited
        self.batches: dict[str, Batch] = {}
        self.next_outcome: Outcome = "completed"
        self.refused_emails: set[str] = set()
        self.malformed_emails: set[str] = set()
        self.names_faults = True
        self.held = False
        self._kept: list[tuple[Batch, Outcome]] = []
        self._callbacks: set[asyncio.Task[None]] = set()
        self._many = Limit(MANY_A_MINUTE, 60.0)
        self._single = Limit(SINGLE_A_MINUTE, 60.0)

    @property
    def pending(self) -> int:
        return sum(not _final(batch) for batch in self.batches.values())

    def accept(self, raw: bytes) -> Batch:
        """Queues a batch, or raises Refused for the whole of it."""
        if len(raw) > MAX_BYTES:
            raise _refused(f"The payload is larger than {MAX_BYTES} bytes.", [])
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError as fault:
            raise _refused("The payload is not valid JSON.", []) from fault
        contacts = body.get("contacts") if isinstance(body, dict) else None
        if not isinstance(contacts, list) or not contacts:
            raise _refused(_FAILED_VALIDATION, ["'contacts' is a required field."])
        if len(contacts) > MAX_CONTACTS:
            too_many = f"Up to {MAX_CONTACTS} contacts may be included in a single request."
            raise _refused(_FAILED_VALIDATION, [too_many])
        reasons = [
            {"contact": place, "failureReason": reason}
            for place, contact in enumerate(contacts, 1)
            if (reason := _fault_of(contact, self.malformed_emails)) is not None
        ]
        if reasons:
            raise _refused(_FAILED_VALIDATION, reasons if self.names_faults else [])
        self._check_rate(len(contacts))
        callback = body.get("callback")
        batch = Batch(
            id=str(uuid.uuid4()),
            contacts=contacts,
            size=len(contacts),
            exclude_automations=_truth(body.get("exclude_automations")),
            callback=callback if isinstance(callback, dict) else None,
            day=self.store.times.iso(self.store.now())[:10],
        )
        self.batches[batch.id] = batch
        outcome, self.next_outcome = self.next_outcome, "completed"
        loop = asyncio.get_running_loop()
        for share, state in ((0.2, "waiting"), (0.4, "claimed"), (0.6, "active")):
            loop.call_later(self.seconds * share, self._advance, batch, state)
        loop.call_later(self.seconds, self._work, batch, outcome)
        return batch

    def hold(self, *, held: bool) -> None:
        """Keeps batches from being worked off, or works off those that were kept, in their
        order."""
        self.held = held
        while self._kept and not held:
            self._work(*self._kept.pop(0))

    def _check_rate(self, contacts: int) -> None:
        limit, calls = (
            (self._single, SINGLE_A_MINUTE) if contacts == 1 else (self._many, MANY_A_MINUTE)
        )
        if self.limited and not limit.take():
            reason = (
                f"Up to {calls} imports may be requested per minute. Please batch contacts into "
                "larger requests, or retry this request in a minute."
            )
            raise _refused("Rate limit exceeded.", [reason])

    def _advance(self, batch: Batch, state: State) -> None:
        if not _final(batch):
            batch.state = state

    def _work(self, batch: Batch, outcome: Outcome) -> None:
        if self.held:
            self._kept.append((batch, outcome))
            return
        contacts = batch.contacts
        if outcome == "failed":
            contacts = []
        elif outcome == "interrupted":
            contacts = contacts[: len(contacts) // 2]
        for contact in contacts:
            self._take(contact, batch)
        batch.state = outcome
        batch.contacts = []
        if batch.callback is not None:
            task = asyncio.get_running_loop().create_task(self._call_back(batch, batch.callback))
            self._callbacks.add(task)
            task.add_done_callback(self._callbacks.discard)

    def _take(self, sent: Json, batch: Batch) -> None:
        email = sent["email"]
        if email_key(email) in self.refused_emails:
            batch.failure.append(email)
            return
        automations = not (batch.exclude_automations or _truth(sent.get("exclude_automations")))
        kept = self.blanks == "clear"
        names = {
            name: sent[name]
            for name in ("first_name", "last_name", "phone")
            if name in sent and (kept or sent[name] != "")
        }
        values = []
        for pair in sent.get("fields", ()):
            field_id, value = whole(pair.get("id")), text(pair.get("value"))
            if field_id in self.store.fields and (kept or value != ""):
                values.append((field_id, value))
        contact = self.store.contact_by_email(email)
        if contact is None:
            contact = self.changes.create(email, "import", names, values, automations=automations)
            batch.success.append(str(contact.id))
        else:
            self.changes.update(contact, "import", names, values, automations=automations)
        if sent.get("customer_acct_name"):
            contact.account_name = sent["customer_acct_name"]
        self._tags_and_lists(contact, sent, automations)

    def _tags_and_lists(self, contact: Contact, sent: Json, automations: bool) -> None:
        for name in sent.get("tags", ()):
            tag = self.store.tag_named(name) or self.store.add_tag(name, "contact")
            self.changes.tag(contact, tag, "import", automations=automations)
        for entry in sent.get("unsubscribe", ()):
            list_id = whole(entry.get("listid"))
            if list_id in self.store.lists:
                self.changes.set_status(contact, list_id, UNSUBSCRIBED, "import")
        for entry in sent.get("subscribe", ()):
            list_id = whole(entry.get("listid"))
            if list_id not in self.store.lists or contact.bounced_hard:
                continue
            held = contact.lists.get(list_id)
            if held is not None and held.status in (UNSUBSCRIBED, BOUNCED):
                continue
            if not self.store.remembers_unsubscribe(contact.email, list_id):
                self.changes.set_status(contact, list_id, ACTIVE, "import", automations=automations)

    async def _call_back(self, batch: Batch, callback: Json) -> None:
        pairs = [(p.get("key", ""), text(p.get("value"))) for p in callback.get("params") or ()]
        pairs += [("success", str(len(batch.success))), ("failure", str(len(batch.failure)))]
        pairs += [("batchId", batch.id), ("status", str(batch.state))]
        if _truth(callback.get("detailed_results")):
            pairs += [("errors[]", email) for email in batch.failure]
        headers = {h.get("key", ""): text(h.get("value")) for h in callback.get("headers") or ()}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        method = text(callback.get("requestType")) or "POST"
        await self.delivery.post(text(callback.get("url")), urlencode(pairs), headers, method)

    def queue(self) -> Json:
        waiting = [batch for batch in self.batches.values() if not _final(batch)]
        finished = [batch for batch in self.batches.values() if _final(batch)]
        return {"outstanding": _by_day(waiting), "recentlyCompleted": _by_day(finished)}


def _final(batch: Batch) -> bool:
    return batch.state in ("completed", "failed", "interrupted")


def _by_day(batches: list[Batch]) -> list[Json]:
    counts = Counter(batch.day for batch in batches)
    contacts: Counter[str] = Counter()
    for batch in batches:
        contacts[batch.day] += batch.size
    return [
        {"forDate": day, "batches": str(n), "contacts": str(contacts[day])}
        for day, n in sorted(counts.items())
    ]


def _refused(message: str, reasons: list[Json] | list[str]) -> Refused:
    return Refused(400, {"success": 0, "message": message, "failureReasons": reasons})


def _truth(value: object) -> bool:
    return value in (True, 1, "1", "true")


def _fault_of(contact: object, malformed: Container[str]) -> str | None:
    """Why this contact makes the importer refuse the batch; None: it does not."""
    if not isinstance(contact, dict):
        return "Contact must be of type object"
    for name in _TEXTS:
        if name in contact and not isinstance(contact[name], str):
            return f"Field '{name}' must be of type string"
    email = contact.get("email", "").strip()
    if not EMAIL.fullmatch(email) or email_key(email) in malformed:
        return "Field 'email' incorrect format"
    for name in _ARRAYS:
        if name in contact and not isinstance(contact[name], list):
            return f"Field '{name}' must be of type array"
    if any(not isinstance(tag, str) for tag in contact.get("tags", ())):
        return "Field 'tags' must contain strings"
    for name in ("fields", "subscribe", "unsubscribe"):
        for entry in contact.get(name, ()):
            key = "id" if name == "fields" else "listid"
            if not isinstance(entry, dict) or whole(entry.get(key)) is None:
                return f"Field '{name}' must contain objects with '{key}'"
    return None
