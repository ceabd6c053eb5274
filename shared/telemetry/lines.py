"""Every line that the app logs, by its fields. The table in docs/operations.md is made from these.

A line holds no personal data and no secret: ids of records, codes and counts, never an email, a
name, a value or a URL. Alert rules and the workbook in infra/ read the fields by these names,
written in camelCase."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

Records = Mapping[str, Mapping[str, int]]
"""Entity -> figure (`read`, `created`, `updated`, `unchanged`, `excluded`, `failing`) -> number."""


StepOutcome = Literal["done", "more", "later", "readAnew", "held", "failed", "takenOver"]


@dataclass(frozen=True)
class Line:
    """Written with `event` first. What is None or empty is left out."""

    event: ClassVar[str]


@dataclass(frozen=True)
class FunctionEnded(Line):
    """A timer or queue function came to its end. `fault` is the kind of error that ended it.
    `waited_seconds` is the age of its message, a delay that was asked for included; `deliveries`
    how often the message was handed out."""

    event: ClassVar = "function"
    outcome: Literal["done", "failed"]
    duration_ms: int
    fault: str | None = None
    waited_seconds: int | None = None
    deliveries: int | None = None


@dataclass(frozen=True)
class RequestAnswered(Line):
    """An HTTP request was answered. `route` is the template, such as `runs/{id}`; `code` is that of
    the problem document, if the answer is one."""

    event: ClassVar = "request"
    method: str
    route: str
    status: int
    duration_ms: int
    code: str | None = None


@dataclass(frozen=True)
class RemoteCalls(Line):
    """The calls that one function made to one route of a remote system, tries included. `refused`
    got a 4xx, `throttled` a 429, `failed` a 5xx or no answer. `duration_ms` is their sum."""

    event: ClassVar = "remote"
    service: str
    method: str
    route: str
    calls: int
    refused: int
    throttled: int
    failed: int
    duration_ms: int
    slowest_ms: int


@dataclass(frozen=True)
class ProblemsNoted(Line):
    """Records that one function could not sync, by the code of their problem."""

    event: ClassVar = "problem"
    entity: str
    code: str
    count: int


@dataclass(frozen=True)
class StepEnded(Line):
    """A step of a run has worked. `outcome` says how the run goes on: `more` and `readAnew` at
    once, `later` after a wait. `code` is that of the error behind it."""

    event: ClassVar = "step"
    kind: str
    outcome: StepOutcome
    duration_ms: int
    records: Records
    code: str | None = None


@dataclass(frozen=True)
class RunChanged(Line):
    """A run has begun, ended, or waits for an administrator. `reasons` say why it is held,
    `code` why it failed; `lasted_seconds` are those since it began."""

    event: ClassVar = "run"
    kind: str
    state: Literal["begun", "held", "done", "failed"]
    lasted_seconds: int | None = None
    code: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventsApplied(Line):
    """Webhook events were worked off together. `waited_seconds` is how long ago ActiveCampaign
    delivered the oldest; `later` says that they wait for a remote system, `letGo` that nothing
    may be written now, or that none names a contact."""

    event: ClassVar = "events"
    outcome: Literal["applied", "letGo", "later"]
    events: int
    contacts: int
    records: Records
    waited_seconds: int | None = None
    code: str | None = None


@dataclass(frozen=True)
class Watched(Line):
    """How things stand, told with every tick. `syncing` is False while nothing is connected, global
    sync is off or the initial sync is not done. `since_success_seconds` are those since the last
    scheduled or initial run that was done ended, or at least so many. `backlog` are events that
    wait, `backlog_seconds` the age of the oldest seen; `poison` messages that were given up."""

    event: ClassVar = "watch"
    syncing: bool
    frequency_hours: int
    since_success_seconds: int | None
    backlog: int
    backlog_seconds: int
    poison: int


@dataclass(frozen=True)
class WebhookChecked(Line):
    """What became of the registration in ActiveCampaign, looked at every night: as it should be,
    or gone or switched off and therefore made anew."""

    event: ClassVar = "webhook"
    state: Literal["registered", "missing", "off"]


@dataclass(frozen=True)
class KeyRejected(Line):
    """ActiveCampaign refused the key, or a right that the app needs; once for each function."""

    event: ClassVar = "key"
    code: str


@dataclass(frozen=True)
class TokenRefused(Line):
    """The app got no token for Dataverse. `service_code` is Entra's own, such as AADSTS7000222."""

    event: ClassVar = "token"
    code: str
    service_code: str | None = None


@dataclass(frozen=True)
class CertificateChecked(Line):
    """How long the certificate of ENTRA_CLIENT_CERTIFICATE is good for, looked at every night."""

    event: ClassVar = "certificate"
    days_left: int


@dataclass(frozen=True)
class Note(Line):
    """Anything else, in words. Of an error its code and what support asks for; its text only
    where that cannot quote a value of a record."""

    event: ClassVar = "note"
    text: str
    code: str | None = None
    service: str | None = None
    status: int | None = None
    service_code: str | None = None
    request_id: str | None = None


LINES: tuple[type[Line], ...] = (
    FunctionEnded,
    RequestAnswered,
    RemoteCalls,
    ProblemsNoted,
    StepEnded,
    RunChanged,
    EventsApplied,
    Watched,
    WebhookChecked,
    KeyRejected,
    TokenRefused,
    CertificateChecked,
    Note,
)
