"""`$batch`: framing, order, change sets, references, errors."""

import re
from typing import Any

import pytest

from sandbox.dataverse.people import user_id
from tests.sandbox.dataverse.conftest import Client, World, error_code

ID = "0b000000-0000-4000-8000-00000000000{}"
JSON = "Content-Type: application/json; type=entry\r\n"


def request(line: str, body: str = "", content_id: str = "", headers: str = "") -> str:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    head += f"Content-ID: {content_id}\r\n" if content_id else ""
    kind = JSON if body else ""
    return f"{head}\r\n{line} HTTP/1.1\r\n{kind}{headers}\r\n{body}\r\n"


def change_set(*requests: str) -> str:
    parts = "".join(f"--cs\r\n{one}" for one in requests)
    return f"Content-Type: multipart/mixed; boundary=cs\r\n\r\n{parts}--cs--\r\n"


def send(app: Client, *parts: str, **headers: str) -> Any:
    body = "".join(f"--b\r\n{part}" for part in parts) + "--b--\r\n"
    kind = {"Content-Type": "multipart/mixed; boundary=b"}
    return app.call("POST", "$batch", data=body.encode(), headers={**kind, **headers})


def statuses(answer: Any) -> list[int]:
    return [int(code) for code in re.findall(r"^HTTP/1\.1 (\d+)", answer.text, re.MULTILINE)]


def test_requests_run_in_order_and_answer_in_order(app: Client) -> None:
    lead = ID.format(1)
    answer = send(
        app,
        request(f"PATCH {app.api}/leads({lead})", '{"lastname":"Ünï"}'),
        request(f"GET /api/data/v9.2/leads({lead})?$select=lastname"),
        request(f"DELETE leads({lead})"),
    )
    assert answer.status_code == 200
    assert statuses(answer) == [204, 200, 204]
    assert '"lastname":"Ünï"' in answer.content.decode()
    assert f"OData-EntityId: {app.api}/leads({lead})" in answer.text


def test_the_first_error_stops_and_is_the_status(app: Client) -> None:
    parts = (
        request(f"PATCH leads({ID.format(1)})", '{"lastname":"A"}'),
        request(f"GET leads({ID.format(2)})"),
        request(f"PATCH leads({ID.format(3)})", '{"lastname":"C"}'),
    )
    answer = send(app, *parts)
    assert answer.status_code == 404
    assert statuses(answer) == [204, 404]
    assert app.get(f"leads({ID.format(3)})").status_code == 404
    answer = send(app, *parts, Prefer="odata.continue-on-error")
    assert answer.status_code == 200
    assert statuses(answer) == [204, 404, 204]


def test_a_change_set_is_all_or_nothing(app: Client) -> None:
    good = request(f"PATCH leads({ID.format(1)})", '{"lastname":"A"}', "1")
    bad = request(f"PATCH leads({ID.format(2)})", '{"lastname":5}', "2")
    answer = send(app, change_set(good, bad), Prefer="odata.continue-on-error")
    assert statuses(answer) == [400]
    assert "changesetresponse" not in answer.text
    assert app.get(f"leads({ID.format(1)})").status_code == 404
    answer = send(app, change_set(good))
    assert statuses(answer) == [204]
    assert "Content-ID: 1" in answer.text


def test_a_change_set_that_fails_takes_back_updates_deletes_and_roles(app: Client) -> None:
    lead = app.create("leads", lastname="Before")
    other = app.create("leads", lastname="Other")
    role = "b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822"
    roles = f"systemusers({user_id('ned')})/systemuserroles_association"
    link = f'{{"@odata.id":"{app.api}/roles({role})"}}'
    send(
        app,
        change_set(
            request(f"PATCH leads({lead})", '{"lastname":"After"}', "1"),
            request(f"DELETE leads({other})", "", "2"),
            request(f"POST {roles}/$ref", link, "3"),
            request(f"PATCH leads({lead})", '{"nonsense":1}', "4"),
        ),
    )
    assert app.get(f"leads({lead})").json()["lastname"] == "Before"
    assert app.get(f"leads({other})").status_code == 200
    assert app.value(roles) == []


