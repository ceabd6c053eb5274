"""Every campaign that is offered is shown with its subject, at a bounded number of calls."""

from datetime import timedelta

import pytest

from shared.actions.campaigns import MOST_SUBJECTS, campaigns_page
from shared.actions.models.marketing import CampaignOutput
from shared.activecampaign.models import Campaign
from shared.errors import Gone, RequestRefused, Throttled
from tests.unit.triggers.fake_remotes import NOW
from tests.unit.triggers.fakes import FakeServices

NUMBER = 2 * MOST_SUBJECTS + 5


def campaign(number: int, subject: str | None = None) -> Campaign:
    sent_at = NOW - timedelta(days=number)
    return Campaign(str(number), f"News {number}", "single", "5", subject, sent_at, None)


@pytest.fixture
def services() -> FakeServices:
    made = FakeServices().connected()
    made.campaign.known_campaigns = [campaign(number) for number in range(1, NUMBER + 1)]
    return made


def pages(services: FakeServices, limit: int) -> list[list[CampaignOutput]]:
    found = []
    after: str | None = None
    while True:
        page = campaigns_page(services, after, limit)
        found.append(page.items)
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("limit", [1, MOST_SUBJECTS, 50, 200])
def test_each_campaign_is_shown_once_with_its_subject_however_many_a_page_holds(
    services: FakeServices, limit: int
) -> None:
    found = [one for page in pages(services, limit) for one in page]

    assert [one.id for one in found] == [str(number) for number in range(1, NUMBER + 1)]
    assert [one.subject for one in found] == [f"Subject {one.id}" for one in found]


def test_a_page_holds_no_more_than_its_subjects_may_cost_calls(services: FakeServices) -> None:
    page = campaigns_page(services, None, 200)

    assert len(page.items) == MOST_SUBJECTS
    assert services.campaign.calls.count("campaign_messages") == MOST_SUBJECTS


def test_a_subject_that_came_with_the_list_costs_no_call(services: FakeServices) -> None:
    services.campaign.known_campaigns = [campaign(1, "Told already")]

    (shown,) = campaigns_page(services, None, 50).items

    assert shown.subject == "Told already"
    assert "campaign_messages" not in services.campaign.calls


@pytest.mark.parametrize("fault", [Gone, RequestRefused])
def test_a_campaign_without_a_readable_message_is_shown_without_a_subject(
    services: FakeServices, fault: type[Gone] | type[RequestRefused]
) -> None:
    def refused(_: str) -> None:
        raise fault("activecampaign", "No.")

    services.campaign.campaign_messages = refused  # type: ignore[assignment,method-assign]

    found = campaigns_page(services, None, 3).items

    assert [one.subject for one in found] == [None, None, None]


def test_an_account_that_is_busy_is_said_to_be_so(services: FakeServices) -> None:
    def busy(_: str) -> None:
        raise Throttled("activecampaign", "Busy.", retry_after_seconds=5)

    services.campaign.campaign_messages = busy  # type: ignore[assignment,method-assign]

    with pytest.raises(Throttled):
        campaigns_page(services, None, 3)
