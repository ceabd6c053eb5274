"""At most once: an act for a person is written down before it is done, and its outcome after.
Knows neither automations nor campaigns."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from shared.actions.recipients import Refusal
from shared.errors import OutcomeUnknown, RemoteError, RetryLater, StopRun
from shared.store.sends import Act, ActKind, SendStore

log = logging.getLogger(__name__)

BUDGET_SECONDS = 200.0
"""For one call of the API: Azure's load balancer ends it after 230 (learn.microsoft.com, "Azure
Functions scale and hosting", read 2026-11-24)."""

UNCLEAR = Refusal(
    "unknown",
    "action.outcome_unknown",
    "It was begun, and no answer came. Look at the contact's activity in ActiveCampaign before "
    "you try it again as a new request.",
)
OUT_OF_TIME = Refusal("failed", "action.out_of_time", "There was no time left. Nothing was done.")


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
    ) -> None:
        self._sends = sends
        self._kind: ActKind = kind
        self._request_id = request_id
        self._target_id = target_id
        self._monotonic = monotonic
        self._deadline = monotonic() + BUDGET_SECONDS
        self._stopped: Refusal | None = None

    def once(
        self,
        person_key: str,
        act: Callable[[], Outcome],
        check: Callable[[], Refusal | None] = lambda: None,
    ) -> Outcome:
        """Does `act`, unless this request has done or begun it for this person. `check` comes
        before the intent is written, and may say that there is nothing to do."""
        if self._stopped is not None:
            return self._stopped
        if self._monotonic() > self._deadline:
            return OUT_OF_TIME
        refusal = self._carefully(lambda: check() or Done())
        if isinstance(refusal, Refusal):
            return refusal
        try:
            before = self._sends.begin(self._kind, self._request_id, self._target_id, person_key)
        except RemoteError as fault:
            return Refusal("failed", fault.code, str(fault))
        if before != "new":
            return _known(before)
        outcome = self._carefully(act)
        self._note(person_key, outcome)
        return outcome

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


def _known(act: Act) -> Outcome:
    match act.status:
        case "done":
            return Done()
        case "already" | "refused" | "failed":
            return Refusal(act.status, act.code, act.detail)
        case _:
            return UNCLEAR
