"""What a recipient does with a mail, or a user with a contact: recorded, and told as events."""

from collections.abc import Callable

from sandbox.activecampaign.accounts import Account
from sandbox.activecampaign.events import Event, Pairs
from sandbox.activecampaign.records import BounceLog, Campaign, Contact, Link, Note
from sandbox.activecampaign.store import Store

ADMIN = 1


class CannotEngage(Exception):
    """Why the engagement asked for cannot be."""


MailAct = Callable[[Account, Contact, Campaign, dict[str, str]], None]
ContactAct = Callable[[Account, Contact, Campaign | None, dict[str, str]], None]


def engage(
    account: Account, kind: str, contact: Contact, campaign: Campaign | None, more: dict[str, str]
) -> None:
    """`kind` is one of WITH_A_MAIL, which need a campaign with a message, or WITH_A_CONTACT.
    `more` holds `url`, `reason`, `text`, `type`, `value`, as the kind needs. Raises
    CannotEngage."""
    if kind in WITH_A_CONTACT:
        WITH_A_CONTACT[kind](account, contact, campaign, more)
    elif kind not in WITH_A_MAIL:
        raise CannotEngage(f"kind: one of {', '.join([*WITH_A_MAIL, *WITH_A_CONTACT])}")
    elif campaign is None or not campaign.messages:
        raise CannotEngage(f"{kind} needs a campaign with a message")
    else:
        WITH_A_MAIL[kind](account, contact, campaign, more)


def campaign_block(store: Store, campaign: Campaign) -> Pairs:
    message = store.messages[campaign.messages[0]]
    return (
        ("campaign[id]", str(campaign.id)),
        ("campaign[name]", campaign.name),
        ("campaign[status]", str(campaign.status)),
        ("campaign[type]", campaign.type),
        ("campaign[recipients]", str(campaign.amount)),
        ("campaign[message][id]", str(message.id)),
        ("campaign[message][subject]", message.subject),
        ("campaign[webcopy_url]", ""),
    )


def _tell(
    account: Account, kind: str, contact: Contact | None, campaign: Campaign, extra: Pairs
) -> None:
    block = campaign_block(account.store, campaign)
    account.changes.tell(Event(kind, contact, "public", extra=block + extra))


def _link(store: Store, campaign: Campaign, url: str) -> Link:
    for id_ in campaign.links:
        if store.links[id_].url == url:
            return store.links[id_]
    link = Link(store.next_id("link"), campaign.id, campaign.messages[0], url, url)
    store.links[link.id] = link
    campaign.links.append(link.id)
    return link


def _open(account: Account, contact: Contact, campaign: Campaign, _: dict[str, str]) -> None:
    store = account.store
    link = _link(store, campaign, "open")
    contact.last_open = store.now()
    campaign.opens += 1
    reference = {"campaign": campaign.id, "link": link.id}
    account.stream.record(contact, "LinkData", "", None, reference)
    _tell(account, "open", contact, campaign, (("User-Agent", "Mozilla/5.0"),))


def _machine_open(
    account: Account, contact: Contact, campaign: Campaign, _: dict[str, str]
) -> None:
    """Apple's privacy prefetch: in the stream, but no event."""
    link = _link(account.store, campaign, "open")
    reference = {"campaign": campaign.id, "link": link.id}
    account.stream.record(contact, "MppLinkData", "", None, reference)


def _click(account: Account, contact: Contact, campaign: Campaign, more: dict[str, str]) -> None:
    store = account.store
    link = _link(store, campaign, more.get("url", "https://shop.example.com/"))
    contact.last_click = store.now()
    campaign.clicks += 1
    reference = {"campaign": campaign.id, "link": link.id}
    account.stream.record(contact, "LinkData", "", None, reference)
    extra = (("link[id]", str(link.id)), ("link[url]", link.url))
    _tell(account, "click", contact, campaign, extra)


def _bounce(account: Account, contact: Contact, campaign: Campaign, more: dict[str, str]) -> None:
    _bounced(account, contact, campaign, hard=more.get("type") != "soft")


