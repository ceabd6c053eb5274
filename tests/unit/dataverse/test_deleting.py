"""Rows are deleted in batches; one that is gone already is what was wanted."""

import responses

from shared.dataverse.faults import PluginRefused
from shared.errors import RightMissing
from tests.unit.dataverse.support import (
    an_id,
    client,
    error_body,
    part,
    serve,
)

SET = "acd_marketingactivities"


@responses.activate
def test_what_kept_a_row_is_told_and_one_that_is_gone_counts_as_deleted() -> None:
    refusals = {
        an_id(2): part(404, error_body("0x80040217")),
        an_id(3): part(403, error_body("0x80040220", "missing prvDeleteActivity privilege")),
        an_id(4): part(400, error_body("0x80040265", "No.")),
    }
    served = serve(lambda inner, _: refusals.get(inner[1].split("(")[1].rstrip(")"), part(204)))
    faults = client().delete(SET, [an_id(number) for number in range(1, 5)])
    assert [type(fault) for fault in faults] == [RightMissing, PluginRefused]
    assert [(method, path) for method, path, *_ in served[0]] == [
        ("DELETE", f"/api/data/v9.2/{SET}({an_id(number)})") for number in range(1, 5)
    ]


@responses.activate
def test_a_call_takes_two_hundred_and_no_rows_take_no_call() -> None:
    served = serve(lambda *_: part(204))
    assert client().delete(SET, []) == []
    assert client().delete(SET, [an_id(number) for number in range(450)]) == []
    assert [len(inner) for inner in served] == [200, 200, 50]
