"""A history: acts of people, the postman's ways, and the workers of the app, step by step, from a
seed. Each step has a chance of its own, so that a history can be told again without some of its
steps."""

import json
import random
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from shared.errors import AppError
from shared.store.connection import EVENTS_QUEUE, STEPS_QUEUE
from shared.store.steps import StepMessage
from shared.sync.events import apply_events
from shared.sync.run import run_step
from shared.sync.tick import start_reconciliation, tick_initial, tick_scheduled
from tests.model import check
from tests.model.acts import act, before_the_first_sync
from tests.model.conductor import CALM, Weather, Worker
from tests.model.machine import MACHINE
from tests.model.scene import Book, Scene
from tests.model.violation import Violation
from tests.model.world import World

Job = Callable[[World, Worker], bool]
"""What a worker does at once; False if there was nothing to do."""

EPISODE = 500
"""Steps of one pair of systems; then comes a new one."""

ACTS_TO_REST = 125
"""After so many steps everything comes to rest, and is looked at."""

HOUR = 3600.0
ROUNDS_TO_REST = 12
HIDDEN_SECONDS = 600.0
"""How long the host keeps a message that it is working on from others."""

TRIES = 5
WEATHERS = (
    CALM,
    Weather(switched=0.3),
    Weather(spoiled=0.05, switched=0.1),
    Weather(spoiled=0.2),
    Weather(killed=0.02, switched=0.1),
    Weather(spoiled=0.03, killed=0.01, switched=0.2),
)


