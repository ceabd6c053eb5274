"""A request can be looked at while it is carried out, after it, and after a crash; what is left of
it is done by the same request, and nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from shared.actions import once
from shared.actions.enrol import enrol_progress
from shared.actions.models.marketing import ProgressOutput, ResultsOutput
from shared.actions.once import LONGEST_ACT
from shared.actions.progress import MOST_RECORDS, NoRequest, RequestTaken
from shared.actions.send import send_progress
from shared.errors import RequestRefused, Unreachable
from tests.unit.actions.acting import (
    DONE,
    ONE,
    REQUEST,
    THREE,
    TWO,
    do_enrol,
    do_send,
    fail_once,
    in_sync,
    told,
)
from tests.unit.triggers.fakes import FakeServices

P1, P2, P3 = (f"p{number}@example.com" for number in (1, 2, 3))


class Killed(BaseException):
    """What no handler of ours catches."""


@pytest.fixture
def services() -> FakeServices:
    return in_sync()


def seen(services: FakeServices) -> ProgressOutput:
    return send_progress(services, services.person(), REQUEST)


def rows(progress: ProgressOutput) -> list[tuple[str, str | None]]:
    return [(row.status, row.reason.code if row.reason else None) for row in progress.results]


def at_the_second_mail(services: FakeServices, happens: Callable[[], Any]) -> None:
    """Within the call that sends the second mail of the request, before it has its effect."""
    campaign = services.campaign
    real = campaign.send_campaign

    def sending(**named: Any) -> Any:
        if len(campaign.mails) == 1:
            campaign.send_campaign = real  # type: ignore[method-assign]
            happens()
        return real(**named)

    campaign.send_campaign = sending  # type: ignore[method-assign]


WAITING = ("waiting", None)


class TestWhileItIsCarriedOut:
    def test_each_record_shows_its_outcome_as_soon_as_there_is_one(
        self, services: FakeServices
    ) -> None:
        shown: list[ProgressOutput] = []
        at_the_second_mail(services, lambda: shown.append(seen(services)))
        services.crm.rows["leads"][THREE]["donotbulkemail"] = True
        do_send(services, ONE, TWO, THREE)
        (during,) = shown
        assert (during.state, during.total, during.processed) == ("running", 3, 2)
        assert rows(during) == [DONE, WAITING, ("refused", "person.opted_out")]
        assert (seen(services).state, seen(services).processed) == ("done", 3)

    def test_a_second_click_sends_the_rest_and_nobody_twice(self, services: FakeServices) -> None:
        second: list[ResultsOutput] = []
        at_the_second_mail(services, lambda: second.append(do_send(services, ONE, TWO, THREE)))
        first = do_send(services, ONE, TWO, THREE)
        assert told(first) == [DONE, DONE, DONE]
        assert told(second[0]) == [DONE, ("unknown", "action.under_way"), DONE]
        assert sorted(services.campaign.mails) == [P1, P2, P3]
        assert told(do_send(services, ONE, TWO, THREE)) == [DONE, DONE, DONE]

    def test_an_error_before_the_first_act_leaves_it_to_be_repeated(
        self, services: FakeServices
    ) -> None:
        away = Unreachable("activecampaign", "No answer.")
        fail_once(services, "contacts_by_id", away)
        with pytest.raises(Unreachable):
            do_send(services, ONE)
        assert (seen(services).state, rows(seen(services))) == ("interrupted", [WAITING])
        assert told(do_send(services, ONE)) == [DONE]


class TestAfterACrash:
    def test_it_runs_until_its_host_is_given_up_and_then_goes_on_by_the_same_request(
        self, services: FakeServices
    ) -> None:
        def die() -> None:
            raise Killed

        at_the_second_mail(services, die)
        with pytest.raises(Killed):
            do_send(services, ONE, TWO, THREE)
        assert (seen(services).state, rows(seen(services))) == ("running", [DONE, WAITING, WAITING])
        services.later = LONGEST_ACT
        unclear = ("unknown", "action.outcome_unknown")
        assert (seen(services).state, seen(services).processed) == ("interrupted", 2)
        assert rows(seen(services)) == [DONE, unclear, WAITING]
        assert told(do_send(services, ONE, TWO, THREE)) == [DONE, unclear, DONE]
        assert services.campaign.mails == [P1, P3]
        assert seen(services).state == "done"

    def test_one_mailed_before_it_is_answered_so_though_they_opted_out_since(
        self, services: FakeServices
    ) -> None:
        real = services.documents.put

        def die_at_the_end(kind: str, name: str, document: Any, version: Any) -> Any:
            if services.campaign.mails:
                raise Killed
            return real(kind, name, document, version)

        services.documents.put = die_at_the_end  # type: ignore[method-assign]
        with pytest.raises(Killed):
            do_send(services, ONE)
        services.documents.put = real  # type: ignore[method-assign]
        services.crm.rows["leads"][ONE]["donotbulkemail"] = True
        assert seen(services).state == "done"
        assert told(do_send(services, ONE)) == [DONE]
        assert services.campaign.mails == [P1]


def test_when_time_is_up_the_rest_is_told_and_done_by_the_same_request(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "BUDGET_SECONDS", -1.0)
    left = ("failed", "action.out_of_time")
    assert told(do_send(services, ONE, TWO)) == [left, left]
    assert (seen(services).state, seen(services).processed) == ("interrupted", 0)
    monkeypatch.undo()
    assert told(do_send(services, ONE, TWO)) == [DONE, DONE]
    assert services.campaign.mails == [P1, P2]


def test_only_who_made_it_and_an_administrator_may_look(services: FakeServices) -> None:
    do_send(services, ONE)
    me = services.person()
    other = replace(me, oid=str(uuid4()))
    with pytest.raises(NoRequest):
        send_progress(services, other, REQUEST)
    admin = replace(other, roles=frozenset({"admin", "user"}))
    assert send_progress(services, admin, REQUEST).campaign_id == "5"
    with pytest.raises(NoRequest):
        enrol_progress(services, me, REQUEST)


def test_a_request_id_stands_for_one_campaign_and_entity(services: FakeServices) -> None:
    do_send(services, ONE)
    with pytest.raises(RequestTaken):
        do_send(services, ONE, campaign="6")
    with pytest.raises(RequestTaken):
        do_send(services, ONE, entity="contact")
    assert services.campaign.mails == [P1]


def test_a_request_id_stands_for_no_more_records_than_can_be_kept(services: FakeServices) -> None:
    for _ in range(MOST_RECORDS // 100):
        do_send(services, *(str(uuid4()) for _ in range(100)))
    with pytest.raises(RequestTaken):
        do_send(services, ONE)
    assert services.campaign.mails == []


def test_a_remembered_opt_out_counts_though_neither_side_shows_it(services: FakeServices) -> None:
    services.opted_out.add(P1)
    assert told(do_send(services, ONE, TWO)) == [("refused", "person.opted_out"), DONE]
    assert services.campaign.mails == [P2]


def test_another_record_with_the_email_of_one_mailed_before_gets_no_second_mail(
    services: FakeServices,
) -> None:
    do_send(services, ONE)
    services.put_in_sync("lead", TWO, "2", P1)
    assert told(do_send(services, TWO)) == [("already", "person.same_email")]
    assert services.campaign.mails == [P1]


def test_an_enrol_can_be_looked_at_too(services: FakeServices) -> None:
    do_enrol(services, ONE)
    do_enrol(services, ONE, TWO, request=REQUEST)
    progress = enrol_progress(services, services.person(), REQUEST)
    assert (progress.state, progress.automation_id) == ("done", "7")
    assert rows(progress) == [("already", "automation.already_in"), DONE]


def test_what_the_other_system_said_is_for_administrators(services: FakeServices) -> None:
    """It may quote another person."""
    said = RequestRefused("activecampaign", 'ActiveCampaign refused it: "Anna Rossi is in".')
    fail_once(services, "enrol", said)
    answer = do_enrol(services, ONE, request=REQUEST)
    me = services.person()
    admin = replace(me, roles=frozenset({"admin", "user"}))
    told_me, told_admin = (
        enrol_progress(services, who, REQUEST).results[0].reason for who in (me, admin)
    )
    assert answer.results[0].reason == told_me
    assert told_me is not None
    assert told_admin is not None
    assert told_me.detail == "ActiveCampaign refused it: …."
    assert told_admin.detail == str(said)
