"""The queue functions: one step of a run, and the events of ActiveCampaign's webhooks."""

import azure.functions as func

from shared import wiring
from shared.store.steps import StepMessage
from shared.sync.events import apply_events as apply
from shared.sync.run import run_step

CONNECTION = "AzureWebJobsStorage"

queues = func.Blueprint()  # type: ignore[no-untyped-call]


@queues.function_name("sync_step")
@queues.queue_trigger(arg_name="message", queue_name="sync-steps", connection=CONNECTION)
def sync_step(message: func.QueueMessage) -> None:
    """Carries a run on by one bounded step."""
    run_step(wiring.app().engine, StepMessage.model_validate_json(message.get_body()))


@queues.function_name("apply_events")
@queues.queue_trigger(arg_name="message", queue_name="activecampaign-events", connection=CONNECTION)
def apply_events(message: func.QueueMessage) -> None:
    """Brings the contacts of this and of other waiting events to Dynamics."""
    app = wiring.app()
    apply(app.engine, app.events, message.get_json())
