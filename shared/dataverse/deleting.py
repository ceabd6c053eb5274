"""Deletes rows, in batches. Knows no table."""

from collections.abc import Sequence

from shared.dataverse.batch import Part
from shared.dataverse.exchange import Exchange
from shared.dataverse.faults import failed_for_good, fault_of, unanswered
from shared.dataverse.query import row_path
from shared.errors import Gone, RemoteError
from shared.transport import Answer

BATCH_SIZE = 200
ROUTE = "DELETE rows"


class Deleting:
    """Safe for many threads."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def rows(self, table: str, ids: Sequence[str]) -> list[RemoteError]:
        """Deletes the rows of an entity set by their ids; what kept some of them. One that is
        not there counts as deleted. Raises if a call as a whole fails; repeating is harmless."""
        faults = []
        for start in range(0, len(ids), BATCH_SIZE):
            parts = [
                Part("DELETE", row_path(table, one)) for one in ids[start : start + BATCH_SIZE]
            ]
            faults += [_fault(answer) for answer in self._exchange.carry_out(parts, ROUTE)]
        return [fault for fault in faults if fault is not None and not isinstance(fault, Gone)]


def _fault(answer: Answer | None) -> RemoteError | None:
    if answer is None:
        return unanswered(ROUTE)
    if answer.ok:
        return None
    return failed_for_good(ROUTE, answer) if answer.status == 500 else fault_of(ROUTE, answer)
