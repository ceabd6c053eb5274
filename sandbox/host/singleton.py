"""The blob lease by which one host among many on the same storage owns a timer.

As the host's singleton for listeners: blob `locks/<host id>/<function>.Listener` in container
`azure-webjobs-hosts`, leased, renewed, released at a graceful end; after a kill it is free when
the lease has run out, or at once for a host started with the same `--instance`, because that
proposes the same lease id. Knows nothing of timers."""

import asyncio
import logging
import uuid

import aiohttp

from sandbox.host.storage import Storage, StorageRefused

CONTAINER = "azure-webjobs-hosts"
_log = logging.getLogger("host")
_TRY_AGAIN_SECONDS = 1.0
_UNREACHABLE = (StorageRefused, aiohttp.ClientError, TimeoutError)


class Singleton:
    """`seconds`: 15 to 60, what the Blob service allows."""

    def __init__(
        self, storage: Storage, host_id: str, function: str, instance: str, seconds: int
    ) -> None:
        self._storage = storage
        self._blob = f"locks/{host_id}/{function}.Listener"
        self._lease_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{instance}/{self._blob}"))
        self._seconds = seconds

    async def acquire(self) -> None:
        """Returns once this host holds the lease, however long that takes."""
        while not await self._try():
            await asyncio.sleep(_TRY_AGAIN_SECONDS)

    async def hold(self) -> None:
        """Renews until the lease is lost, then returns."""
        renewed = asyncio.get_running_loop().time()
        while asyncio.get_running_loop().time() - renewed < self._seconds:
            await asyncio.sleep(self._seconds / 3)
            try:
                await self._storage.lease(CONTAINER, self._blob, "renew", self._lease_id)
                renewed = asyncio.get_running_loop().time()
            except StorageRefused as refusal:
                _log.warning("lease %s was lost: %s", self._blob, refusal)
                return
            except (aiohttp.ClientError, TimeoutError) as fault:
                _log.warning("lease %s was not renewed: %s", self._blob, fault)

    async def release(self) -> None:
        try:
            await self._storage.lease(CONTAINER, self._blob, "release", self._lease_id)
        except _UNREACHABLE as fault:
            _log.warning("lease %s was not released: %s", self._blob, fault)

    async def _try(self) -> bool:
        try:
            await self._storage.lease(
                CONTAINER, self._blob, "acquire", self._lease_id, self._seconds
            )
        except StorageRefused as refusal:
            if refusal.status == 404:
                await self._make_blob()
            elif refusal.status != 409:
                _log.warning("lease %s cannot be taken: %s", self._blob, refusal)
            return False
        except (aiohttp.ClientError, TimeoutError) as fault:
            _log.warning("lease %s cannot be taken: %s", self._blob, fault)
            return False
        return True

    async def _make_blob(self) -> None:
        try:
            await self._storage.create_container(CONTAINER)
            await self._storage.put_blob(CONTAINER, self._blob, b"", only_if_new=True)
        except _UNREACHABLE as fault:
            _log.warning("blob %s cannot be made: %s", self._blob, fault)
