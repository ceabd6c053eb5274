"""The routes of the bulk importer. What it does is in bulk_import.py."""

from aiohttp import web

from sandbox.activecampaign.accounts import account_of
from sandbox.activecampaign.wire import Refused
from sandbox.kit.server import json_response, wrote


async def start(request: web.Request) -> web.Response:
    batch = account_of(request).imports.accept(await request.read())
    wrote(request, batch.size, batch=batch.id)
    return json_response(
        {
            "Success": 1,
            "queued_contacts": batch.size,
            "batchId": batch.id,
            "message": "Contact import queued",
        }
    )


async def info(request: web.Request) -> web.Response:
    batch_id = request.query.get("batchId")
    if not batch_id:
        raise Refused(400, {"success": 0, "message": "'batchId' is a required field."})
    batch = account_of(request).imports.batches.get(batch_id)
    if batch is None:
        return json_response({"status": False, "success": [], "failure": []})
    return json_response(
        {"status": batch.state, "success": batch.success, "failure": batch.failure}
    )


async def queue(request: web.Request) -> web.Response:
    return json_response(account_of(request).imports.queue())


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_post("/api/3/import/bulk_import", start)
    router.add_get("/api/3/import/bulk_import", queue)
    router.add_get("/api/3/import/info", info)
