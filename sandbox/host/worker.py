"""The seam to Microsoft's worker library, `azure-functions-runtime`: indexing and invoking.

The only module that knows that library. Its interface is private and may change: whatever is
not as in the release named below ends in one clear message. Binding conversion, indexing
errors and the thread pool are the library's own.
azure.github.io/azure-functions-python-worker/architecture (read 2026-11-24)."""

import inspect
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

WRITTEN_FOR = "1.3.0"
_SUCCESS = 1
_EXPECTED = ("invocation_id", "function_id", "inputs", "trigger_metadata")


class WorkerRefused(Exception):
    """The worker library could not be used, or could not index the app."""


@dataclass(frozen=True)
class Indexed:
    """One function as the worker reports it; `raw_bindings` are JSON objects."""

    name: str
    id: str
    raw_bindings: tuple[str, ...]


@dataclass(frozen=True)
class HttpCall:
    """A request as the host hands it over: headers, query and route parameters single-valued."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    route: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class HttpAnswer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """What an invocation came to. `answer` is that of an HTTP function, None for no content;
    `outputs` holds the queue messages by argument name, in order; `error` is for the log."""

    ok: bool
    answer: HttpAnswer | None = None
    outputs: tuple[tuple[str, tuple[bytes, ...]], ...] = ()
    error: str = ""


class Worker:
    """Indexes one app; once per process, for the library keeps what it indexed in its modules."""

    def __init__(self) -> None:
        try:
            import azure_functions_runtime as runtime
            from azure_functions_runtime.bindings.datumdef import Datum
            from azure_functions_runtime.native_invocation import invocation_request_native
        except ImportError as fault:
            raise WorkerRefused(_new_shape(str(fault))) from fault
        for name in (
            "worker_init_request",
            "functions_metadata_request",
            "start_threadpool_executor",
        ):
            if not hasattr(runtime, name):
                raise WorkerRefused(_new_shape(f"{name} is gone"))
        parameters = tuple(inspect.signature(invocation_request_native).parameters)
        if parameters[: len(_EXPECTED)] != _EXPECTED:
            raise WorkerRefused(_new_shape(f"invocation_request_native takes {parameters}"))
        self._runtime: Any = runtime
        self._datum: Any = Datum
        self._invoke: Any = invocation_request_native

    async def index(self, directory: Path) -> list[Indexed]:
        """The functions of `function_app.py` in `directory`.

        Raises WorkerRefused with the worker's own message if it cannot be indexed: in Azure
        such an app starts with no function at all and answers 404 to everything."""
        if not (directory / "function_app.py").is_file():
            raise WorkerRefused(f"{directory}: there is no function_app.py")
        sys.path.insert(0, str(directory))
        self._runtime.start_threadpool_executor()
        request = SimpleNamespace(
            properties={"host": "127.0.0.1", "protos": _protos()},
            request=SimpleNamespace(
                worker_init_request=SimpleNamespace(
                    capabilities={}, function_app_directory=str(directory)
                )
            ),
        )
        answer = await self._runtime.worker_init_request(request)
        result = getattr(answer, "result", None)
        if result is None or not hasattr(result, "status"):
            raise WorkerRefused(_new_shape("worker_init_request answers without a result"))
        if result.status != _SUCCESS:
            fault = result.exception
            raise WorkerRefused(f"the app was not indexed: {fault.message}\n{fault.stack_trace}")
        metadata = await self._runtime.functions_metadata_request(None)
        try:
            return [
                Indexed(row.name, row.function_id, tuple(row.raw_bindings))
                for row in metadata.function_metadata_results or ()
            ]
        except AttributeError as change:
            raise WorkerRefused(_new_shape(str(change))) from change

    async def call_http(
        self, invocation: str, function_id: str, argument: str, call: HttpCall
    ) -> Outcome:
        def texts(values: Mapping[str, str]) -> dict[str, Any]:
            return {name: self._datum(value, "string") for name, value in values.items()}

        request = {
            "method": self._datum(call.method, "string"),
            "url": self._datum(call.url, "string"),
            "headers": texts(call.headers),
            "query": texts(call.query),
            "params": texts(call.route),
            "body": self._datum(call.body, "bytes"),
        }
        return await self._call(invocation, function_id, argument, self._datum(request, "http"))

    async def call_timer(
        self, invocation: str, function_id: str, argument: str, info: Mapping[str, object]
    ) -> Outcome:
        datum = self._datum(json.dumps(info), "json")
        return await self._call(invocation, function_id, argument, datum)

    async def call_queue(
        self,
        invocation: str,
        function_id: str,
        argument: str,
        text: str,
        metadata: Mapping[str, object],
    ) -> Outcome:
        """`metadata` as the host sends it: Id, DequeueCount, PopReceipt and three times."""
        values = {name: self._datum(json.dumps(value), "json") for name, value in metadata.items()}
        datum = self._datum(text, "string")
        return await self._call(invocation, function_id, argument, datum, values)

    async def _call(
        self,
        invocation: str,
        function_id: str,
        argument: str,
        datum: object,
        metadata: Mapping[str, object] | None = None,
    ) -> Outcome:
        result = await self._invoke(
            invocation, function_id, [(argument, datum)], dict(metadata or {})
        )
        if not isinstance(result, tuple) or len(result) != 5:
            raise WorkerRefused(_new_shape(f"an invocation gives {type(result).__name__}"))
        ok, returned, outputs, error, _ = result
        if not ok:
            return Outcome(ok=False, error=str(error))
        return Outcome(
            ok=True,
            answer=_answer(returned),
            outputs=tuple((name, _messages(value)) for name, value in outputs),
        )


def _answer(datum: Any) -> HttpAnswer | None:
    if datum is None or datum.type is None:
        return None
    if datum.type == "string":
        body = datum.value.encode()
        return HttpAnswer(200, (("Content-Type", "text/plain; charset=utf-8"),), body)
    if datum.type != "http":
        raise WorkerRefused(_new_shape(f"an HTTP function gives a {datum.type} datum"))
    value = datum.value
    headers = [(name, header.value) for name, header in value["headers"].items()]
    for cookie in value["cookies"] or ():
        headers += [("Set-Cookie", morsel.OutputString()) for morsel in cookie.values()]
    return HttpAnswer(int(value["status_code"].value), tuple(headers), value["body"].value)


def _messages(datum: Any) -> tuple[bytes, ...]:
    """One message for text or bytes, one for each item of a list; an object as its JSON."""
    if datum.type == "bytes":
        return (datum.value,)
    if datum.type == "string":
        return (datum.value.encode(),)
    if datum.type != "json":
        raise WorkerRefused(_new_shape(f"a queue output gives a {datum.type} datum"))
    value = json.loads(datum.value)
    items: Sequence[object] = value if isinstance(value, list) else [value]
    return tuple((item if isinstance(item, str) else json.dumps(item)).encode() for item in items)


def _new_shape(what: str) -> str:
    try:
        found = version("azure-functions-runtime")
    except PackageNotFoundError:
        found = "none"
    return (
        f"azure-functions-runtime {WRITTEN_FOR} is needed, found {found}: {what}. "
        "sandbox/host/worker.py is the one place to adapt to another release."
    )


class _Message:
    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)


class _Protos(ModuleType):
    """Stands for the protobuf module that the host injects: any message is a bag of fields."""

    def __getattr__(self, name: str) -> type[_Message]:
        if name.startswith("__"):
            raise AttributeError(name)
        message = type(name, (_Message,), {})
        setattr(self, name, message)
        return message


def _protos() -> ModuleType:
    """With the few numbers of FunctionRpc.proto that the worker reads."""
    protos: Any = _Protos("protos")
    protos.StatusResult.Failure, protos.StatusResult.Success = 0, _SUCCESS
    binding = protos.BindingInfo
    binding.undefined, binding.string, binding.binary, binding.stream = 0, 1, 2, 3
    setattr(binding, "in", 0)
    binding.out, binding.inout = 1, 2
    return protos
