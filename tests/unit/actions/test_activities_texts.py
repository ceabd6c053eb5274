"""What an activity is called, and what of it is shown."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from shared.actions.activity_texts import LONGEST_DETAIL, TITLES, shown
from shared.activecampaign.activity_models import Happening, Names, What

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES: Names = {
    ("campaign", "5"): "News",
    ("automation", "2"): "Nurturing",
    ("list", "3"): "Newsletter",
    ("tag", "4"): "VIP",
}
DOCUMENT = Path(__file__).parents[3] / "docs" / "activities.md"


def of(what: What, **parts: Any) -> Any:
    return shown(Happening("activity-1", NOON, what, **parts), NAMES)


def test_every_kind_has_a_title_and_stands_in_the_document() -> None:
    assert set(TITLES) == set(get_args(What))
    text = DOCUMENT.read_text()
    for kind, title in TITLES.values():
        assert f"| `{kind}` | {title} |" in text


@pytest.mark.parametrize("what", ["machine_open", "opened_or_clicked", "not_sent"])
def test_what_is_not_certain_is_other(what: What) -> None:
    assert of(what).kind == "other"


def test_an_unknown_kind_is_called_as_it_calls_itself() -> None:
    found = of("unknown", text="EcomOrderActivity add")
    assert (found.kind, found.title, found.detail) == ("other", "EcomOrderActivity add", None)


@pytest.mark.parametrize(
    ("what", "parts", "detail"),
    [
        ("sent", {"text": "Hello"}, "Hello"),
        ("sent", {"text": "Hello", "automation_id": "2"}, "Hello · Automation: Nurturing"),
        ("automation_started", {"automation_id": "2"}, "Nurturing"),
        ("automation_started", {"automation_id": "9"}, "#9"),
        ("unsubscribed", {"list_id": "3", "text": "Too much"}, "Newsletter · Too much"),
        ("tagged", {"tag_id": "4"}, "VIP"),
        ("opened", {}, None),
        ("note", {"text": "  "}, None),
    ],
)
def test_the_detail_names_what_it_is_about(
    what: What, parts: dict[str, str], detail: str | None
) -> None:
    assert of(what, **parts).detail == detail


def test_the_campaign_is_named() -> None:
    assert of("opened", campaign_id="5").campaign == "News"
    assert of("opened", campaign_id="6").campaign is None


def test_a_long_note_is_cut() -> None:
    assert len(of("note", text="x" * 5_000).detail) == LONGEST_DETAIL
