"""What a route is: its place, who may call it, what it takes and gives. The table of all routes
is in routes.py; the edge and the OpenAPI document are made from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import BaseModel

from shared.actions.people import Person, RoleName
from shared.actions.services import Services
from shared.errors import Rejected, Unauthenticated
from shared.languages import languages_asked_for
from shared.triggers.http.incoming import Incoming

M = TypeVar("M", bound=BaseModel)
Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True)
class Call:
    """A request that was authenticated, authorised and parsed. `caller` is None where anybody
    may call; `if_match` is the header as sent."""

    incoming: Incoming
    open_services: Callable[[], Services]
    caller: Person | None = None
    parameters: BaseModel | None = None
    query: BaseModel | None = None
    payload: BaseModel | None = None

    @property
    def services(self) -> Services:
        return self.open_services()

    @property
    def person(self) -> Person:
        if self.caller is None:
            raise Unauthenticated("Sign in.")
        return self.caller

    @property
    def if_match(self) -> str | None:
        return self.incoming.headers.get("if-match")

    @property
    def languages(self) -> tuple[int, ...]:
        """LCIDs, the most wanted first; of a route that is `by_language`."""
        return languages_asked_for(self.incoming.headers.get("accept-language", ""))

    def parameters_as(self, shape: type[M]) -> M:
        return _as(self.parameters, shape)

    def query_as(self, shape: type[M]) -> M:
        return _as(self.query, shape)

    def payload_as(self, shape: type[M]) -> M:
        return _as(self.payload, shape)


@dataclass(frozen=True)
class Given:
    """What a handler answers, where the content alone does not say it."""

    content: BaseModel | None
    etag: str | None = None


Handler = Callable[[Call], BaseModel | Given | None]


@dataclass(frozen=True)
class Route:
    """One method of one path. `name` is the operation id; the Azure function bears that of the
    first route of its path. `role` None means that anybody may call. The models of parameters,
    query and payload are checked before `handle` is called. `by_language`: the answer depends on
    Accept-Language. `refusals` are those that the handler may raise beyond what the edge itself
    does."""

    method: Method
    path: str
    name: str
    summary: str
    role: RoleName | None
    handle: Handler
    answer: type[BaseModel] | None
    parameters: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    payload: type[BaseModel] | None = None
    gives_etag: bool = False
    takes_if_match: bool = False
    takes_form: bool = False
    calls_remote: bool = False
    by_language: bool = False
    refusals: Sequence[type[Rejected]] = ()

    @property
    def status(self) -> int:
        """Of success."""
        return 204 if self.answer is None else 200


def _as(value: BaseModel | None, shape: type[M]) -> M:
    if not isinstance(value, shape):
        raise TypeError(f"The route does not declare {shape.__name__}.")
    return value
