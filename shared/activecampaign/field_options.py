"""Makes options of a custom field: reads those that are there, and adds the others once.

Source: developers.activecampaign.com, "Bulk create custom field options", read 2026-11-24."""

from collections.abc import Iterable, Sequence
from typing import Final

from shared.activecampaign.asking import Asking
from shared.activecampaign.fields import in_order, options_request
from shared.activecampaign.reading import Row, number, rows
from shared.errors import OutcomeUnknown
from shared.transport import Request

MOST_AT_ONCE: Final = 100
"""Our own limit: none is documented."""

TRIES: Final = 2


def add_options(asking: Asking, field_id: str, values: Sequence[str]) -> None:
    """Adds the `values` that the field lacks behind its options. After an unclear outcome the
    options are read again, and only what is still missing is sent.

    Raises Gone for a field that is not there, RightMissing, RequestRefused, and OutcomeUnknown if
    the outcome of the last try is unclear, too."""
    for attempt in range(1, TRIES + 1):
        present = asking.all(options_request(field_id), "fieldOptions")
        missing = _missing(present, values)
        behind = max((number(row.get("orderid")) or 0 for row in present), default=0)
        try:
            for start in range(0, len(missing), MOST_AT_ONCE):
                chunk = missing[start : start + MOST_AT_ONCE]
                asking.result(add_request(field_id, chunk, behind + start), _read_made)
        except OutcomeUnknown:
            if attempt == TRIES:
                raise
        else:
            return


def add_request(field_id: str, values: Sequence[str], behind: int) -> Request:
    """Not to be repeated: ActiveCampaign would make each option twice. `behind` is the place of
    the last option there is."""
    options = [
        {
            "field": field_id,
            "value": value,
            "label": value,
            "orderid": behind + place,
            "isdefault": False,
        }
        for place, value in enumerate(values, 1)
    ]
    route = "fieldOption/bulk"
    return Request("POST", route, route, json={"fieldOptions": options}, repeatable=False)


def _missing(present: Sequence[Row], values: Iterable[str]) -> list[str]:
    """The values that are not there in any case, without blanks and repetitions."""
    known = {_folded(value) for value in in_order(present)}
    missing: list[str] = []
    for value in values:
        folded = _folded(value)
        if folded and folded not in known:
            known.add(folded)
            missing.append(value)
    return missing


def _folded(value: str) -> str:
    return " ".join(value.casefold().split())


def _read_made(body: Row) -> list[Row] | None:
    return rows(body, "fieldOptions")
