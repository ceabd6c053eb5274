"""NCRONTAB schedules: six fields, seconds first, in UTC. Knows no clock and no timer.

learn.microsoft.com/azure/azure-functions/functions-bindings-timer, "NCRONTAB expressions"
(read 2026-11-24): Sunday is 0; day of month and day of week must both hold, unlike in cron."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from croniter import croniter

from sandbox.host.app_settings import SettingsRefused

_FIELDS = 6
_FIELD = re.compile(r"[0-9A-Za-z*,/\-]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MINUTE = timedelta(minutes=1)
_LOOKED_AT = 10


@dataclass(frozen=True)
class Schedule:
    text: str

    @classmethod
    def parse(cls, text: str) -> "Schedule":
        """Raises SettingsRefused for anything but six good fields. (Newer hosts take five as
        well; the app must not rely on it.)"""
        fields = text.split()
        if len(fields) != _FIELDS:
            raise SettingsRefused(
                f"the schedule '{text}' has {len(fields)} fields; six are needed, seconds first"
            )
        for field in fields:
            words = {word.lower()[:3] for word in re.findall(r"[A-Za-z]+", field)}
            if not _FIELD.fullmatch(field) or not words <= {*_MONTHS, *_DAYS}:
                raise SettingsRefused(f"the schedule '{text}': '{field}' is not understood")
        if not croniter.is_valid(text, second_at_beginning=True):
            raise SettingsRefused(f"the schedule '{text}' is not a good NCRONTAB expression")
        return cls(text)

    def next_after(self, moment: datetime) -> datetime:
        """The first occurrence after `moment` (aware, UTC)."""
        rounds = croniter(self.text, moment, day_or=False, second_at_beginning=True)
        found: datetime = rounds.get_next(datetime)
        return found

    def more_than_once_a_minute(self, moment: datetime) -> bool:
        """True if any of the next occurrences come within less than a minute; the host keeps
        no record of such a timer (TimerTriggerAttribute.UseMonitor)."""
        last = self.next_after(moment)
        for _ in range(_LOOKED_AT):
            following = self.next_after(last)
            if following - last < _MINUTE:
                return True
            last = following
        return False
