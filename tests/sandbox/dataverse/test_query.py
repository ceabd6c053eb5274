"""Lists, pages, counts, selected and expanded columns, annotations, etags on reads."""

import unicodedata
from urllib.parse import quote

import pytest

from sandbox.dataverse.people import user_id
from tests.sandbox.dataverse.conftest import Client, Make, World, error_code

FORMATTED = "@OData.Community.Display.V1.FormattedValue"


def read_all(app: Client, path: str, size: int) -> list[list[dict[str, object]]]:
    headers = {"Prefer": f"odata.maxpagesize={size}"}
    pages, link = [], f"{app.api}/{path}"
    while link:
        body = app.get(link, headers=headers).json()
        pages.append(body["value"])
        link = body.get("@odata.nextLink")
    return pages


def test_pages_hold_every_row_once(app: Client) -> None:
    pages = read_all(app, "contacts?$select=contactid", 70)
    assert [len(page) for page in pages] == [70, 70, 70, 70, 20]
    assert len({row["contactid"] for page in pages for row in page}) == 300


def test_a_filtered_list_has_no_empty_last_page(app: Client) -> None:
    pages = read_all(app, "contacts?$select=contactid&$filter=statecode eq 0", 50)
    assert all(pages)


def test_a_page_answers_for_the_preference_it_applied(app: Client) -> None:
    answer = app.get("leads?$select=leadid", headers={"Prefer": "odata.maxpagesize=3"})
    assert answer.headers["Preference-Applied"] == "odata.maxpagesize=3"
    assert answer.headers["OData-Version"] == "4.0"


def test_top_cuts_without_a_next_link_and_is_ignored_with_a_page_size(app: Client) -> None:
    assert len(app.get("leads?$top=5").json()["value"]) == 5
    assert "@odata.nextLink" not in app.get("leads?$top=5").json()
    paged = app.get("leads?$top=5", headers={"Prefer": "odata.maxpagesize=9"}).json()
    assert len(paged["value"]) == 9


def test_skip_is_refused(app: Client) -> None:
    answer = app.get("leads?$skip=10")
    assert (answer.status_code, error_code(answer)) == (400, "0x80060888")
    assert "Skip Clause is not supported in CRM" in answer.text


def test_a_next_link_that_was_encoded_again_is_refused(app: Client) -> None:
    headers = {"Prefer": "odata.maxpagesize=10"}
    link = app.get("leads?$select=leadid", headers=headers).json()["@odata.nextLink"]
    base, _, token = link.partition("$skiptoken=")
    again = f"{base}$skiptoken={quote(token)}"
    assert app.get(again, headers=headers).status_code == 400


