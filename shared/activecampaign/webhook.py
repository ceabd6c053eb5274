"""Reads what ActiveCampaign delivers to a webhook. Pure; knows no registration, no HTTP, and
trusts nothing but that a contact may have changed.

A delivery is a form with bracket keys, one event a call, neither signed nor in order, perhaps
more than once (developers.activecampaign.com/page/webhooks, read 2026-11-24)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from shared.activecampaign.reading import identifier, moment
from shared.errors import FieldFault, InvalidInput

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 5_000
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LIST_KEY = re.compile(r"list(\[\d*\])?(\[id\])?")


class MalformedWebhook(InvalidInput):
    """Not a delivery of ActiveCampaign; it would not become one by being read again."""

    code = "webhook.malformed"
    title = "The webhook delivery could not be read"

    def __init__(self, message: str) -> None:
        super().__init__([FieldFault("body", self.code, message)])


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One event. `type` is ActiveCampaign's own word, such as `update`; `sent` has no contact.
    `initiated_from` is `public`, `admin`, `api`, `system` or "". `tag` is a name, `lists` are
    ids."""

    type: str
    contact_id: str | None = None
    email: str | None = None
    occurred_at: datetime | None = None
    initiated_from: str = ""
    lists: tuple[str, ...] = ()
    tag: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    message_id: str | None = None
    message_subject: str | None = None
    link_url: str | None = None
    bounce_type: str | None = None
    unsubscribe_reason: str | None = None
    note: str | None = None


def parse(body: bytes, content_type: str) -> WebhookEvent:
    """The event of a delivery, read from the raw form: parsers that turn numeric keys into
    array places lose the ids of custom fields.

    Raises MalformedWebhook."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise MalformedWebhook(f"The content type must be {FORM}.")
    try:
        pairs = parse_qsl(
            body.decode(errors="replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise MalformedWebhook(f"The form has more than {MOST_FIELDS} fields.") from None
    form = dict(pairs)
    kind = form.get("type", "").strip()
    if not _TYPE.fullmatch(kind):
        raise MalformedWebhook("The form names no event in `type`.")
    return WebhookEvent(
        type=kind,
        contact_id=identifier(form.get("contact[id]")) or None,
        email=_filled(form, "contact[email]"),
        occurred_at=moment(form.get("date_time")),
        initiated_from=form.get("initiated_from", ""),
        lists=_list_ids(pairs),
        tag=_filled(form, "tag"),
        campaign_id=identifier(form.get("campaign[id]")) or None,
        campaign_name=_filled(form, "campaign[name]"),
        message_id=identifier(form.get("campaign[message][id]")) or None,
        message_subject=_filled(form, "campaign[message][subject]"),
        link_url=_filled(form, "link[url]"),
        bounce_type=_filled(form, "bounce[type]"),
        unsubscribe_reason=_filled(form, "unsubscribe[reason]"),
        note=_filled(form, "note"),
    )


def _filled(form: Mapping[str, str], key: str) -> str | None:
    return form.get(key, "").strip() or None


def _list_ids(pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    """`list=8` if an administrator did it, `list[][id]=8` if the contact did; 0 is none."""
    found = (identifier(value) for key, value in pairs if _LIST_KEY.fullmatch(key))
    return tuple(dict.fromkeys(list_id for list_id in found if list_id))
