"""Whatever a delivery holds, its message fits the queue, which takes 48 KiB of JSON."""

import json
from urllib.parse import urlencode

import pytest

from shared.actions.receive import message_of
from shared.activecampaign.webhook import FORM, parse

NAMES = (
    "contact[id]",
    "contact[email]",
    "initiated_from",
    "tag",
    "campaign[id]",
    "campaign[name]",
    "campaign[message][id]",
    "campaign[message][subject]",
    "link[url]",
    "bounce[type]",
    "unsubscribe[reason]",
    "note",
    "date_time",
)


def message(form: list[tuple[str, str]]) -> dict[str, object]:
    event = parse(urlencode([("type", "update"), *form]).encode(), FORM)
    return message_of(event, "11111111-1111-1111-1111-111111111111", "2026-11-24T12:00:00+00:00")


@pytest.mark.parametrize(
    "text", ["x" * 60_000, "ü" * 9_000, "🙂" * 9_000, '"\\' * 9_000, "\x01" * 9_000]
)
def test_every_field_may_be_long_at_once(text: str) -> None:
    lists = [(f"list[{number}][id]", "9" * 400 + str(number)) for number in range(4_000)]
    made = message([(name, text) for name in NAMES] + lists)
    assert len(json.dumps(made)) <= 48 * 1024


def test_a_long_id_of_a_contact_is_not_cut_to_that_of_another() -> None:
    assert "contactId" not in message([("contact[id]", "1" * 2_000)])


def test_what_is_cut_is_still_text() -> None:
    made = message([("note", "🙂" * 9_000), ("contact[id]", "42")])
    assert made["contactId"] == "42"
    assert str(made["note"]).startswith("🙂🙂")
    assert set(str(made["note"])) == {"🙂"}
