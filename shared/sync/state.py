"""Where the engine stands, as small documents in Table Storage. Shapes only."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.sync.fuse import NOTHING, Foreseen

InitialState = Literal["pending", "running", "done"]
Source = Literal["lead", "contact", "contacts"]


class Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SyncState(Document):
    """What is going on. `current_run_id` is the run that has not ended; `last_started_at` is
    when the last scheduled run, or the initial sync, began; `stopped_at` is when it was stopped by
    an error, if it was, and `stopped_in_a_row` how many were without a good one in between.
    `reconcile_run_id` is the reconciliation that has not ended: it goes on whenever there is no
    current run.

    `processed` and `total` are records of the initial sync. `total` is an estimate, counted when
    it begins: records come and go while it reads. It is never below `processed`."""

    initial: InitialState = "pending"
    processed: int = 0
    total: int = 0
    current_run_id: str | None = None
    reconcile_run_id: str | None = None
    last_started_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_in_a_row: int = 0


class RunCursor(Document):
    """How far a run has come. `sequence` is that of the step message that carries it on."""

    phase: str = ""
    sequence: int = 0


class Tracking(Document):
    """Where reading the changes of an entity goes on. `columns` are those that the delta link
    was made for, `mapping` marks what decides which records are synced, and how; `page_link` is
    set while a read is under way."""

    columns: tuple[str, ...] = ()
    mapping: str = ""
    delta_link: str | None = None
    page_link: str | None = None


class PollState(Document):
    """Where reading changed contacts goes on. Contacts changed since `watermark` are read, by
    id; `after_id` is set while a read is under way that began at `began_at`. `exact` says that
    ActiveCampaign's filter was seen to tell seconds apart; otherwise it is asked from a day and
    more before, and what is older is left out here."""

    watermark: datetime | None = None
    began_at: datetime | None = None
    after_id: str | None = None
    exact: bool | None = None


class Survey(Document):
    """How far the survey of a run has come: the source that is read, where, and what is foreseen
    of what was read."""

    run_id: str = ""
    source: Source | None = None
    tracking: Tracking | None = None
    poll: PollState | None = None
    foreseen: Foreseen = NOTHING


class Comparison(Document):
    """How far a reconciliation has come: the phase that compares, where it goes on and whether it
    is done; how many links in sync were compared, how many of them differ, and how many of those
    became a problem; and what repairing them is foreseen to change."""

    run_id: str = ""
    phase: str = ""
    place: str | None = None
    done: bool = False
    compared: int = 0
    differences: int = 0
    failing: int = 0
    foreseen: Foreseen = NOTHING


class Sweep(Document):
    """The highest contact id read so far: every contact up to it is in the contact index."""

    after_id: str = "0"