def without_accents(text: str) -> str:
    """As an organisation whose base language is English compares."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


def test_an_order_by_a_unique_column_pages_completely(app: Client) -> None:
    pages = read_all(app, "contacts?$select=lastname&$orderby=lastname desc,contactid", 64)
    rows = [row for page in pages for row in page]
    assert len({row["contactid"] for row in rows}) == 300
    folded = [without_accents(str(row["lastname"]).lower()) for row in rows]
    assert folded == sorted(folded, reverse=True)


def test_an_order_that_leaves_ties_may_show_a_row_twice(app: Client) -> None:
    pages = read_all(app, "contacts?$select=statecode&$orderby=statecode", 64)
    assert len({row["contactid"] for page in pages for row in page}) < 300


def test_nulls_come_first_in_rising_order(app: Client) -> None:
    rows = app.value("leads?$select=cr1_score&$orderby=cr1_score asc,leadid asc")
    scores = [row["cr1_score"] for row in rows]
    nulls = scores.count(None)
    assert nulls > 0
    assert scores[:nulls] == [None] * nulls
    assert scores[nulls:] == sorted(scores[nulls:])


def test_counts(app: Client) -> None:
    body = app.get("leads?$top=1&$count=true&$select=leadid").json()
    assert body["@odata.count"] == 200
    assert app.get("leads/$count").text == "200"
    filtered = app.get("leads/$count?$filter=statecode eq 2").text
    assert 0 < int(filtered) < 200


def test_a_count_stops_at_5000_and_says_so(make_world: Make) -> None:
    app = make_world(leads=5001, contacts=0).app()
    headers = {"Prefer": 'odata.include-annotations="*",odata.maxpagesize=1'}
    body = app.get("leads?$select=leadid&$count=true", headers=headers).json()
    assert body["@odata.count"] == 5000
    assert body["@Microsoft.Dynamics.CRM.totalrecordcount"] == 5000
    assert body["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is True
    total = app.get("RetrieveTotalRecordCount(EntityNames=@p)?@p=['lead']").json()
    assert total["EntityRecordCountCollection"]["Values"] == [5001]
    full = app.get("leads?$select=leadid").json()
    assert len(full["value"]) == 5000
    assert "@odata.nextLink" in full


def test_select_brings_the_key_and_the_currency_of_money(app: Client) -> None:
    row = app.value("leads?$select=revenue&$top=1")[0]
    assert set(row) == {"@odata.etag", "leadid", "revenue", "_transactioncurrencyid_value"}


def test_without_select_every_column_comes_with_null(app: Client) -> None:
    row = app.value("leads?$top=1")[0]
    assert {"fax", "_ownerid_value", "versionnumber", "cr1_interests"} <= set(row)
    assert row["fax"] is None
    assert "ownerid" not in row


@pytest.mark.parametrize("query", ["$select=nonsense", "$expand=nonsense", "$orderby=nonsense"])
def test_an_unknown_column_is_refused(app: Client, query: str) -> None:
    answer = app.get(f"leads?{query}")
    assert answer.status_code == 400
    assert "Could not find a property named 'nonsense'" in answer.text


def test_a_lookup_can_be_expanded(app: Client) -> None:
    query = (
        "contacts?$select=fullname&$top=1&$filter=_parentcustomerid_value ne null"
        "&$expand=parentcustomerid_account($select=name),owninguser($select=fullname)"
    )
    row = app.value(query)[0]
    assert set(row["parentcustomerid_account"]) == {"@odata.etag", "name", "accountid"}
    assert row["owninguser"]["fullname"] in ("Sam Seller", "Nora Noaccess")


def test_roles_can_be_expanded_under_users(app: Client) -> None:
    query = f"systemusers({user_id('sam')})?$select=fullname"
    expand = "$expand=systemuserroles_association($select=name;$filter=contains(name,'Sales'))"
    row = app.get(f"{query}&{expand}").json()
    names = {role["name"] for role in row["systemuserroles_association"]}
    assert names == {"Salesperson", "Sales Reader"}


def test_annotations_come_only_when_asked_for(app: Client) -> None:
    lead = app.create(
        "leads", lastname="A", cr1_tier=727500001, revenue=1234.5, estimatedclosedate="2026-03-09",
        cr1_lastseen="2026-03-09T15:04:00Z", cr1_interests="727500004,727500000", donotemail=True,
    )  # fmt: skip
    plain = app.get(f"leads({lead})").json()
    assert not [key for key in plain if "@OData.Community" in key]
    headers = {"Prefer": 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"'}
    row = app.get(f"leads({lead})", headers=headers).json()
    assert row["cr1_tier" + FORMATTED] == "Silver"
    assert row["revenue" + FORMATTED] == "€1,234.50"
    assert row["estimatedclosedate" + FORMATTED] == "3/9/2026"
    assert row["cr1_lastseen" + FORMATTED] == "3/9/2026 3:04 PM"
    assert row["cr1_interests" + FORMATTED] == "Sailing; Música"
    assert row["donotemail" + FORMATTED] == "Do Not Allow"
    assert row["_ownerid_value" + FORMATTED] == "# ActiveCampaign Integration"
    assert "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname" not in row
    everything = {"Prefer": 'odata.include-annotations="*"'}
    row = app.get(f"leads({lead})", headers=everything).json()
    assert row["_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] == "systemuser"


def test_the_metadata_version_is_a_list_annotation(app: Client) -> None:
    name = "Microsoft.Dynamics.CRM.globalmetadataversion"
    headers = {"Prefer": f'odata.include-annotations="{name}"'}
    before = app.get("leads?$top=1", headers=headers).json()[f"@{name}"]
    app.control("POST", "schema/lead", {"change": {"name": "cr1_text", "maxLength": 50}})
    assert app.get("leads?$top=1", headers=headers).json()[f"@{name}"] != before


def test_an_etag_that_is_current_answers_304(app: Client) -> None:
    lead = app.create("leads", lastname="E")
    first = app.get(f"leads({lead})?$select=lastname")
    etag = first.json()["@odata.etag"]
    assert first.headers["ETag"] == etag
    assert app.get(f"leads({lead})", headers={"If-None-Match": etag}).status_code == 304
    assert app.get(f"leads({lead})", headers={"If-None-Match": "null"}).status_code == 200
    asked = {"If-None-Match": etag, "Prefer": 'odata.include-annotations="*"'}
    assert app.get(f"leads({lead})", headers=asked).status_code == 200


def test_what_is_not_there_is_404(app: Client) -> None:
    missing = app.get("leads(00000000-0000-4000-8000-000000000000)")
    assert (missing.status_code, error_code(missing)) == (404, "0x80040217")
    assert app.get("nonsense").status_code == 404
    assert app.get("leads/nonsense").status_code == 404
    by_key = app.get("contacts(cr1_code='nobody')")
    assert (by_key.status_code, error_code(by_key)) == (404, "0x80060891")


def test_a_row_by_alternate_key(app: Client) -> None:
    contact = app.create("contacts", lastname="K", cr1_code="K'1")
    assert app.get("contacts(cr1_code='k''1')?$select=lastname").json()["contactid"] == contact
    assert app.get("contacts(emailaddress1='a@b.example')").status_code == 400
    assert app.get("contacts(cr1_code='a%2Bb')").status_code == 400


def test_one_property_can_be_read(app: Client) -> None:
    lead = app.create("leads", lastname="P")
    assert app.get(f"leads({lead})/lastname").json()["value"] == "P"
    assert app.get(f"leads({lead})/firstname").status_code == 204
    assert app.get(f"leads({lead})/owninguser?$select=fullname").json()["fullname"].startswith("#")


def test_a_long_query_string_is_read(app: Client) -> None:
    ids = ",".join(f'"{"0" * 8}-0000-4000-8000-{n:012d}"' for n in range(400))
    text = f"Microsoft.Dynamics.CRM.In(PropertyName='leadid',PropertyValues=[{ids}])"
    assert app.value("leads", params={"$select": "leadid", "$filter": text}) == []


def test_the_messages_a_table_supports_can_be_looked_up(world: World, make_world: Make) -> None:
    query = (
        "sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name eq "
        "'UpdateMultiple' and primaryobjecttypecode eq 'lead'"
    )
    assert len(world.app().value(query)) == 1
    assert make_world(leads=0, contacts=0, multiple=False).app().value(query) == []
