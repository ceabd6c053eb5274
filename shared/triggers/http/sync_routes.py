"""The routes of what is seen of the syncs: dashboard, runs, problems, lists, audit."""

from shared.actions.audit import audit_page
from shared.actions.dashboard import dashboard_of
from shared.actions.models.base import Collection, PageQuery
from shared.actions.models.dashboard import DashboardOutput
from shared.actions.models.records import AuditOutput, ListedRecord, RecordsQuery
from shared.actions.models.sync import (
    EntityPageQuery,
    ProblemPath,
    RunOutput,
    RunPath,
    SyncProblemOutput,
)
from shared.actions.problems import dismiss_problem, problems_page, retry_problem
from shared.actions.records import records_page
from shared.actions.runs import cancel_run, release_run, run_of, runs_page
from shared.errors import Conflict
from shared.triggers.http.paging import unwrap, with_wrapped_next
from shared.triggers.http.route import Call, Route


def _dashboard(call: Call) -> DashboardOutput:
    return dashboard_of(call.services)


def _runs(call: Call) -> Collection[RunOutput]:
    query = call.query_as(PageQuery)
    page = runs_page(call.services, unwrap("runs", query.after), query.limit)
    return with_wrapped_next("runs", page)


def _run(call: Call) -> RunOutput:
    return run_of(call.services, call.parameters_as(RunPath).id)


def _release_run(call: Call) -> RunOutput:
    return release_run(call.services, call.person, call.parameters_as(RunPath).id)


def _cancel_run(call: Call) -> RunOutput:
    return cancel_run(call.services, call.person, call.parameters_as(RunPath).id)


def _problems(call: Call) -> Collection[SyncProblemOutput]:
    query = call.query_as(EntityPageQuery)
    scope = f"problems {query.entity or ''}"
    page = problems_page(call.services, query.entity, unwrap(scope, query.after), query.limit)
    return with_wrapped_next(scope, page)


def _retry_problem(call: Call) -> None:
    retry_problem(call.services, call.person, call.parameters_as(ProblemPath).id)


def _dismiss_problem(call: Call) -> None:
    dismiss_problem(call.services, call.person, call.parameters_as(ProblemPath).id)


def _records(call: Call) -> Collection[ListedRecord]:
    query = call.query_as(RecordsQuery)
    scope = f"records {query.entity} {query.state}"
    after = unwrap(scope, query.after)
    page = records_page(call.services, query.entity, query.state, after, query.limit)
    return with_wrapped_next(scope, page)


def _audit(call: Call) -> Collection[AuditOutput]:
    query = call.query_as(PageQuery)
    page = audit_page(call.services, unwrap("audit", query.after), query.limit)
    return with_wrapped_next("audit", page)


SYNC_ROUTES = (
    Route(
        "GET",
        "dashboard",
        "dashboard",
        "How the sync stands",
        "user",
        _dashboard,
        DashboardOutput,
    ),
    Route(
        "GET",
        "runs",
        "runs",
        "The runs, newest first",
        "admin",
        _runs,
        Collection[RunOutput],
        query=PageQuery,
    ),
    Route(
        "GET",
        "runs/{id}",
        "run",
        "One run",
        "admin",
        _run,
        RunOutput,
        parameters=RunPath,
    ),
    Route(
        "POST",
        "runs/{id}/release",
        "release_run",
        "Lets a held run go on",
        "admin",
        _release_run,
        RunOutput,
        parameters=RunPath,
        refusals=(Conflict,),
    ),
    Route(
        "POST",
        "runs/{id}/cancel",
        "cancel_run",
        "Ends a held run",
        "admin",
        _cancel_run,
        RunOutput,
        parameters=RunPath,
        refusals=(Conflict,),
    ),
    Route(
        "GET",
        "problems",
        "problems",
        "What could not be synced: mappings first, then records",
        "admin",
        _problems,
        Collection[SyncProblemOutput],
        query=EntityPageQuery,
    ),
    Route(
        "POST",
        "problems/{id}/retry",
        "retry_problem",
        "Puts the record into the next run",
        "admin",
        _retry_problem,
        None,
        parameters=ProblemPath,
    ),
    Route(
        "DELETE",
        "problems/{id}",
        "dismiss_problem",
        "Hides the problem until it changes",
        "admin",
        _dismiss_problem,
        None,
        parameters=ProblemPath,
    ),
    Route(
        "GET",
        "records",
        "records",
        "The records in sync, excluded or failing",
        "admin",
        _records,
        Collection[ListedRecord],
        query=RecordsQuery,
    ),
    Route(
        "GET",
        "audit",
        "audit",
        "What people did here, newest first",
        "admin",
        _audit,
        Collection[AuditOutput],
        query=PageQuery,
    ),
)
