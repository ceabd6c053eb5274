"""Finds the contacts that bulk imports have just created, by reading on by id.

ActiveCampaign tells the ids of an import's new contacts without their emails, so that one more
read each would be needed; new contacts have the highest ids, so reading on from the highest id
seen finds a hundred a call (reference "Pagination", developers.activecampaign.com, read
2026-11-24). Several chunks of a step share one reader: what one of them reads serves all."""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Contact
from shared.mapping.email import normalise_email
from shared.store.contact_index import ContactIndex

PAGES_AT_ONCE = 50

INDEX_AT_ONCE = 2000
"""Contacts are indexed by the thousand: Table Storage takes batches of one partition only."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for an import, in seconds. ActiveCampaign promises nothing; tiny batches
    were seen to take about six seconds. With `many` contacts outstanding looks are rarer, since
    each look ends with a page that is not full."""

    between_looks: float = 1.0
    between_many: float = 3.0
    many: int = 500
    without_progress: float = 60.0
    stale: float = 30.0


class Newcomers:
    """The contacts with ids above `after_id`, read once, handed to whoever waits for them."""

    def __init__(
        self,
        activecampaign: ActiveCampaign,
        index: ContactIndex,
        after_id: str,
        *,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._activecampaign = activecampaign
        self._index = index
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._wanted: set[str] = set()
        self._found: dict[str, Contact] = {}
        self._after_id = after_id
        self._unindexed: list[tuple[str, str]] = []
        self._looked_at = monotonic()
        self._looks = 0
        self._latest_change: datetime | None = None
        self._progress_at = monotonic()

    def settle(self) -> str:
        """The highest id read so far: every contact up to it is in the contact index, and a
        later step reads on from there."""
        with self._reading:
            self._index_them()
            return self._after_id

    def announce(self, emails: Collection[str]) -> None:
        """Says that contacts with these emails are about to be created. Called before the
        import is sent, so that no reader passes them by."""
        with self._lock:
            self._wanted.update(normalise_email(email) for email in emails)
            self._progress_at = self._monotonic()

    @property
    def latest_change(self) -> datetime | None:
        """When the contact changed last of those that were read here was changed."""
        return self._latest_change

    def read_some(self) -> bool:
        """Reads on a bounded number of pages; True if there are no more."""
        with self._reading:
            return self._read_on(PAGES_AT_ONCE)

    def catch_up(self) -> None:
        """Brings the contact index up to date, unless that was done moments ago. Without this a
        contact that came up in ActiveCampaign meanwhile would be taken for missing."""
        with self._reading:
            if self._looks == 0 or self._monotonic() - self._looked_at > self._patience.stale:
                self._read_on()
                self._index_them()

    def collect(self, emails: Collection[str]) -> dict[str, Contact]:
        """Normalised email -> contact, for those of `emails` that appeared. Returns when all
        have, or when nothing has appeared for `Patience.without_progress` seconds."""
        missing = {normalise_email(email) for email in emails}
        got: dict[str, Contact] = {}
        while True:
            with self._lock:
                for email in [email for email in missing if email in self._found]:
                    got[email] = self._found.pop(email)
                    missing.discard(email)
                idle = self._monotonic() - self._progress_at
            if not missing or idle > self._patience.without_progress:
                with self._lock:
                    self._wanted -= missing
                return got
            self._look()

    def _look(self) -> None:
        """One look, by one thread at a time. Who waited for another's look takes what that one
        found instead of looking again."""
        looks = self._looks
        with self._reading:
            if self._looks != looks:
                return
            with self._lock:
                many = len(self._wanted) >= self._patience.many
            pause = self._patience.between_many if many else self._patience.between_looks
            rest = self._looked_at + pause - self._monotonic()
            if rest > 0:
                self._sleep(rest)
            self._read_on()

    def _read_on(self, most: int | None = None) -> bool:
        """True once a page shows that there are no more; False after `most` pages."""
        pages = self._activecampaign.contacts_after_id(self._after_id)
        for number, page in enumerate(pages, start=1):
            self._take(page)
            if number == most:
                return False
        self._looked_at = self._monotonic()
        self._looks += 1
        return True

    def _index_them(self) -> None:
        pairs, self._unindexed = self._unindexed, []
        if pairs:
            self._index.put(pairs)

    def _take(self, page: list[Contact]) -> None:
        self._unindexed += [(contact.email, contact.id) for contact in page if contact.email]
        if len(self._unindexed) >= INDEX_AT_ONCE:
            self._index_them()
        with self._lock:
            for contact in page:
                if contact.updated_at is not None:
                    self._latest_change = max(
                        contact.updated_at, self._latest_change or contact.updated_at
                    )
                email = normalise_email(contact.email)
                if email in self._wanted:
                    self._wanted.discard(email)
                    self._found[email] = contact
                    self._progress_at = self._monotonic()
            self._after_id = page[-1].id
