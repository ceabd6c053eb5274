"""What webhooks told of people lately, by contact: it is there before ActiveCampaign's own lists
show it, and tells some things more surely than they do."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import digest, encoded, newest_first
from shared.store.prune import MOST, prune
from shared.store.scan import first_rows


class LiveEvents:
    """Of one account."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("live")

    def put(self, events: Sequence[tuple[str, datetime, str, Mapping[str, Any]]]) -> None:
        """Keeps events by contact, time and identity; one that comes again changes nothing."""
        bulk.put(
            self._table,
            [
                {
                    "PartitionKey": contact_id,
                    "RowKey": newest_first(at, digest(identity)[:32]),
                    "at": _sortable(at),
                    "event": json.dumps(event, separators=(",", ":")),
                }
                for contact_id, at, identity, event in events
            ],
        )

    def of_contact(self, contact_id: str, most: int) -> list[Mapping[str, Any]]:
        """The latest of a contact, newest first."""
        contact = {"contact": encoded(contact_id)}
        rows = first_rows(self._table, "PartitionKey eq @contact", contact, most)
        return [json.loads(row["event"]) for row in rows]

    def remove_of_contact(self, contact_id: str) -> int:
        """Forgets all of a contact; how many events there were."""
        return prune(self._table, "PartitionKey eq @contact", {"contact": encoded(contact_id)})

    def prune(self, older_than: datetime, most: int = MOST) -> int:
        """Forgets what happened before `older_than`, which has a zone; how many it removed."""
        return prune(self._table, "at lt @time", {"time": _sortable(older_than)}, most)


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
