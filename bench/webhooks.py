"""Webhooks acknowledged a second through a host, and the slowest one in a hundred."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import aiohttp
import requests

from bench.figures import Figure, at_least, at_most
from bench.options import Options
from bench.processes import Watch
from sandbox.world import World

A_SECOND, P99_MILLISECONDS = 300, 100
AT_ONCE = 16
PEOPLE = 300
PATIENCE_SECONDS = 120.0
ADMIN = "ada"


def measure(options: Options) -> Iterator[Figure]:
    """Delivers events of linked contacts as fast as they are acknowledged, while the queue
    function works them off in the same host."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
        World(
            directory=Path(directory), leads=0, contacts=PEOPLE, ac_contacts=50, limits=False,
            import_seconds=0.05,
        ) as world,
    ):  # fmt: skip
        world.start_host()
        world.api(
            "POST",
            "/api/connection",
            person=ADMIN,
            json={"url": world.activecampaign_url, "key": world.activecampaign_key},
        )
        _until_initial_sync_is_done(world)
        url = _registered_url(world)
        bodies = [_body(1 + number % PEOPLE) for number in range(options.webhooks)]
        asyncio.run(_deliver(url, bodies[:200]))  # the first calls open connections
        watch = Watch()
        seconds = asyncio.run(_deliver(url, bodies))
        spent = watch.spent()
    p99 = 1000 * statistics.quantiles(seconds, n=100)[98]
    rate = len(bodies) / spent.seconds
    note = f"{len(bodies):,} events, {AT_ONCE} at once, all acknowledged; {spent.shares}"
    yield at_least("webhooks acknowledged", rate, A_SECOND, "a second", note)
    yield at_most(
        "webhooks, slowest of 100", p99, P99_MILLISECONDS, "ms",
        f"p99; median {1000 * statistics.median(seconds):.0f} ms",
    )  # fmt: skip


async def _deliver(url: str, bodies: Sequence[dict[str, str]]) -> list[float]:
    """Seconds that each delivery took. Raises for one that was not acknowledged."""
    waiting = iter(bodies)
    took: list[float] = []
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def sender() -> None:
            for body in waiting:
                began = time.monotonic()
                async with session.post(url, data=body) as answer:
                    await answer.read()
                    answer.raise_for_status()
                took.append(time.monotonic() - began)

        await asyncio.gather(*(sender() for _ in range(AT_ONCE)))
    return took


def _until_initial_sync_is_done(world: World) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        settings = world.api("GET", "/api/sync-settings", person=ADMIN)
        if settings["initialSync"]["state"] == "done":
            return
        time.sleep(0.5)
    raise TimeoutError(f"the initial sync took too long:\n{world.log_tail()}")


def _registered_url(world: World) -> str:
    """Where ActiveCampaign was told to deliver, with the secret."""
    answer = requests.get(
        f"{world.activecampaign_url}/api/3/webhooks",
        headers={"Api-Token": world.activecampaign_key},
        timeout=30,
    )
    answer.raise_for_status()
    urls = [hook["url"] for hook in answer.json()["webhooks"]]
    return next(url for url in urls if url.startswith(world.app_url))


def _body(contact_id: int) -> dict[str, str]:
    """As ActiveCampaign sends it (developers.activecampaign.com/page/webhooks, read
    2026-11-24), as far as the app reads it."""
    return {
        "type": "update",
        "date_time": "2026-11-24T12:00:00-06:00",
        "initiated_from": "admin",
        "contact[id]": str(contact_id),
        "contact[email]": f"person{contact_id}@example.com",
    }
