"""The timers. They start and revive work; the work itself is done by queue functions."""

import azure.functions as func

from shared import wiring
from shared.actions.housekeeping import keep_house as tidy
from shared.actions.watch import watch
from shared.sync.tick import tick_initial, tick_scheduled
from shared.telemetry.work import invocation

timers = func.Blueprint()  # type: ignore[no-untyped-call]


@timers.function_name("scheduled_sync")
@timers.timer_trigger(arg_name="timer", schedule="%SYNC_TICK%")
def scheduled_sync(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding's name
    """Starts a run when it is due, and tells how things stand."""
    with invocation("scheduled_sync"):
        app = wiring.app()
        try:
            with app.counts.flushed():
                tick_scheduled(app.engine)
        finally:
            watch(app)


@timers.function_name("initial_sync")
@timers.timer_trigger(arg_name="timer", schedule="%SYNC_TICK%")
def initial_sync(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding's name
    """Starts the one initial sync."""
    with invocation("initial_sync"):
        app = wiring.app()
        with app.counts.flushed():
            tick_initial(app.engine)


@timers.function_name("keep_house")
@timers.timer_trigger(arg_name="timer", schedule="0 17 2 * * *")
def keep_house(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the binding's name
    """Checks the webhook registration and prunes what is old, once a day."""
    with invocation("keep_house"):
        app = wiring.app()
        with app.counts.flushed():
            tidy(app)
