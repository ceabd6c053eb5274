"""The emails of the rows that lookups point to come with the rows, read in bulk."""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

import pytest
import requests
import responses

from shared.dataverse import lookups
from shared.dataverse.client import Dataverse
from shared.dataverse.lookups import Lookups
from shared.dataverse.rows import Row
from shared.dataverse.write import Update
from shared.errors import RightMissing
from shared.mapping.schema import LOOKUP_EMAIL
from tests.unit.dataverse.support import (
    API,
    an_id,
    batch_answer,
    client,
    error_body,
    inner_requests,
    part,
)

OWNER, CUSTOMER = "_ownerid_value", "_customerid_value"
TABLE = "@Microsoft.Dynamics.CRM.lookuplogicalname"
EMAILS = Lookups(emails=(OWNER, CUSTOMER))
USER, TEAM, PERSON, COMPANY, HIDDEN = (an_id(number) for number in (70, 71, 72, 73, 74))
KNOWN: Mapping[str, Row] = {
    f"systemusers {USER}": {"systemuserid": USER, "internalemailaddress": "ada@x.it"},
    f"contacts {PERSON}": {"contactid": PERSON, "emailaddress1": "bob@x.it"},
    f"accounts {COMPANY}": {"accountid": COMPANY, "emailaddress1": None},
}


def a_lead(number: int, owner: tuple[str, str], customer: tuple[str, str] | None = None) -> Row:
    row: dict[str, object] = {"leadid": an_id(number), OWNER: owner[1], OWNER + TABLE: owner[0]}
    row[CUSTOMER] = customer[1] if customer else None
    return row | ({CUSTOMER + TABLE: customer[0]} if customer else {})


