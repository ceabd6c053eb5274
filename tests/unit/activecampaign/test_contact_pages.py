"""Single pages of contacts, as they are listed."""

import json
from datetime import UTC, datetime
from typing import Any

import responses

from shared.activecampaign.client import ActiveCampaign
from shared.transport import Calls

from .conftest import API, query

ROW = {"id": "7", "email": "ann@example.org", "firstName": "Ann"}


def serve(account: responses.RequestsMock, **body: Any) -> None:
    account.add(responses.GET, f"{API}/contacts", body=json.dumps(body))


def test_a_page_by_email_is_asked_for_in_that_order_from_an_offset(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    values = [{"contact": "7", "field": "1", "value": "x"}]
    serve(account, contacts=[ROW], fieldValues=values, meta={"total": "2431"})

    page = client.contact_page_by_email(1200)

    asked = dict(query(account))
    assert (asked["orders[email]"], asked["offset"], asked["limit"]) == ("ASC", "1200", "100")
    assert page.total == 2431
    assert [(one.email, one.fields) for one in page.contacts] == [("ann@example.org", {"1": "x"})]
    assert calls.made("activecampaign") == 1


def test_a_page_by_id_goes_on_behind_an_id_and_may_be_of_those_changed(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    serve(account, contacts=[], meta={"total": "0"})
    client.contact_page("41", updated_after=datetime(2026, 11, 24, tzinfo=UTC))
    asked = dict(query(account))
    assert asked["id_greater"] == "41"
    assert asked["filters[updated_after]"] == "2026-11-24T00:00:00+00:00"


def test_what_a_list_lacks_is_not_asked_for(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    serve(account, contacts=[ROW])
    page = client.contact_page()
    (found,) = page.contacts
    assert (found.fields, found.tag_ids, found.lists, page.total) == (None, None, None, None)
    assert calls.made("activecampaign") == 1
