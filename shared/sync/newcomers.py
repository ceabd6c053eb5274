"""Finds the contacts that bulk imports have just created, by reading on by id.

ActiveCampaign tells the ids of an import's new contacts without their emails, so that one more
read each would be needed; new contacts have the highest ids, so reading on from the highest id
seen finds a hundred a call (reference "Pagination", developers.activecampaign.com, read
2026-11-24). Several chunks of a step share one reader: what one of them reads serves all."""

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Contact
from shared.mapping.email import normalise_email
from shared.store.contact_index import ContactIndex

PAGES_AT_ONCE = 50


@dataclass(frozen=True)
class Patience:
    """How long to wait for an import, in seconds. ActiveCampaign promises nothing; tiny batches
    were seen to take about six seconds. A look that finds nothing doubles the pause before the
    next, since it costs a call."""

    between_looks: float = 1.0
    longest_pause: float = 4.0
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
        self._news = threading.Condition()
        self._is_read = False
        self._wanted: set[str] = set()
        self._found: dict[str, Contact] = {}
        self._progress_at = monotonic()
        self._began_after = int(after_id)
        self._settling = threading.Lock()
        self._books = threading.Lock()
        self._after_id = after_id
        self._unindexed: list[tuple[str, str]] = []
        # From here on: of the reader alone.
        self._pages: Iterator[list[Contact]] | None = None
        self._latest_change: datetime | None = None
        self._read_at: float | None = None
        self._look_began_after = after_id
        self._pause = self._patience.between_looks

    def settle(self) -> str:
        """The highest id read so far: every contact up to it is in the contact index, and a
        later step reads on from there."""
        with self._settling:
            with self._books:
                pairs, self._unindexed = self._unindexed, []
                after_id = self._after_id
            try:
                if pairs:
                    self._index.put(pairs)
            except BaseException:
                with self._books:
                    self._unindexed = pairs + self._unindexed
                raise
            return after_id

    def announce(self, emails: Collection[str]) -> None:
        """Says that contacts with these emails are about to be created. Called before the
        import is sent, so that no reader passes them by."""
        with self._news:
            self._wanted.update(normalise_email(email) for email in emails)
            self._progress_at = self._monotonic()

    def known(self, emails: Collection[str]) -> set[str]:
        """Of the announced `emails` those, normalised, whose contacts have been read meanwhile:
        they are in the contact index now, and are not waited for."""
        wanted = {normalise_email(email) for email in emails}
        with self._books:
            is_noted = any(normalise_email(email) in wanted for email, _ in self._unindexed)
        if is_noted:
            self.settle()
        found = self._index.find(wanted)
        known = {email for email, contact in found.items() if int(contact) > self._began_after}
        with self._news:
            self._wanted -= known
            for email in known:
                self._found.pop(email, None)
        return known

    @property
    def latest_change(self) -> datetime | None:
        """When any of the contacts that were read here was changed last."""
        return self._latest_change

    def read_some(self) -> bool:
        """Reads on a bounded number of pages; True if there are no more."""
        with self._as_reader():
            return any(self._read_page() for _ in range(PAGES_AT_ONCE))

    def catch_up(self) -> None:
        """Brings the contact index up to date, unless it was read on moments ago. Without this a
        contact that came up in ActiveCampaign meanwhile would be taken for missing."""
        if self._is_fresh():
            return
        with self._as_reader():
            if not self._is_fresh():
                while not self._read_page():
                    pass
                self.settle()

    def outdate(self) -> None:
        """What was read moments ago is not enough: more has come up since."""
        with self._news:
            self._read_at = None

    def collect(self, emails: Collection[str]) -> dict[str, Contact]:
        """Normalised email -> contact, for those of `emails` that appeared. Returns when all
        have, or when nothing has appeared for `Patience.without_progress` seconds.

        One of those who wait reads on, page by page; each goes its way as soon as it has all."""
        missing = {normalise_email(email) for email in emails}
        got: dict[str, Contact] = {}
        while True:
            with self._news:
                while self._is_read and not missing & self._found.keys():
                    self._news.wait()
                for email in missing & self._found.keys():
                    got[email] = self._found.pop(email)
                missing -= got.keys()
                idle = self._monotonic() - self._progress_at
                if not missing or idle > self._patience.without_progress:
                    self._wanted -= missing
                    return got
                if self._is_read:
                    continue
                self._is_read = True
            try:
                self._rest_between_looks()
                self._read_page()
            finally:
                self._hand_over()

    @contextmanager
    def _as_reader(self) -> Iterator[None]:
        with self._news:
            while self._is_read:
                self._news.wait()
            self._is_read = True
        try:
            yield
        finally:
            self._hand_over()

    def _hand_over(self) -> None:
        with self._news:
            self._is_read = False
            self._news.notify_all()

    def _is_fresh(self) -> bool:
        read_at = self._read_at
        return read_at is not None and self._monotonic() - read_at <= self._patience.stale

    def _rest_between_looks(self) -> None:
        if self._pages is None and self._read_at is not None:
            rest = self._read_at + self._pause - self._monotonic()
            if rest > 0:
                self._sleep(rest)

    def _read_page(self) -> bool:
        """Reads one page of a look; True once the look has come to its end."""
        if self._pages is None:
            self._pages = self._activecampaign.contacts_after_id(self._after_id)
            self._look_began_after = self._after_id
        try:
            page = next(self._pages, None)
        except BaseException:
            self._pages = None
            raise
        self._read_at = self._monotonic()
        if page is not None:
            self._take(page)
            return False
        self._pages = None
        found_some = self._after_id != self._look_began_after
        patience = self._patience
        longer = min(2 * self._pause, patience.longest_pause)
        self._pause = patience.between_looks if found_some else longer
        return True

    def _take(self, page: list[Contact]) -> None:
        with self._books:
            self._unindexed += [(contact.email, contact.id) for contact in page if contact.email]
            self._after_id = page[-1].id
        for contact in page:
            if contact.updated_at is not None:
                latest = self._latest_change or contact.updated_at
                self._latest_change = max(contact.updated_at, latest)
        with self._news:
            for contact in page:
                email = normalise_email(contact.email)
                if email in self._wanted:
                    self._wanted.discard(email)
                    self._found[email] = contact
                    self._progress_at = self._monotonic()
