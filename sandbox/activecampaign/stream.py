"""The activity stream: which rows a contact's history gets, and when they become visible.

`reference_type` and the model names:
developers.activecampaign.com/reference/list-contact-activities, read 2026-11-24.
A row becomes visible when the contact itself is read, as documented there.
"""

from sandbox.activecampaign.events import Event
from sandbox.activecampaign.records import Activity, Contact
from sandbox.activecampaign.store import Store

_MODELS = {
    "SubscriberEmail": "contact-email",
    "SubscriberList": "contact-list",
    "SubscriberSeries": "contact-automation",
    "Log": "log",
    "LinkData": "link-data",
    "MppLinkData": "mpp-link-data",
    "Forward": "forward",
    "Reply": "reply",
    "Note": "note",
    "TrackingLog": "tracking-log",
}


class Stream:
    """Writes rows of one account."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def on_event(self, event: Event) -> None:
        if event.contact is None or not event.list:
            return
        if event.kind in ("subscribe", "unsubscribe"):
            membership = event.contact.lists[event.list]
            self.record(
                event.contact, "SubscriberList", event.kind, membership.id, {"list": event.list}
            )

    def record(
        self,
        contact: Contact,
        type_: str,
        action: str,
        reference_id: int | None,
        reference: dict[str, int],
        *,
        user: int = 0,
        payload: dict[str, str] | None = None,
        at: int | None = None,
    ) -> Activity:
        """`reference_id` None: the row points to one that exists nowhere else, with an id of
        its own. `at` None: now."""
        store = self.store
        row = Activity(
            id=store.next_id("activity"),
            contact=contact.id,
            at=store.now() if at is None else at,
            type=type_,
            model=_MODELS[type_],
            action=action,
            reference_id=store.next_id(type_) if reference_id is None else reference_id,
            reference=reference,
            user=user,
            payload=payload,
        )
        store.activities.setdefault(contact.id, []).append(row)
        return row

    def show(self, contact: Contact) -> None:
        """Generates the contact's activity, as reading the contact does."""
        rows = self.store.activities.get(contact.id)
        if rows is not None:
            self.store.shown_activities[contact.id] = len(rows)

    def shown(self, contact: int) -> list[Activity]:
        """Oldest first."""
        rows = self.store.activities.get(contact, [])
        return rows[: self.store.shown_activities.get(contact, 0)]
