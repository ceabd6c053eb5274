"""At most once: an act for a person is written down before it is done, and its outcome after.
Knows neither automations nor campaigns."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from shared.actions.recipients import Refusal
from shared.errors import OutcomeUnknown, RemoteError, RetryLater, StopRun
from shared.store.sends import Act, ActKind, SendStore
from shared.telemetry.output import Log

log = Log(__name__)

BUDGET_SECONDS = 200.0
"""For one call of the API: Azure's load balancer ends it after 230 (learn.microsoft.com, "Azure
Functions scale and hosting", read 2026-11-24)."""

LONGEST_ACT = timedelta(seconds=180)
"""No act takes so long, its wait for a free second and its time-outs included. One without an
outcome after that was begun by a host that is gone."""

UNCLEAR = Refusal(
    "unknown",
    "action.outcome_unknown",
    "It was begun, and no answer came. Look at the contact's activity in ActiveCampaign before "
    "you try it again as a new request.",
)
UNDER_WAY = Refusal(
    "unknown",
    "action.under_way",
    "Another call of the same request is at it. Ask for the request again in some minutes.",
)
OUT_OF_TIME = Refusal(
    "failed",
    "action.out_of_time",
    "There was no time left, and nothing was done. The same request again goes on from here.",
)


@dataclass(frozen=True)
class Done:
    """The act was carried out."""


Outcome = Done | Refusal


class Ledger:
    """The acts of one request on one target. After an error that an administrator has to mend
    nothing more is tried."""

    def __init__(
        self,
        sends: SendStore,
        kind: ActKind,
        request_id: str,
        target_id: str,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sends = sends
        self._kind: ActKind = kind
        self._request_id = request_id
        self._target_id = target_id
        self._monotonic = monotonic
        self._clock = clock
        self._deadline = monotonic() + BUDGET_SECONDS
        self._stopped: Refusal | None = None

    def once(
        self,
        person_key: str,
        act: Callable[[], Outcome],
        check: Callable[[], Refusal | None] = lambda: None,
    ) -> Outcome:
        """Does `act`, unless this request has done or begun it for this person. `check` comes
        before the intent is written, and may say that there is nothing to do, which is noted
        too."""
        if self._stopped is not None:
            return self._stopped
        if self._monotonic() > self._deadline:
            return OUT_OF_TIME
        refusal = self._carefully(lambda: check() or Done())
        if isinstance(refusal, Refusal) and not is_final(refusal):
            return refusal
        try:
            before = self._begin(person_key, refusal)
        except RemoteError as fault:
            return Refusal("failed", fault.code, str(fault))
        if before != "new":
            return known(before, self._clock())
        if isinstance(refusal, Refusal):
            return refusal
        outcome = self._carefully(act)
        self._note(person_key, outcome)
        return outcome

    def _begin(self, person_key: str, settled: Outcome) -> Literal["new"] | Act:
        key = (self._kind, self._request_id, self._target_id, person_key)
        if isinstance(settled, Refusal):
            return self._sends.settle(
                *key, status=settled.status, code=settled.code, detail=settled.detail
            )
        return self._sends.begin(*key)

    def _carefully(self, act: Callable[[], Outcome]) -> Outcome:
        """The outcome of `act`, with every error of a remote system as one."""
        try:
            return act()
        except OutcomeUnknown:
            return UNCLEAR
        except StopRun as fault:
            self._stopped = Refusal("failed", fault.code, str(fault))
            return self._stopped
        except RetryLater as fault:
            return Refusal("failed", fault.code, str(fault))
        except RemoteError as fault:
            return Refusal("refused", fault.code, str(fault))

    def _note(self, person_key: str, outcome: Outcome) -> None:
        """An outcome that cannot be noted stays an intent: asked again, it is unclear."""
        status, code, detail = "done", "", ""
        if isinstance(outcome, Refusal):
            status, code, detail = outcome.status, outcome.code, outcome.detail
        try:
            self._sends.finish(
                self._kind,
                self._request_id,
                self._target_id,
                person_key,
                status=status,
                code=code,
                detail=detail,
            )
        except RemoteError as fault:
            log.error("request %s: an outcome was not noted: %s", self._request_id, fault)  # noqa: TRY400


def known(act: Act, now: datetime) -> Outcome:
    """The outcome of an act that was begun before."""
    match act.status:
        case "done":
            return Done()
        case "already" | "refused" | "failed" | "unknown":
            return Refusal(act.status, act.code, act.detail)
        case _:
            return UNDER_WAY if now - act.begun_at < LONGEST_ACT else UNCLEAR


def is_final(outcome: Outcome) -> bool:
    """False where the same request may still come to another end: nothing was done, or it is
    under way."""
    return isinstance(outcome, Done) or not (outcome.status == "failed" or outcome == UNDER_WAY)
