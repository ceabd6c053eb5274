"""Who goes on, who dies, and which call goes wrong: drawn from a seed, at every call of a worker.

Of the workers that are at work only one moves at a time. At each call to a remote system or to
storage it may have to let another go first, be killed before the call or after it, or find the
call spoiled. So that the same seed gives the same history, threads decide nothing."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from azure.core.exceptions import ServiceResponseError
from urllib3 import HTTPResponse

from tests.model.machine import MACHINE
from tests.model.wire import lost_answer

PATIENCE_SECONDS = 120.0
"""Real ones; a worker that waits so long waits for ever."""


class Killed(BaseException):
    """The process of this worker is dead: nothing that it still tries has an effect."""


@dataclass(frozen=True)
class Weather:
    """How likely, at a call, it is to be spoiled, to be the worker's last, or to let another go
    first."""

    spoiled: float = 0.0
    killed: float = 0.0
    switched: float = 0.0


CALM = Weather()


@dataclass
class Worker:
    """One process of the app. `log` is told what it does."""

    number: int
    dead: bool = False
    at_work: bool = False
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class Conductor:
    """`note` is told of what is drawn."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self.weather = CALM
        self.chance = random.Random(0)
        self.calls = 0
        self._note = note
        self._workers: list[Worker] = []
        self._all_done = threading.Semaphore(0)
        self._faults: list[BaseException] = []

    def run(self, jobs: Sequence[tuple[Worker, Callable[[], None]]]) -> None:
        """Carries all jobs out, taking turns; raises what one of them raised unexpectedly. A
        worker that was killed is `dead` after it."""
        self._workers = [worker for worker, _ in jobs]
        self._faults = []
        threads = [
            threading.Thread(target=self._work, args=job, name=f"worker-{job[0].number}")
            for job in jobs
        ]
        for thread, worker in zip(threads, self._workers, strict=True):
            worker.at_work = True
            thread.start()
        self.chance.choice(self._workers).go.release()
        if not self._all_done.acquire(timeout=PATIENCE_SECONDS):
            raise RuntimeError("a worker waits for ever")
        for thread in threads:
            thread.join()
        if self._faults:
            raise self._faults[0]

    def around(self, worker: Worker, name: str, act: Callable[[], Any], spoil: "Spoil") -> Any:
        """One call of a worker."""
        self._before(worker, name)
        self.calls += 1
        MACHINE.pass_time(self.chance.random() * 0.05)
        spoiled = self.chance.random() < self.weather.spoiled
        how = self.chance.choice(spoil.ways) if spoiled else None
        if how is not None:
            self._note(f"  w{worker.number} {name}: {how}")
        answer = act() if how in (None, LOST) else None
        if self.chance.random() < self.weather.killed:
            self._kill(worker, f"after {name}")
        return answer if how is None else spoil.give(how)

    def _before(self, worker: Worker, name: str) -> None:
        if worker.dead:
            raise Killed
        others = [one for one in self._workers if one.at_work and one is not worker]
        if others and self.chance.random() < self.weather.switched:
            self.chance.choice(others).go.release()
            self._wait(worker)
        if self.chance.random() < self.weather.killed:
            self._kill(worker, f"before {name}")

    def _kill(self, worker: Worker, when: str) -> None:
        self._note(f"  w{worker.number} killed {when}")
        worker.dead = True
        raise Killed

    def _wait(self, worker: Worker) -> None:
        if not worker.go.acquire(timeout=PATIENCE_SECONDS):
            raise RuntimeError(f"worker {worker.number} is never let go on")

    def _work(self, worker: Worker, job: Callable[[], None]) -> None:
        self._wait(worker)
        try:
            job()
        except Killed:
            pass
        except BaseException as fault:  # noqa: BLE001 - handed over to the one who asked
            self._faults.append(fault)
        worker.at_work = False
        others = [one for one in self._workers if one.at_work]
        (self.chance.choice(others).go if others else self._all_done).release()


LOST = "carried out, answer lost"


@dataclass(frozen=True)
class Spoil:
    """The ways in which a call can go wrong, and what the caller then gets."""

    ways: tuple[str, ...]
    give: Callable[[str], Any]


def _spoiled_answer(how: str) -> requests.Response:
    """As the adapter of requests would give it. Raises for an answer that never came."""
    if not how.isdecimal():
        raise lost_answer()
    headers = {"Retry-After": "1"} if how == "429" else {}
    raw = HTTPResponse(body=BytesIO(), status=int(how), headers=headers, preload_content=False)
    return requests.adapters.HTTPAdapter().build_response(_NO_REQUEST, raw)


def _spoiled_storage(how: str) -> Any:
    raise ServiceResponseError("no answer")


_NO_REQUEST = requests.Request("GET", "http://nowhere.example/").prepare()

OF_REMOTES = Spoil(("503", "429", "never arrived", LOST), _spoiled_answer)
OF_STORAGE = Spoil(("never arrived", LOST), _spoiled_storage)
