"""Deliveries of webhooks, read from the raw form."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.activecampaign.webhook import FORM, MalformedWebhook, WebhookEvent, parse


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


def test_an_update_names_its_contact() -> None:
    body = form(
        ("type", "update"),
        ("date_time", "2026-11-24T04:00:00-06:00"),
        ("initiated_from", "admin"),
        ("initiated_by", "admin"),
        ("list", "0"),
        ("contact[id]", "17"),
        ("contact[email]", "ann+x@example.org"),
        ("contact[fields][353]", "x"),
        ("contact[fields][1]", "y"),
    )
    assert parse(body, "application/x-www-form-urlencoded; charset=utf-8") == WebhookEvent(
        type="update",
        contact_id="17",
        email="ann+x@example.org",
        occurred_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
        initiated_from="admin",
    )


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("list", "8")], ("8",)),
        ([("list", "0")], ()),
        ([("list[][id]", "8"), ("list[][id]", "9")], ("8", "9")),
        ([("list[0][id]", "8"), ("list[1][id]", "9"), ("list[1][name]", "7")], ("8", "9")),
        ([("list[]", "8"), ("list[]", "8")], ("8",)),
        ([("lists", "8")], ()),
    ],
)
def test_lists_are_read_in_each_of_their_forms(
    pairs: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    assert parse(form(("type", "unsubscribe"), *pairs), FORM).lists == expected


def test_a_campaign_that_is_sent_has_no_contact() -> None:
    body = form(("type", "sent"), ("campaign[id]", "5"), ("campaign[message][id]", "9"))
    event = parse(body, FORM)
    assert (event.contact_id, event.campaign_id, event.message_id) == (None, "5", "9")


def test_what_an_event_says_besides_is_kept_for_the_timeline() -> None:
    body = form(
        ("type", "click"),
        ("contact[id]", "17"),
        ("tag", "[D365: Lead]"),
        ("campaign[name]", "Spring"),
        ("campaign[message][subject]", "Hello"),
        ("link[url]", "https://example.org/?a=1&b=2"),
        ("bounce[type]", "hard"),
        ("unsubscribe[reason]", "too many"),
        ("note", "called"),
    )
    assert parse(body, FORM) == WebhookEvent(
        type="click",
        contact_id="17",
        tag="[D365: Lead]",
        campaign_name="Spring",
        message_subject="Hello",
        link_url="https://example.org/?a=1&b=2",
        bounce_type="hard",
        unsubscribe_reason="too many",
        note="called",
    )


@pytest.mark.parametrize("bad", ["", "0", "abc", "1;2", "../users", "1e3"])
def test_an_id_that_is_none_is_never_handed_on(bad: str) -> None:
    assert parse(form(("type", "update"), ("contact[id]", bad)), FORM).contact_id is None


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-24 10:00:00", "0000-00-00"])
def test_a_time_without_its_zone_is_unknown(moment: str) -> None:
    assert parse(form(("type", "update"), ("date_time", moment)), FORM).occurred_at is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"type":"update"}', "application/json"),
        (b"type=update", "text/plain"),
        (b"type=update", ""),
        (b"", FORM),
        (b"type=", FORM),
        (b"contact[id]=1", FORM),
        (b"type=%3Cscript%3E", FORM),
        (b"type=" + b"a" * 100, FORM),
        (b"type=update" + b"&a=1" * 6_000, FORM),
    ],
)
def test_what_is_no_delivery_is_malformed(body: bytes, content_type: str) -> None:
    with pytest.raises(MalformedWebhook) as raised:
        parse(body, content_type)
    assert raised.value.status == 422


@given(st.binary(max_size=300))
def test_no_bytes_in_a_field_disturb_the_others(noise: bytes) -> None:
    body = b"type=update&contact[id]=7&note=" + noise.replace(b"&", b"+") + b"&tag=x"
    event = parse(body, FORM)
    assert (event.type, event.contact_id, event.tag) == ("update", "7", "x")


@given(st.binary(max_size=300))
def test_bytes_that_name_no_event_are_malformed(noise: bytes) -> None:
    with pytest.raises(MalformedWebhook):
        parse(noise.replace(b"type", b""), FORM)


ids = st.none() | st.integers(1, 10**9).map(str)
words = st.none() | st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
zones = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=zones)  # noqa: DTZ001
events = st.builds(
    WebhookEvent,
    type=st.from_regex(r"[a-z][a-z_]{0,30}", fullmatch=True),
    contact_id=ids,
    email=words,
    occurred_at=st.none() | moments,
    initiated_from=st.sampled_from(["", "public", "admin", "api", "system"]),
    lists=st.lists(st.integers(1, 99).map(str), unique=True, max_size=4).map(tuple),
    tag=words,
    campaign_id=ids,
    campaign_name=words,
    message_id=ids,
    message_subject=words,
    link_url=words,
    bounce_type=words,
    unsubscribe_reason=words,
    note=words,
)


def as_delivered(event: WebhookEvent) -> bytes:
    """The form by which ActiveCampaign would deliver an event."""
    values = {
        "type": event.type,
        "date_time": event.occurred_at.isoformat() if event.occurred_at else None,
        "initiated_from": event.initiated_from,
        "contact[id]": event.contact_id,
        "contact[email]": event.email,
        "tag": event.tag,
        "campaign[id]": event.campaign_id,
        "campaign[name]": event.campaign_name,
        "campaign[message][id]": event.message_id,
        "campaign[message][subject]": event.message_subject,
        "link[url]": event.link_url,
        "bounce[type]": event.bounce_type,
        "unsubscribe[reason]": event.unsubscribe_reason,
        "note": event.note,
    }
    pairs = [(key, value) for key, value in values.items() if value is not None]
    pairs += [("list[][id]", list_id) for list_id in event.lists] or [("list", "0")]
    return form(*pairs)


@given(events)
def test_an_event_is_read_as_it_was_delivered(event: WebhookEvent) -> None:
    assert parse(as_delivered(event), FORM) == event
