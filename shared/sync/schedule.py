"""When a scheduled run is due. Pure."""

from datetime import datetime, timedelta


def next_run_at(last_started_at: datetime, frequency_hours: int) -> datetime:
    """The moment from which the next run is due."""
    return last_started_at + timedelta(hours=frequency_hours)


def is_due(now: datetime, last_started_at: datetime | None, frequency_hours: int) -> bool:
    """True once the frequency has passed since the last run began. The first run is due at
    once. A clock that was set back does not delay it by more than the frequency."""
    if last_started_at is None:
        return True
    if last_started_at > now:
        return last_started_at - now > timedelta(hours=frequency_hours)
    return now >= next_run_at(last_started_at, frequency_hours)