def _soft_bounce(account: Account, contact: Contact, campaign: Campaign, _: dict[str, str]) -> None:
    _bounced(account, contact, campaign, hard=False)


def _bounced(account: Account, contact: Contact, campaign: Campaign, *, hard: bool) -> None:
    store = account.store
    code, error = ("5.1.1", "No such user") if hard else ("4.2.2", "Mailbox full")
    bounce = BounceLog(
        store.next_id("bounce"),
        contact.id,
        campaign.id,
        campaign.messages[0],
        code,
        contact.email,
        error,
        store.now(),
    )
    store.bounces.append(bounce)
    account.changes.mark_bounced(contact, hard=hard)
    if hard:
        campaign.hard_bounces += 1
    else:
        campaign.soft_bounces += 1
    extra = (
        ("bounce[type]", "hard" if hard else "soft"),
        ("bounce[code]", code),
        ("bounce[description]", error),
    )
    _tell(account, "bounce", contact, campaign, extra)


def _reply(account: Account, contact: Contact, campaign: Campaign, more: dict[str, str]) -> None:
    campaign.replies += 1
    account.stream.record(contact, "Reply", "", None, {"campaign": campaign.id})
    _tell(account, "reply", contact, campaign, (("message", more.get("text", "Thank you")),))


def _forward(account: Account, contact: Contact, campaign: Campaign, _: dict[str, str]) -> None:
    campaign.forwards += 1
    account.stream.record(contact, "Forward", "", None, {"campaign": campaign.id})
    _tell(account, "forward", contact, campaign, (("forward[count]", "1"),))


def _share(account: Account, contact: Contact, campaign: Campaign, _: dict[str, str]) -> None:
    _tell(account, "share", contact, campaign, (("share[network]", "linkedin"),))


def _sent(account: Account, _: Contact, campaign: Campaign, __: dict[str, str]) -> None:
    """The campaign starts sending: the event names no contact."""
    _tell(account, "sent", None, campaign, ())


def _mail(account: Account, contact: Contact, campaign: Campaign, _: dict[str, str]) -> None:
    message = account.store.messages[campaign.messages[0]]
    account.mailer.send(contact.email, campaign, message, automation=campaign.series)


def _personal_mail(
    account: Account, contact: Contact, _: Campaign | None, __: dict[str, str]
) -> None:
    account.stream.record(contact, "SubscriberEmail", "", None, {}, user=ADMIN)


def _unsubscribe(
    account: Account, contact: Contact, campaign: Campaign | None, more: dict[str, str]
) -> None:
    if campaign is not None:
        campaign.unsubscribes += 1
    account.changes.unsubscribe_from_all(
        contact,
        "public",
        reason=more.get("reason"),
        campaign=None if campaign is None else campaign.id,
    )


def _note(account: Account, contact: Contact, _: Campaign | None, more: dict[str, str]) -> None:
    store = account.store
    now = store.now()
    text = more.get("text", "Called, call again")
    note = Note(store.next_id("note"), contact.id, text, now, now, ADMIN)
    store.notes[note.id] = note
    account.stream.record(contact, "Note", "add", note.id, {"note": note.id}, user=ADMIN)
    event = Event("subscriber_note", contact, "admin", extra=(("note", text),))
    account.changes.tell(event)


def _track(account: Account, contact: Contact, _: Campaign | None, more: dict[str, str]) -> None:
    payload = {"type": more.get("type", "event"), "value": more.get("value", "Visited pricing")}
    account.stream.record(contact, "TrackingLog", "", None, {}, payload=payload)


WITH_A_MAIL: dict[str, MailAct] = {
    "open": _open,
    "mppOpen": _machine_open,
    "click": _click,
    "bounce": _bounce,
    "softBounce": _soft_bounce,
    "reply": _reply,
    "forward": _forward,
    "share": _share,
    "sent": _sent,
    "mail": _mail,
}
WITH_A_CONTACT: dict[str, ContactAct] = {
    "personalMail": _personal_mail,
    "unsubscribe": _unsubscribe,
    "note": _note,
    "track": _track,
}
