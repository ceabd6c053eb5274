"""Marketing events, and the rows that become of them in Dynamics, as tests see both."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sandbox.demo.people import USERS
from shared.actions.models.sync import SyncSettingsInput
from shared.actions.people import Person
from shared.actions.sync_settings import set_sync_settings
from shared.actions.timeline.jobs import (
    start_backfill,
    timeline_of,
)
from shared.actions.timeline.rows import FIRST_KIND
from shared.actions.timeline.steps import timeline_step
from shared.entities import Entity
from shared.store.connection import TIMELINE_QUEUE
from shared.store.timeline import TimelineMessage
from shared.sync.sides import TABLE
from tests.integration.engine.two_systems import TwoSystems

SAM_OID = next(user.oid for user in USERS if user.key == "sam")
SAM = Person(SAM_OID, SAM_OID, "Sam", frozenset({"user"}))
ADA = Person("ada", "ada", "Ada", frozenset({"admin", "user"}))
CAMPAIGN = 2
ROWS = "/_sandbox/rows/acd_marketingactivities"


def switch(systems: TwoSystems, *, on: bool) -> None:
    set_sync_settings(systems.app, ADA, SyncSettingsInput(timeline=on))


def clear(systems: TwoSystems) -> None:
    """Rows and jobs, and those that were to be done."""
    systems.app.storage.queue(TIMELINE_QUEUE).clear_messages()
    for job in ("backfill", "removal"):
        systems.app.documents.remove("timeline", job)
    for row in rows(systems):
        systems.world.dataverse.delete(f"{ROWS}/{row['activityid']}?as=system")


def engage(systems: TwoSystems, contact_id: str, kind: str, **more: Any) -> None:
    act = {"contact": int(contact_id), "campaign": CAMPAIGN, "kind": kind, **more}
    systems.world.activecampaign.post("/_sandbox/engage", act)


def rows(systems: TwoSystems) -> list[dict[str, Any]]:
    return list(systems.world.dataverse.get(f"{ROWS}?limit=5000")["items"])


def of(systems: TwoSystems, record_id: str) -> list[dict[str, Any]]:
    found = [row for row in rows(systems) if row["_regardingobjectid_value"] == record_id]
    return sorted(found, key=lambda row: row["acd_kind"])


def give(systems: TwoSystems, entity: Entity, record_id: str, owner: str) -> None:
    """An administrator makes somebody the owner of a record."""
    path = f"/_sandbox/rows/{TABLE[entity]}/{record_id}?as=system"
    systems.world.dataverse.patch(path, {"ownerid@odata.bind": f"/{owner}"})


def ownership(row: dict[str, Any]) -> list[Any]:
    columns = (
        "_ownerid_value",
        "_owninguser_value",
        "_owningteam_value",
        "_owningbusinessunit_value",
    )
    return [row[column] for column in columns]


def deliver(systems: TwoSystems) -> None:
    systems.deliver_events()
    systems.work_off_timeline()


class Aside:
    """The app at another time, its timeline's queue in memory, so that nothing has to wait."""

    def __init__(self, systems: TwoSystems, later: timedelta = timedelta()) -> None:
        self._app = systems.app
        self._later = later
        self.messages: list[TimelineMessage] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    @property
    def timeline(self) -> "Aside":
        return self

    def clock(self) -> datetime:
        return self._app.clock() + self._later

    def enqueue(self, message: TimelineMessage, *, delay_seconds: int = 0) -> None:
        assert delay_seconds >= 0
        self.messages.append(message)

    def take(self, events: list[dict[str, Any]]) -> None:
        """Works off events, unless they are put off."""
        account = self._app.connection_store.account()
        step(self, TimelineMessage(job="events", account=account, events=events))

    def work_off(self) -> None:
        while self.messages:
            step(self, self.messages.pop(0))


def step(app: Any, message: TimelineMessage) -> None:
    timeline_step(app, message)


def backfilled(systems: TwoSystems) -> int:
    """Rows that a back-fill of the last week wrote, as if it began a while later."""
    aside: Any = Aside(systems, timedelta(minutes=11))
    start_backfill(aside, ADA, 7)
    aside.work_off()
    job = timeline_of(systems.app).backfill
    assert job is not None
    assert (job.state, job.processed) == ("done", job.total)
    return job.written


def kinds(found: list[dict[str, Any]]) -> list[int]:
    return [row["acd_kind"] - FIRST_KIND for row in found]


SENT, OPENED, CLICKED, BOUNCED = 0, 1, 2, 5


def an_open(contact_id: str, number: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "type": "open",
        "contactId": contact_id,
        "occurredAt": _iso(1_790_000_000 + 3600 * number),
        "receivedAt": _iso(1_790_000_001 + 3600 * number),
        "campaignId": str(CAMPAIGN),
        "campaignName": "Spring news",
    }


def _iso(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()
