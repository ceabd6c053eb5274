"""The routes of one record's history."""

from shared.actions.history import history_page, restore_value
from shared.actions.models.base import Collection, PageQuery, RecordPath
from shared.actions.models.history import HistoryItemPath, HistoryOutput, RestoreOutput
from shared.errors import Conflict
from shared.triggers.http.paging import unwrap, with_wrapped_next
from shared.triggers.http.route import Call, Route


def _history(call: Call) -> Collection[HistoryOutput]:
    of, query = call.parameters_as(RecordPath), call.query_as(PageQuery)
    scope = f"history {of.entity} {of.id}"
    after = unwrap(scope, query.after)
    page = history_page(call.services, of.entity, of.id, after, query.limit)
    return with_wrapped_next(scope, page)


def _restore(call: Call) -> RestoreOutput:
    of = call.parameters_as(HistoryItemPath)
    return restore_value(call.services, call.person, of.entity, of.id, of.item_id)


HISTORY_ROUTES = (
    Route(
        "GET",
        "records/{entity}/{id}/history",
        "history",
        "What a sync did with a record, and why, newest first",
        "admin",
        _history,
        Collection[HistoryOutput],
        parameters=RecordPath,
        query=PageQuery,
    ),
    Route(
        "POST",
        "records/{entity}/{id}/history/{itemId}/restore",
        "restore",
        "Brings back the value that lost a conflict",
        "admin",
        _restore,
        RestoreOutput,
        parameters=HistoryItemPath,
        refusals=(Conflict,),
    ),
)
