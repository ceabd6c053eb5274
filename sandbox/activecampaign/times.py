"""How ActiveCampaign writes and reads times: seconds, in the zone of the account.

Instants are whole seconds since 1970 in UTC. The account's zone decides how they are shown,
also in the keys named `*_utc_timestamp`, which hold local time (OpenAPI v3 of ActiveCampaign,
github.com/api-evangelist/activecampaign, read 2026-11-24).
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEPT = 100_000


class Times:
    """Formats instants for one account; keeps what it formatted, since rows share seconds."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self._iso: dict[int, str] = {}
        self._plain: dict[int, str] = {}

    def iso(self, at: int) -> str:
        """`2026-11-24T07:00:00-06:00`"""
        text = self._iso.get(at)
        if text is None:
            if len(self._iso) > _KEPT:
                self._iso.clear()
            text = self._iso[at] = datetime.fromtimestamp(at, self.zone).isoformat()
        return text

    def iso_or_none(self, at: int | None) -> str | None:
        return None if at is None else self.iso(at)

    def plain(self, at: int) -> str:
        """`2026-11-24 07:00:00`: the local wall clock, without a zone."""
        text = self._plain.get(at)
        if text is None:
            if len(self._plain) > _KEPT:
                self._plain.clear()
            text = self._plain[at] = self.iso(at)[:19].replace("T", " ")
        return text

    def parse(self, text: str) -> datetime | None:
        """A date or date-time, in the account's zone unless it names one; None: not a time."""
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def day(self, text: str) -> datetime | None:
        """Midnight, in the account's zone, of the date with which `text` begins."""
        match = _DATE.match(text.strip())
        return self.parse(match.group()) if match else None

    def value_of_datetime(self, text: str) -> str:
        """What a custom field of type datetime gives back for what was written to it."""
        moment = self.parse(text)
        if moment is None:
            return text
        return moment.astimezone(self.zone).replace(microsecond=0).isoformat()
