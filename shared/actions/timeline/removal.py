"""Takes from the timeline what the app wrote."""

from typing import Final

from shared.actions.timeline.jobs import JobState
from shared.actions.timeline.rows import SET
from shared.actions.timeline.writing import RowsRefused
from shared.dataverse.client import Dataverse
from shared.dataverse.rows import row_id

ROWS_A_PIECE: Final = 1_000


def removal_piece(dataverse: Dataverse, user_id: str, state: JobState) -> JobState:
    """The state after the next rows that the app, which is the user `user_id`, created before the
    removal began. Raises RowsRefused if none could be removed, and the client's errors."""
    page = dataverse.page(
        SET,
        ["activityid"],
        filter=f"_createdby_value eq {user_id} and createdon le {state.until:%Y-%m-%dT%H:%M:%SZ}",
        page_size=ROWS_A_PIECE,
    )
    ids = [row_id(row, SET) for row in page.rows]
    faults = dataverse.delete(SET, ids)
    if faults and len(faults) == len(ids):
        raise RowsRefused(faults[0], refused=len(faults))
    return state.model_copy(
        update={
            "state": "running" if ids else "done",
            "processed": state.processed + len(ids) - len(faults),
        }
    )