class Emails:
    """Answers a batch with those of KNOWN that it asks for. `asked` are the paths of each."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        responses.add_callback(responses.POST, f"{API}$batch", self._answer)

    def _answer(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        paths = [unquote(path) for _, path, _, _ in inner_requests(request.body)]
        self.asked.append(paths)
        return batch_answer([part(200, {"value": self._rows(path)}) for path in paths])

    def _rows(self, path: str) -> list[Row]:
        table = path.removeprefix("/api/data/v9.2/").partition("?")[0]
        return [
            row for of, row in KNOWN.items() if of.split()[0] == table and of.split()[1] in path
        ]


def changes(crm: Dataverse, *leads: Row) -> list[Row]:
    """One page of changes that holds these."""
    body = {"value": list(leads), "@odata.deltaLink": f"{API}leads?$deltatoken=1"}
    responses.upsert(responses.GET, f"{API}leads", json=body)
    page = crm.changes("leads", ["leadid"], link=None, page_size=1000, lookups=EMAILS)
    return list(page.rows)


def emails(rows: list[Row]) -> list[tuple[object, object]]:
    """Of owner and customer of each row; "not read" where it is absent."""
    return [
        (
            row.get(OWNER + LOOKUP_EMAIL, "not read"),
            row.get(CUSTOMER + LOOKUP_EMAIL, "not read"),
        )
        for row in rows
    ]


@responses.activate
def test_all_tables_are_asked_in_one_call() -> None:
    batch = Emails()
    rows = changes(
        client(),
        a_lead(1, ("systemuser", USER), ("contact", PERSON)),
        a_lead(2, ("systemuser", USER.upper()), ("account", COMPANY)),
    )
    assert emails(rows) == [("ada@x.it", "bob@x.it"), ("ada@x.it", None)]
    ((accounts, contacts, users),) = batch.asked
    assert accounts.endswith(
        f"accounts?$select=accountid,emailaddress1&$filter=accountid eq {COMPANY}"
    )
    assert contacts.endswith(f"$filter=contactid eq {PERSON}")
    assert users.endswith(
        f"$select=systemuserid,internalemailaddress&$filter=systemuserid eq {USER}"
    )


@responses.activate
def test_a_team_has_no_email_and_an_empty_lookup_asks_for_none() -> None:
    batch = Emails()
    rows = changes(client(), a_lead(1, ("team", TEAM)))
    assert emails(rows) == [(None, "not read")]
    assert rows[0][CUSTOMER] is None
    assert batch.asked == []


@responses.activate
def test_what_cannot_be_read_is_absent_and_not_blank() -> None:
    Emails()
    untold = {"leadid": an_id(2), OWNER: USER, CUSTOMER: None}
    rows = changes(client(), a_lead(1, ("systemuser", HIDDEN)), untold)
    assert emails(rows) == [("not read", "not read")] * 2


@responses.activate
def test_an_email_is_asked_for_once() -> None:
    batch, crm = Emails(), client()
    lead = a_lead(1, ("systemuser", USER))
    assert emails(changes(crm, lead)) == emails(changes(crm, lead)) == [("ada@x.it", "not read")]
    assert len(batch.asked) == 1


@responses.activate
def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST_KEPT", 1)
    batch, crm = Emails(), client()
    for lead in (
        a_lead(1, ("systemuser", USER)),
        a_lead(2, ("contact", PERSON)),
        a_lead(3, ("contact", PERSON)),
        a_lead(4, ("systemuser", USER)),
    ):
        changes(crm, lead)
    assert len(batch.asked) == 3


@responses.activate
def test_a_thousand_records_with_an_owner_each_take_one_call_more() -> None:
    batch = Emails()
    changes(client(), *(a_lead(one, ("systemuser", an_id(one))) for one in range(1000, 2000)))
    assert [len(paths) for paths in batch.asked] == [20]


@responses.activate
def test_rows_that_no_mapping_wants_emails_of_are_left_as_they_are() -> None:
    batch = Emails()
    lead = a_lead(1, ("systemuser", USER))
    responses.get(f"{API}leads", json={"value": [lead]})
    page = client().changes("leads", ["leadid"], link=None, page_size=10)
    assert list(page.rows) == [lead]
    assert batch.asked == []


@responses.activate
def test_a_table_that_may_not_be_read_stops_with_the_right_that_is_missing() -> None:
    message = f"Principal user (Id={an_id(9)}) is missing prvReadUser privilege"
    responses.post(
        f"{API}$batch",
        body=batch_answer([part(403, error_body("0x80040220", message))])[2],
        headers=batch_answer([])[1],
    )
    with pytest.raises(RightMissing, match="prvReadUser"):
        changes(client(), a_lead(1, ("systemuser", USER)))


def by_id(crm: Dataverse) -> list[Row]:
    return list(crm.rows_by_id("leads", [an_id(1)], ["leadid"], lookups=EMAILS).values())


def by_email(crm: Dataverse) -> list[Row]:
    return crm.rows_where_any("leads", "emailaddress1", ["a@x.it"], ["leadid"], lookups=EMAILS)


def by_write(crm: Dataverse) -> list[Row]:
    write = Update("leads", an_id(1), {"subject": "x"}, 'W/"1"', ["leadid"], EMAILS)
    return [result.row for result in crm.write([write]) if result.row is not None]


@responses.activate
@pytest.mark.parametrize(
    ("read", "answer"),
    [(by_id, "list"), (by_email, "list"), (by_write, "row")],
)
def test_every_way_of_reading_a_record_brings_them(
    read: Callable[[Dataverse], list[Row]], answer: str
) -> None:
    lead = a_lead(1, ("systemuser", USER))
    answers = iter(
        [
            part(200, {"value": [lead]} if answer == "list" else dict(lead)),
            part(200, {"value": [KNOWN[f"systemusers {USER}"]]}),
        ]
    )
    sent: list[dict[str, str]] = []

    def reply(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        sent.extend(dict(headers) for _, _, headers, _ in inner_requests(request.body))
        return batch_answer([next(answers)])

    responses.add_callback(responses.POST, f"{API}$batch", reply)
    assert emails(read(client())) == [("ada@x.it", "not read")]
    assert "Microsoft.Dynamics.CRM.lookuplogicalname" in sent[0]["Prefer"]
