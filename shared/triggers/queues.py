"""The queue functions: one step of a run, the events of ActiveCampaign's webhooks, and what goes
on the timeline."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import azure.functions as func

from shared import wiring
from shared.actions.timeline.steps import take_events
from shared.actions.timeline.steps import timeline_step as step
from shared.store.steps import StepMessage
from shared.store.timeline import TimelineMessage
from shared.sync.events import apply_events as apply
from shared.sync.run import run_step
from shared.telemetry.work import invocation

CONNECTION = "AzureWebJobsStorage"


@contextmanager
def _taken(function: str, message: func.QueueMessage) -> Iterator[wiring.App]:
    """The app at work on a message of a queue."""
    told = invocation(function, queued_at=message.insertion_time, deliveries=message.dequeue_count)
    with told:
        app = wiring.app()
        with app.counts.flushed():
            yield app


queues = func.Blueprint()  # type: ignore[no-untyped-call]


@queues.function_name("sync_step")
@queues.queue_trigger(arg_name="message", queue_name="sync-steps", connection=CONNECTION)
def sync_step(message: func.QueueMessage) -> None:
    """Carries a run on by one bounded step."""
    with _taken("sync_step", message) as app:
        run_step(app.engine, StepMessage.model_validate_json(message.get_body()))


@queues.function_name("apply_events")
@queues.queue_trigger(arg_name="message", queue_name="activecampaign-events", connection=CONNECTION)
def apply_events(message: func.QueueMessage) -> None:
    """Brings the contacts of this and of other waiting events to Dynamics."""
    with _taken("apply_events", message) as app:
        apply(app.engine, app.events, app.counts, message.get_json(), partial(take_events, app))


@queues.function_name("timeline_step")
@queues.queue_trigger(arg_name="message", queue_name="timeline", connection=CONNECTION)
def timeline_step(message: func.QueueMessage) -> None:
    """Writes events to the timeline, or carries a back-fill or removal on by one bounded step."""
    with _taken("timeline_step", message) as app:
        step(app, TimelineMessage.model_validate_json(message.get_body()))
