"""Makes one Azure function of every path of the table. Knows the host's types, and no route.

Every function is anonymous to the host: the edge authenticates, so that no route can miss it.
All methods of a path come to one function, so that a wrong one gets a problem document too. The
routes' parameters are read from the request: as arguments they would stop the whole app from
being indexed (Azure/azure-functions-python-worker#1262, read 2026-11-24)."""

from collections.abc import Callable, Sequence
from itertools import groupby

import azure.functions as func

from shared.triggers.http.edge import Edge
from shared.triggers.http.incoming import Incoming, Reply
from shared.triggers.http.route import Route

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def register(blueprint: func.Blueprint, routes: Sequence[Route], edge: Edge) -> None:
    """Adds the functions; each is named after the first route of its path."""
    for path, group in groupby(sorted(routes, key=lambda route: route.path), lambda r: r.path):
        of_path = [*group]
        function = blueprint.route(path, methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)(
            _function(of_path, edge)
        )
        blueprint.function_name(of_path[0].name)(function)


def _function(
    routes: Sequence[Route], edge: Edge
) -> Callable[[func.HttpRequest, func.Context], func.HttpResponse]:
    def answer(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        return to_host(edge.answer(routes, from_host(req, context.invocation_id)))

    return answer


def from_host(req: func.HttpRequest, invocation_id: str) -> Incoming:
    return Incoming(
        method=req.method.upper(),
        path=dict(req.route_params),
        query=dict(req.params),
        headers={name.lower(): value for name, value in req.headers.items()},
        body=req.get_body(),
        invocation_id=invocation_id,
    )


def to_host(reply: Reply) -> func.HttpResponse:
    return func.HttpResponse(
        reply.body,
        status_code=reply.status,
        headers=dict(reply.headers),
        mimetype=reply.content_type,
        charset="utf-8",
    )
