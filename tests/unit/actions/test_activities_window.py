"""Windows on a long history: nothing is left out, nothing comes twice, and there is an end."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.actions.activity_merge import merged, order, order_of
from shared.actions.activity_window import DONE, Starts, reads_beside, window_of
from shared.activecampaign.activity_models import (
    ActivityPage,
    ContactHistory,
    Happening,
    Names,
    Source,
    What,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGE = 100
NO_NAMES: Names = {}
NOTHING = ContactHistory((), has_bounced=False)


def page_of(rows: Sequence[Happening], start: int = 0) -> ActivityPage:
    """As ActiveCampaign gives it of `rows`, which are newest first."""
    part = tuple(rows[start : start + PAGE])
    return ActivityPage(part, {}, len(part), more=start + PAGE < len(rows))


def walk(
    sources: Mapping[Source, Sequence[Happening]], history: ContactHistory = NOTHING
) -> list[Happening]:
    """What somebody sees who turns all pages."""
    seen: list[Happening] = []
    starts: Starts = {}
    before: tuple[datetime, str] | None = None
    for _ in range(50):
        pages = {
            source: page_of(rows, starts.get(source, 0))
            for source, rows in sources.items()
            if starts.get(source) != DONE
        }
        window = window_of(history, pages, starts)
        seen += [one for one in window.facts if before is None or order(one) < order_of(*before)]
        if window.following is None:
            return seen
        starts, before = window.following, window.before
    raise AssertionError("there is no end")


def histories(gaps: Sequence[int]) -> st.SearchStrategy[dict[str, list[Happening]]]:
    """Hundreds of events, these seconds apart, each told by one to three sources at times of
    their own."""

    def made(seed: int) -> dict[str, list[Happening]]:
        chance = Random(seed)  # noqa: S311
        told: dict[str, list[Happening]] = {"activities": [], "emails": [], "contact": []}
        seconds = 0
        for number in range(chance.randint(90, 420)):
            seconds += chance.choice(gaps)
            for source in chance.sample(sorted(told), chance.randint(1, 3)):
                at = NOON + timedelta(seconds=seconds + chance.randint(-55, 55))
                told[source].append(Happening(f"{source}-{number}", at, "sent", str(number)))
        for rows in told.values():
            rows.sort(key=order, reverse=True)
        return told

    return st.integers(0, 2**32).map(made)


def seen_and_told(told: Mapping[str, list[Happening]]) -> tuple[list[Happening], list[Happening]]:
    """What turning the pages shows, and what one list of all would."""
    history = ContactHistory(tuple(told["contact"]), has_bounced=False)
    seen = walk({"activities": told["activities"], "emails": told["emails"]}, history)
    return seen, merged([told["activities"], told["emails"], told["contact"]])


@settings(max_examples=30, deadline=None)
@given(histories([5, 60, 3_600]))
def test_turning_the_pages_shows_everything_once(told: dict[str, list[Happening]]) -> None:
    seen, expected = seen_and_told(told)
    assert seen == expected


@settings(max_examples=10, deadline=None)
@given(histories([0, 1]))
def test_hundreds_in_a_few_minutes_are_all_shown(told: dict[str, list[Happening]]) -> None:
    """One that two sources tell of may then come twice, on pages that follow each other."""
    seen, expected = seen_and_told(told)
    assert {one.reference_id for one in seen} == {one.reference_id for one in expected}
    assert len({one.id for one in seen}) == len(seen)


def test_what_may_lack_rows_of_another_source_waits_for_the_next_window() -> None:
    rows = [Happening(f"activity-{n}", NOON - timedelta(hours=n), "sent") for n in range(150)]
    old = Happening("tag-1-tagged", NOON - timedelta(hours=120), "tagged")
    window = window_of(ContactHistory((old,), has_bounced=False), {"activities": page_of(rows)}, {})
    assert old not in window.facts
    assert window.following is not None
    assert window.following["activities"] > 90
    assert old in walk({"activities": rows}, ContactHistory((old,), has_bounced=False))


def test_a_source_that_was_shown_to_its_end_is_not_asked_again() -> None:
    rows = [Happening(f"activity-{n}", NOON - timedelta(hours=n), "sent") for n in range(150)]
    mail = Happening("email-1", NOON, "sent", reference_id="1")
    pages: Mapping[Source, ActivityPage] = {"activities": page_of(rows), "emails": page_of([mail])}
    following = window_of(NOTHING, pages, {}).following
    assert following is not None
    assert following["emails"] == DONE


SEEN: tuple[What, ...] = ("sent", "note", "tracked")


class TestWhatIsAsked:
    tag = Happening("tag-1-tagged", NOON, "tagged", tag_id="1")

    def asked(
        self,
        *told: What,
        bounced: bool | None = False,
        tags: bool = False,
        left_out: Sequence[Source] = (),
        known: Names = NO_NAMES,
    ) -> list[str]:
        rows = [Happening(f"activity-{n}", NOON, what) for n, what in enumerate(told)]
        history = ContactHistory((self.tag,) if tags else (), has_bounced=bounced)
        return list(reads_beside(history, page_of(rows), left_out, known, 2))

    def test_never_more_than_six_calls_in_all(self) -> None:
        told: tuple[What, ...] = ("note", "tracked")
        assert len(self.asked(*told, bounced=True, tags=True)) == 4

    @pytest.mark.parametrize("bounced", [True, None])
    def test_bounces_unless_there_were_none(self, bounced: bool | None) -> None:
        assert "bounces" in self.asked("sent", bounced=bounced)
        assert "bounces" not in self.asked("sent", bounced=False)

    def test_texts_of_what_the_stream_shows_come_first(self) -> None:
        assert self.asked("sent", "note", "tracked", tags=True)[:3] == [
            "notes",
            "tracking",
            "tag_names",
        ]
        assert self.asked("opened")[0] == "emails"

    def test_tags_whose_names_are_known_are_not_asked_for(self) -> None:
        assert "tag_names" in self.asked("sent", tags=True, known={("tag", "2"): "VIP"})
        assert "tag_names" not in self.asked("sent", tags=True, known={("tag", "1"): "VIP"})

    def test_what_the_account_lacks_is_not_asked(self) -> None:
        assert self.asked("sent", left_out=["events", "notes"]) == ["emails", "tracking"]

    def test_calls_that_are_left_go_where_the_caller_wants_them(self) -> None:
        stream = page_of([Happening(f"activity-{n}", NOON, w) for n, w in enumerate(SEEN)])
        asked = reads_beside(NOTHING, stream, ["notes"], {}, 2, spare=["emails", "events"])
        assert asked == ["tracking", "emails", "events"]

    def test_without_the_stream_all_others_are_asked(self) -> None:
        asked = reads_beside(ContactHistory((self.tag,), has_bounced=True), None, ["events"], {}, 1)
        assert asked == ["emails", "bounces", "notes", "tracking", "tag_names"]
