"""No body, however it is mutilated, makes the webhook fail, comes back in its answer, or puts on
the queue what the queue or its reader cannot take."""

import json
import logging
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.activecampaign.webhook import FORM
from tests.unit.triggers.calling import Api, deliver
from tests.unit.triggers.fakes import SECRET, FakeServices

LONG = settings.get_current_profile_name() != "ci"
BODIES = 100_000 if LONG else 500
MESSAGE_BYTES = 48 * 1024
MARK = b"wkx7refl3ct"

SEEDS: Sequence[bytes] = tuple(
    urlencode(form).encode()
    for form in (
        {
            "type": "update",
            "date_time": "2026-11-24T12:00:00-06:00",
            "initiated_from": "admin",
            "contact[id]": "42",
            "contact[email]": "ann@example.com",
            "contact[fields][1]": "||a||b||",
            "contact[tags]": "one, two",
        },
        {"type": "subscribe", "contact[id]": "42", "list[0][id]": "8", "list": "9"},
        {"type": "contact_tag_added", "contact[id]": "42", "tag": "[D365: Lead] ü 🙂"},
        {
            "type": "click",
            "contact[id]": "42",
            "campaign[id]": "5",
            "campaign[name]": "News & more",
            "campaign[message][id]": "500",
            "link[url]": "https://example.com/?a=1&b=%26",
        },
        {"type": "bounce", "contact[id]": "42", "bounce[type]": "hard", "note": "x" * 5_000},
        {"type": "unsubscribe", "contact[id]": "42", "unsubscribe[reason]": "<b>no</b>"},
    )
)

ODD = (
    b"&", b"=", b"%", b"%00", b"%zz", b"%ff", b"+", b"[", b"]", b"[]", b"[id]", b";", b"\x00",
    b"\xff\xfe", b"\xed\xa0\x80", b"\r\n", b"{}", b"<!--", b"' or 1=1--", b"${jndi:x}", b"\xf0\x9f",
    b"contact[id]=", b"type=", b"type=update&", b"list[][id]=8&", b"9" * 400, b"-1", b"1e999",
    b"date_time=9999-99-99T99:99:99&", MARK,
)  # fmt: skip

_PLACE = st.integers(0, 6_000)
_CHANGE = st.one_of(
    st.tuples(st.just("put"), _PLACE, st.sampled_from(ODD)),
    st.tuples(st.just("put"), _PLACE, st.binary(max_size=20)),
    st.tuples(st.just("cut"), _PLACE, st.integers(1, 300)),
    st.tuples(st.just("flip"), _PLACE, st.integers(0, 7)),
    st.tuples(st.just("repeat"), _PLACE, st.integers(2, 4_000)),
    st.tuples(st.just("splice"), _PLACE, st.sampled_from(SEEDS)),
)


def changed(body: bytes, change: tuple[str, int, object]) -> bytes:
    kind, place, what = change
    at = place % (len(body) + 1)
    match kind, what:
        case "put" | "splice", bytes(piece):
            return body[:at] + piece + body[at:]
        case "cut", int(length):
            return body[:at] + body[at + length :]
        case "flip", int(bit) if at < len(body):
            return body[:at] + bytes([body[at] ^ (1 << bit)]) + body[at + 1 :]
        case "repeat", int(times):
            return body[:at] + body[at : at + 12] * times + body[at:]
    return body


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    body = draw(st.sampled_from(SEEDS))
    for change in draw(st.lists(_CHANGE, min_size=1, max_size=6)):
        body = changed(body, change)
    return body


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    """Without the line in the log for each refusal."""
    logging.disable(logging.CRITICAL)
    yield Api(FakeServices().connected())
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(3_600)
@settings(
    max_examples=BODIES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(body=bodies(), secret=st.sampled_from([SECRET, SECRET, SECRET, "wrong"]))
def test_any_body_is_taken_or_refused(api: Api, body: bytes, secret: str) -> None:
    queued = api.services.events.queued
    queued.clear()
    reply = deliver(api, secret, body=body, form=FORM)
    assert reply.status in ((200, 413, 422) if secret == SECRET else (401, 413))
    assert MARK not in reply.body
    assert len(queued) == (reply.status == 200)
    for message in queued:
        assert len(json.dumps(message).encode()) <= MESSAGE_BYTES
