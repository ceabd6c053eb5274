"""The last reconciliation, and what one that is under way found and has yet to look into."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.documents import Documents
from shared.store.keys import encoded
from shared.store.prune import prune
from shared.store.scan import first_rows, pages

KIND: Final = "reconciliation"
LATEST: Final = "latest"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of comparing all links. `at` is when it ended, in UTC; `compared` counts links in
    sync; `repaired` those of the `differences` that have not become a problem instead."""

    at: datetime
    compared: int
    differences: int
    repaired: int


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    compared: int
    differences: int
    repaired: int


class ReconciliationStore:
    """Of one account. Suspects are kept by run, so that what a cancelled one left is not taken for
    another's."""

    def __init__(self, tables: Tables) -> None:
        self._documents = Documents(tables)
        self._suspects = tables.table("suspects")

    def latest(self) -> Reconciliation | None:
        """The last one that came to its end."""
        found = self._documents.get(KIND, LATEST, _Kept)
        return Reconciliation(**dict(found[0])) if found is not None else None

    def keep(self, reconciliation: Reconciliation) -> None:
        self._documents.overwrite(KIND, LATEST, _Kept(**asdict(reconciliation)))

    def suspect(self, run_id: str, entity: Entity, record_ids: Collection[str]) -> None:
        """Notes records to be looked into; one that is noted already stays so."""
        partition = _partition(run_id, entity)
        rows = [{"PartitionKey": partition, "RowKey": record_id} for record_id in record_ids]
        bulk.put(self._suspects, rows)

    def suspects(self, run_id: str, entity: Entity, most: int) -> list[str]:
        """The ids of those that are left, at most so many."""
        parameters = {"p": encoded(_partition(run_id, entity))}
        rows = first_rows(self._suspects, "PartitionKey eq @p", parameters, most)
        return [row["RowKey"] for row in rows]

    def cleared(self, run_id: str, entity: Entity, record_ids: Collection[str]) -> None:
        """Forgets those that were looked into."""
        partition = _partition(run_id, entity)
        bulk.remove(self._suspects, [(partition, record_id) for record_id in record_ids])

    def remove_records(self, record_ids: Collection[str]) -> None:
        """Forgets these suspects of any run."""
        for record_id in record_ids:
            prune(self._suspects, "RowKey eq @record", {"record": encoded(record_id)})

    def forget_all(self) -> None:
        """Forgets what is left of any run."""
        everything = pages(
            self._suspects, "PartitionKey ge @p", {"p": ""}, select=["PartitionKey", "RowKey"]
        )
        for page in everything:
            bulk.remove(self._suspects, [(row["PartitionKey"], row["RowKey"]) for row in page])


def _partition(run_id: str, entity: Entity) -> str:
    return f"{entity}-{run_id}"
