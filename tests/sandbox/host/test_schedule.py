"""NCRONTAB: what is accepted, and when it occurs."""

from datetime import UTC, datetime

import pytest

from sandbox.host.app_settings import SettingsRefused
from sandbox.host.schedule import Schedule

# A Tuesday.
START = datetime(2026, 11, 24, 13, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 */5 * * * *", "2026-11-24T13:05:00+00:00"),
        ("*/15 * * * * *", "2026-11-24T13:04:45+00:00"),
        ("0 30 9 * * *", "2026-11-25T09:30:00+00:00"),
        ("0 0 9-17 * * MON-FRI", "2026-11-24T14:00:00+00:00"),
        ("0 0 0 * * 0", "2026-11-29T00:00:00+00:00"),
        ("0 0 0 1 JAN *", "2027-01-01T00:00:00+00:00"),
        # Both days must hold: the first of a month that is a Monday.
        ("0 0 0 1 * 1", "2027-02-01T00:00:00+00:00"),
    ],
)
def test_the_next_occurrence(text: str, expected: str) -> None:
    assert Schedule.parse(text).next_after(START).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["*/5 * * * *", "0 */5 * * * * *", "@hourly", "0 0 0 L * *", "61 * * * * *", "0 0 0 * * FOO"],
)
def test_what_is_no_six_field_schedule_is_refused(text: str) -> None:
    with pytest.raises(SettingsRefused):
        Schedule.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("*/30 * * * * *", True), ("0,10 0 * * * *", True), ("0 * * * * *", False)],
)
def test_a_schedule_that_fires_more_than_once_a_minute_is_known(text: str, expected: bool) -> None:
    assert Schedule.parse(text).more_than_once_a_minute(START) is expected