@dataclass
class History:
    """One episode. `told` is what happened; `skip` are steps that are left out."""

    seed: str
    skip: Container[int] = frozenset()
    about_consent: bool = False
    told: list[str] = field(default_factory=list)
    looks: int = 0

    def run(self, steps: int) -> None:
        """Raises Violation."""
        MACHINE.start_anew(self.seed)
        world = World(self.told.append)
        try:
            world.conductor.chance = random.Random(f"{self.seed}/begin")
            book = Book(half=world.conductor.chance.choice(("flag", "list")))
            observer = check.Observer(world, book)
            if self.about_consent:
                before_the_first_sync(Scene(world, book, world.conductor.chance, self.told.append))
            self._rest(world, observer)
            for number in range(1, steps + 1):
                if number not in self.skip:
                    self._step(world, book, observer, number)
                if number % ACTS_TO_REST == 0 or number == steps:
                    self._rest(world, observer)
        finally:
            world.close()

    def _step(self, world: World, book: Book, observer: check.Observer, number: int) -> None:
        chance = random.Random(f"{self.seed}/{number}")
        world.conductor.chance = random.Random(f"{self.seed}/{number}/calls")
        what = chance.random()
        if what < 0.72:
            scene = Scene(world, book, chance, lambda text: self.told.append(f"{number}: {text}"))
            act(scene, about_consent=self.about_consent)
        elif what < 0.84:
            self._mail(world, chance, number)
        elif what < 0.93:
            seconds = chance.choice((0.4, 5.0, 40.0, 700.0, 1.1 * HOUR))
            world.pass_time(seconds)
            self.told.append(f"{number}: {seconds:g} seconds pass")
        else:
            observer.check_flags()
            self._work(world, chance, number)
            observer.look()

    def _mail(self, world: World, chance: random.Random, number: int) -> None:
        world.pass_time(0.1)
        if not world.mails:
            return
        place = chance.randrange(len(world.mails))
        fate = chance.choice(("delivered", "delivered", "delivered", "delivered twice", "lost"))
        mail = world.mails[place]
        if fate != "delivered twice":
            del world.mails[place]
        if fate != "lost":
            world.conductor.weather = CALM
            world.deliver(mail)
        self.told.append(f"{number}: a webhook of {len(world.mails)} is {fate}")

    def _work(self, world: World, chance: random.Random, number: int) -> None:
        """Some workers at once, each at one job."""
        world.pass_time(chance.choice((0.5, 20.0, 300.0, 1.1 * HOUR)))
        waiting = [6 if _waits(world, name) else 0.2 for name in (STEPS_QUEUE, EVENTS_QUEUE)]
        jobs = chance.choices(
            (_tick, _take_step, _take_event), (2, *waiting), k=chance.choice((1, 2, 2, 3))
        )
        world.conductor.weather = chance.choice(WEATHERS)
        names = ", ".join(job.__name__.strip("_") for job in jobs)
        self.told.append(f"{number}: {names}; {world.conductor.weather}")
        self._carry_out(world, jobs)
        world.conductor.weather = CALM
        world.pass_time(0.1)

    def _carry_out(self, world: World, jobs: Sequence[Job]) -> None:
        workers = world.workers[: len(jobs)]
        world.conductor.run(
            [
                (worker, partial(self._one_job, world, worker, job))
                for worker, job in zip(workers, jobs, strict=True)
            ]
        )

    def _one_job(self, world: World, worker: Worker, job: Job) -> None:
        """What fails as failures are meant to is tried again by the host."""
        try:
            job(world, worker)
        except AppError as fault:
            self.told.append(f"  w{worker.number} {job.__name__}: {fault}"[:160])

    def _rest(self, world: World, observer: check.Observer) -> None:
        """Until nothing moves any more: people pause, calls go well, and the runs go on."""
        self.told.append("all comes to rest")
        world.conductor.weather = CALM
        world.sync_settings().change({"global_sync": True})
        world.mails.clear()  # whatever is still on its way is lost
        observer.check_flags()
        for number in range(ROUNDS_TO_REST):
            world.pass_time(26 * HOUR)
            before = observer.state()
            self._work_off(world, reconciling=number == 1)
            observer.look()
            if number > 1 and observer.state() == before and _is_idle(world):
                break
        else:
            raise Violation("termination", f"there is no rest after {ROUNDS_TO_REST} runs")
        self.looks += 1
        self.told += observer.links_shown()
        observer.check()

    def _work_off(self, world: World, *, reconciling: bool) -> None:
        worker = world.workers[0]
        if reconciling:
            start_reconciliation(world.app(worker).engine)
        else:
            _tick(world, worker)
        for _ in range(60):
            MACHINE.pass_time(61)
            world.pass_time(0.1)
            if not (_take_step(world, worker) | _take_event(world, worker)):
                break
        else:
            raise Violation("termination", "the queues do not run dry")


def _tick(world: World, worker: Worker) -> bool:
    engine = world.app(worker).engine
    tick_initial(engine)
    tick_scheduled(engine)
    return True


def _take_step(world: World, worker: Worker) -> bool:
    engine = world.app(worker).engine
    return _take(
        world, STEPS_QUEUE, lambda text: run_step(engine, StepMessage.model_validate_json(text))
    )


def _take_event(world: World, worker: Worker) -> bool:
    app = world.app(worker)
    return _take(
        world,
        EVENTS_QUEUE,
        lambda text: apply_events(app.engine, app.events, app.counts, json.loads(text)),
    )


def _take(world: World, name: str, act: Callable[[str], None]) -> bool:
    """As the host does: a message is hidden while it is worked on, and deleted after that."""
    queue = world.queue(name)
    messages = queue.receive_messages(max_messages=1, visibility_timeout=HIDDEN_SECONDS)
    if not messages:
        return False
    act(messages[0].content)
    queue.delete_message(messages[0].id, messages[0].pop_receipt)
    return True


def _waits(world: World, name: str) -> bool:
    """True if there is a message that can be seen."""
    return any(message.visible_at <= datetime.now(UTC) for message in world.storage.queues[name])


def _is_idle(world: World) -> bool:
    return not any(world.storage.queues[name] for name in (STEPS_QUEUE, EVENTS_QUEUE)) and (
        world.app(world.workers[0]).engine.states.load().current_run_id is None
    )