def test_a_later_request_refers_to_an_earlier_one(app: Client) -> None:
    contact = request("POST contacts", '{"lastname":"C"}', "1")
    lead = request(f"PATCH leads({ID.format(1)})", '{"parentcontactid@odata.bind":"$1"}', "2")
    rename = request("PATCH $1", '{"firstname":"R"}', "3")
    assert statuses(send(app, change_set(contact, lead, rename))) == [204, 204, 204]
    query = f"leads({ID.format(1)})?$expand=parentcontactid($select=fullname)"
    assert app.get(query).json()["parentcontactid"]["fullname"] == "R C"
    unknown = send(app, change_set(request("PATCH $9", '{"firstname":"R"}', "1")))
    assert statuses(unknown) == [400]


def test_conditions_and_preferences_of_a_part_are_heard(app: Client) -> None:
    lead = app.create("leads", lastname="A")
    path = f"leads({lead})"
    stale = request(f"PATCH {path}", '{"lastname":"B"}', headers='If-Match: W/"1"\r\n')
    fresh = request(f"PATCH {path}", '{"lastname":"C"}', headers="If-None-Match: *\r\n")
    shown = request(
        f"PATCH {path}?$select=lastname", '{"lastname":"D"}',
        headers="Prefer: return=representation\r\n",
    )  # fmt: skip
    answer = send(app, stale, fresh, shown, Prefer="odata.continue-on-error")
    assert statuses(answer) == [412, 412, 200]
    assert '"lastname":"D"' in answer.text


def test_a_part_can_be_impersonated(app: Client) -> None:
    lead = app.value(f"leads?$filter=_ownerid_value eq {user_id('sam')}&$top=1")[0]["leadid"]
    as_nora = f"MSCRMCallerID: {user_id('nora')}\r\n"
    answer = send(
        app,
        request(f"GET leads({lead})?$select=leadid"),
        request(f"GET leads({lead})?$select=leadid", headers=as_nora),
        Prefer="odata.continue-on-error",
    )
    assert statuses(answer) == [200, 403]


def raw(app: Client, body: str, kind: str = "multipart/mixed; boundary=b") -> Any:
    return app.call("POST", "$batch", data=body.encode(), headers={"Content-Type": kind})


GOOD = "--b\r\n" + request("GET leads?$top=1") + "--b--\r\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(GOOD.replace("\r\n", "\n"), id="bare line feeds"),
        pytest.param(GOOD.replace("--b--\r\n", ""), id="no closing boundary"),
        pytest.param(GOOD.replace("application/http", "application/json"), id="part type"),
        pytest.param(GOOD.replace("Transfer-Encoding: binary", "X: y"), id="no encoding"),
        pytest.param(GOOD.replace(" HTTP/1.1", ""), id="no version"),
        pytest.param(GOOD.replace("leads?$top=1", "$batch"), id="batch in batch"),
        pytest.param("--b\r\n" + change_set(request("GET leads")) + "--b--\r\n", id="nested get"),
    ],
)
def test_a_badly_framed_batch_is_refused_whole(app: Client, body: str) -> None:
    assert raw(app, GOOD).status_code == 200
    answer = raw(app, body)
    assert answer.status_code == 400
    assert error_code(answer) in ("0x80048d19", "0x80060888")


def test_a_batch_must_be_multipart(app: Client) -> None:
    assert raw(app, GOOD, "application/json").status_code == 400
    assert raw(app, GOOD, "multipart/mixed").status_code == 400


def test_a_thousand_requests_are_the_most(app: Client) -> None:
    part = request("GET WhoAmI()")
    assert statuses(send(app, *[part] * 1000)) == [200] * 1000
    assert send(app, *[part] * 1001).status_code == 400


def test_the_journal_counts_the_rows_a_batch_wrote(world: World, app: Client) -> None:
    app.control("DELETE", "journal")
    parts = [request(f"PATCH leads({ID.format(n)})", '{"lastname":"A"}') for n in range(3)]
    send(app, *parts, request("GET leads?$top=1"))
    counts = app.control("GET", "counts").json()
    assert (counts["calls"], counts["writes"]) == (1, 3)
    assert counts["byRoute"] == {"POST /api/data/v9.2/$batch": 1}
