"""How many rows there are, and the first rows of several questions."""

import json
from urllib.parse import unquote

import pytest
import requests
import responses

from shared.dataverse.lookups import Lookups
from shared.dataverse.sampling import FirstRows
from shared.errors import AnswerNotUnderstood
from shared.transport import Calls
from tests.unit.dataverse.support import API, an_id, batch_answer, client, inner_requests, part

COUNTS = f"{API}RetrieveTotalRecordCount(EntityNames=@names)"


@responses.activate
def test_rows_of_several_tables_are_counted_by_one_call() -> None:
    found = {"Count": 2, "Keys": ["lead", "contact"], "Values": [120_000, 0]}
    responses.get(COUNTS, json={"EntityRecordCountCollection": found})
    assert client().row_counts(["lead", "contact"]) == {"lead": 120_000, "contact": 0}
    (call,) = responses.calls
    assert unquote(call.request.url or "").endswith('?@names=["lead","contact"]')


@responses.activate
@pytest.mark.parametrize(
    "body", [{}, {"EntityRecordCountCollection": {"Keys": ["lead"], "Values": []}}]
)
def test_an_answer_without_counts_is_not_understood(body: object) -> None:
    responses.get(COUNTS, body=json.dumps(body))
    with pytest.raises(AnswerNotUnderstood):
        client().row_counts(["lead"])


@responses.activate
def test_the_first_rows_of_several_questions_come_by_one_call_each_bounded() -> None:
    paths: list[str] = []

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        inner = inner_requests(request.body)
        paths.extend(unquote(path) for _, path, _, _ in inner)
        assert all("maxpagesize" not in headers.get("Prefer", "") for _, _, headers, _ in inner)
        return batch_answer([part(200, {"value": [{"leadid": an_id(n)}]}) for n in (1, 2)])

    responses.add_callback(responses.POST, f"{API}$batch", callback=answer)
    calls = Calls()
    wanted = [
        FirstRows("createdon asc,leadid asc", 500),
        FirstRows("emailaddress1 asc", 300, "emailaddress1 ge 'o''neil@x.it'"),
    ]

    rows = client(calls=calls).first_rows("leads", ["leadid"], wanted, lookups=Lookups(names=True))

    assert rows == [[{"leadid": an_id(1)}], [{"leadid": an_id(2)}]]
    assert calls.made("dataverse") == 1
    assert paths[0].endswith("leads?$select=leadid&$orderby=createdon asc,leadid asc&$top=500")
    assert paths[1].endswith("&$top=300&$filter=emailaddress1 ge 'o''neil@x.it'")
