"""Filters, options and paths of reads."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.dataverse import query
from shared.dataverse.rows import guid, row_etag, row_id
from tests.unit.dataverse.support import an_id

ID = "5531d753-95af-e711-a94e-000d3a11e605"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("O'Brien", "'O''Brien'"),
        ("", "''"),
        ("' or 1 eq 1 or '", "''' or 1 eq 1 or '''"),
    ],
)
def test_quotes_are_doubled_in_texts(text: str, written: str) -> None:
    assert query.literal(text) == written


def test_wildcards_are_taken_literally_in_patterns() -> None:
    assert query.pattern("50%_[x]") == "'50[%][_][[]x]'"


@pytest.mark.parametrize("text", ["", "a b", "a,b", "1a", "a)", "a'b", "a;b", "é", "a\n"])
def test_no_text_leaves_its_place_as_a_name(text: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        query.name(text)


def test_filters_for_several_values_are_chains_of_eq() -> None:
    assert (
        query.any_text("emailaddress1", ["a@x.it", "o'b@x.it"])
        == "emailaddress1 eq 'a@x.it' or emailaddress1 eq 'o''b@x.it'"
    )
    assert query.any_id("leadid", [ID.upper()]) == f"leadid eq {ID}"


def test_a_lookup_is_compared_with_ids_any_other_column_with_texts() -> None:
    assert query.any_of("_masterid_value", [ID]) == f"_masterid_value eq {ID}"
    assert query.any_of("cr1_masterid_value", ["x"]) == "cr1_masterid_value eq 'x'"


@pytest.mark.parametrize("text", ["", "1", f"{ID} or true", f"{ID}'", "not-a-guid"])
def test_an_id_that_is_no_guid_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="GUID"):
        query.any_id("leadid", [text])
    with pytest.raises(ValueError, match="GUID"):
        query.row_path("leads", text)


def test_braces_and_case_of_an_id_do_not_matter() -> None:
    assert guid("{" + ID.upper() + "}") == ID


def test_plus_and_other_signs_of_a_value_are_encoded() -> None:
    path = query.rows_path("leads", ["leadid", "subject"], "telephone1 eq '+39 & 1/2=#'")
    assert path == (
        "leads?$select=leadid,subject&$filter=telephone1%20eq%20'%2B39%20%26%201%2F2%3D%23'"
    )


@given(st.text(max_size=60).filter(lambda text: "\x00" not in text))
def test_a_filter_arrives_as_it_was_meant(text: str) -> None:
    row_filter = f"subject eq {query.literal(text.encode('utf-8', 'ignore').decode())}"
    path = query.rows_path("leads", ["leadid"], row_filter)
    options = dict(parse_qsl(urlsplit("https://x/" + path).query, keep_blank_values=True))
    assert options == {"$select": "leadid", "$filter": row_filter}


@given(st.lists(st.text(max_size=80), max_size=180))
def test_chunks_hold_every_value_once_and_in_order(values: list[str]) -> None:
    found = list(query.chunks(values))
    assert [value for chunk in found for value in chunk] == values
    assert all(0 < len(chunk) <= query.TERMS_PER_FILTER for chunk in found)


def test_long_values_make_short_chunks() -> None:
    found = list(query.chunks(["é" * 1000] * 20))
    assert [len(chunk) for chunk in found] == [3] * 6 + [2]


def test_an_order_ends_with_the_primary_key_once() -> None:
    def order(text: str) -> str | None:
        request = query.page_request(
            "leads", ["leadid"], row_filter=None, order_by=text, page_size=5, count=False,
            caller=None,
        )  # fmt: skip
        return dict(parse_qsl(urlsplit(request.path).query)).get("$orderby")

    assert order("createdon desc") == "createdon desc,leadid"
    assert order("leadid desc") == "leadid desc"
    assert order("fullname asc, leadid asc") == "fullname asc, leadid asc"


def test_a_page_asks_for_size_count_and_caller() -> None:
    request = query.page_request(
        "leads",
        ["leadid"],
        row_filter="statecode eq 0",
        order_by=None,
        page_size=50,
        count=True,
        caller=an_id(7).upper(),
    )
    assert request.path == "leads?$select=leadid&$filter=statecode%20eq%200&$count=true"
    assert request.headers == {
        "Prefer": "odata.maxpagesize=50,odata.include-annotations="
        '"Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"',
        "CallerObjectId": an_id(7),
    }


def test_a_caller_that_is_no_guid_is_refused() -> None:
    with pytest.raises(ValueError, match="GUID"):
        query.caller_headers("somebody")


def test_a_row_tells_its_id_and_version() -> None:
    row = {"@odata.etag": 'W/"12"', "leadid": ID.upper()}
    assert row_id(row, "leads") == ID
    assert row_etag(row) == 'W/"12"'
    assert row_etag({"leadid": ID}) is None
    with pytest.raises(ValueError, match="nothings"):
        row_id(row, "nothings")
