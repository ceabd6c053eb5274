"""One step at work: what its phases share. Holds things, does nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.activecampaign.models import Contact
from shared.dataverse.tracking import ChangePage
from shared.entities import Entity
from shared.store.reconciliation import ReconciliationStore
from shared.store.runs import Figures
from shared.sync.context import SyncContext
from shared.sync.fuse import Limits
from shared.sync.positions import Positions
from shared.sync.state import PollState, Tracking


@dataclass
class ReadAhead:
    """What the survey read and nobody has worked off yet, so that it is not read twice: the only
    page of an entity's changes, and all pages of changed contacts."""

    records: dict[Entity, tuple[ChangePage, Tracking]] = field(default_factory=dict)
    contacts: list[tuple[list[Contact], PollState]] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """`go_on` says whether there is time left; `report` takes figures as they come, and raises if
    the lease is lost. `limits` are those of the fuse; None for a run that was released."""

    ctx: SyncContext
    positions: Positions
    go_on: Callable[[], bool]
    report: Callable[[dict[Entity, Figures]], None]
    reconciliations: ReconciliationStore
    limits: Limits | None = None
    ahead: ReadAhead = field(default_factory=ReadAhead)


Phase = Callable[[Step], bool]
"""Works until done (True) or until the time is up (False)."""
