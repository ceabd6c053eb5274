"""The routes of the timeline as a whole."""

from shared.actions.models.timeline import BackfillInput, TimelineOutput
from shared.actions.timeline.jobs import start_backfill, start_removal, timeline_of
from shared.errors import Conflict
from shared.triggers.http.route import Call, Route


def _timeline(call: Call) -> TimelineOutput:
    return timeline_of(call.services)


def _backfill(call: Call) -> TimelineOutput:
    return start_backfill(call.services, call.person, call.payload_as(BackfillInput).days)


def _remove(call: Call) -> TimelineOutput:
    return start_removal(call.services, call.person)


TIMELINE_ROUTES = (
    Route(
        "GET",
        "timeline",
        "timeline",
        "Whether marketing events are written to Dynamics, and what is done to them as a whole",
        "admin",
        _timeline,
        TimelineOutput,
    ),
    Route(
        "POST",
        "timeline/backfill",
        "fill_timeline",
        "Writes to Dynamics what happened before with linked people",
        "admin",
        _backfill,
        TimelineOutput,
        payload=BackfillInput,
        refusals=(Conflict,),
    ),
    Route(
        "DELETE",
        "timeline",
        "clear_timeline",
        "Removes every row of the timeline that was written up to now",
        "admin",
        _remove,
        TimelineOutput,
        refusals=(Conflict,),
    ),
)
