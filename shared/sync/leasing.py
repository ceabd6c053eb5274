"""Holds a lease for as long as its step works, renewing it in the background."""

import threading
from contextlib import AbstractContextManager
from types import TracebackType

from shared.errors import RetryLater
from shared.store.leases import Lease, LeaseStore

LEASE_SECONDS = 30.0
"""After a crash nobody works on the run for so long; clocks of workers differ by far less."""

RENEW_SECONDS = 7.0


class LeaseLost(Exception):
    """Another worker has taken over; whatever it does is right, so this one ends quietly."""


class KeptLease(AbstractContextManager["KeptLease"]):
    """A lease that is renewed until the block ends, and then given back."""

    def __init__(self, leases: LeaseStore, lease: Lease) -> None:
        self._leases = leases
        self._lease = lease
        self._end = threading.Event()
        self._lost = False
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> "KeptLease":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()
        if not self._lost:
            self._leases.release(self._lease)

    def check(self) -> None:
        """Raises LeaseLost once another worker may be at work."""
        if self._lost:
            raise LeaseLost

    def _keep(self) -> None:
        while not self._end.wait(RENEW_SECONDS):
            try:
                renewed = self._leases.renew(self._lease, LEASE_SECONDS)
            except RetryLater:
                continue  # the lease outlives several failed renewals; the next save tells
            if renewed is None:
                self._lost = True
                return
            self._lease = renewed
