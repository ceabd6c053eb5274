"""The small app that the host's tests run: one function for each thing a host must do.

Each call leaves a line in the file named by TRACE, so that a test sees what ran, also in a
process that was killed."""

import json
import os
import threading
import time
from pathlib import Path
from typing import List  # noqa: UP035 - the worker knows no list[str] here

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
STORAGE = "AzureWebJobsStorage"
_writing = threading.Lock()


def trace(function: str, **fields: object) -> None:
    line = json.dumps({"function": function, "pid": os.getpid(), "at": time.time(), **fields})
    with _writing, Path(os.environ["TRACE"]).open("a") as lines:
        lines.write(line + "\n")


@app.route("echo/{id:guid}/{part?}", methods=["GET", "POST"])
def echo(req: func.HttpRequest) -> func.HttpResponse:
    seen = {
        "method": req.method,
        "url": req.url,
        "route": dict(req.route_params),
        "query": dict(req.params),
        "accept": req.headers.get("x-sent"),
        "body": req.get_body().decode(),
        "setting": os.environ.get("GREETING"),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json", status_code=201)


@app.route("echo/mine", methods=["GET"])
def literal(req: func.HttpRequest) -> str:
    return "literal"


@app.route("files/{*rest}", methods=["GET"])
def catch_all(req: func.HttpRequest) -> str:
    return req.route_params.get("rest", "nothing")


@app.route("broken", methods=["GET"])
def broken(req: func.HttpRequest) -> str:
    raise RuntimeError("broken on purpose")


@app.route("slow", methods=["GET"])
def slow(req: func.HttpRequest) -> str:
    time.sleep(float(req.params["seconds"]))
    trace("slow")
    return "done"


@app.route("size", methods=["POST"])
def size(req: func.HttpRequest) -> str:
    return str(len(req.get_body()))


@app.route("clock", methods=["GET"])
def clock(req: func.HttpRequest) -> str:
    return str(time.time())


@app.route("guarded", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def guarded(req: func.HttpRequest) -> str:
    return "open"


@app.route("hook", methods=["POST"])
@app.queue_output("out", queue_name="%PREFIX%-acks", connection=STORAGE)
def hook(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    out.set(req.get_body().decode())
    return func.HttpResponse(status_code=200)


@app.route("enqueue/{kind}", methods=["POST"])
@app.queue_output("out", queue_name="%PREFIX%-work", connection=STORAGE)
def enqueue(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    body = req.get_body().decode()
    out.set(json.dumps({"kind": req.route_params["kind"], **json.loads(body)}))
    return func.HttpResponse(status_code=202)


@app.queue_trigger("message", queue_name="%PREFIX%-work", connection=STORAGE)
@app.queue_output("out", queue_name="%PREFIX%-results", connection=STORAGE)
def work(message: func.QueueMessage, out: func.Out[List[str]]) -> None:  # noqa: UP006
    order = json.loads(message.get_body())
    trace(
        "work",
        stage="begin",
        dequeueCount=message.dequeue_count,
        inserted=str(message.insertion_time),
        **order,
    )
    time.sleep(order.get("seconds", 0))
    if order["kind"] == "fail":
        raise RuntimeError("fails on purpose")
    out.set([json.dumps(order)] * order.get("copies", 1))
    trace("work", stage="end", dequeueCount=message.dequeue_count, **order)


@app.timer_trigger("timer", schedule="%TICK%")
def tick(timer: func.TimerRequest) -> None:
    trace("tick", stage="begin", pastDue=timer.past_due)
    time.sleep(float(os.environ.get("TICK_SECONDS", "0")))
    trace("tick", stage="end", pastDue=timer.past_due)
