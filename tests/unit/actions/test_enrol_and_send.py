"""Nobody is enrolled or mailed twice, nor against their will; each record has its own answer."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from shared.actions.enrol import NoAutomation
from shared.actions.once import BUDGET_SECONDS, LONGEST_ACT, Done, Ledger
from shared.actions.send import NoCampaign
from shared.activecampaign.models import Campaign, SendAnswer
from shared.entities import Entity
from shared.errors import CredentialsRefused, OutcomeUnknown, Throttled, Unreachable
from shared.store.links import Link
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
from tests.unit.triggers.fake_remotes import contact
from tests.unit.triggers.fake_stores import link
from tests.unit.triggers.fakes import FakeServices


@pytest.fixture
def services() -> FakeServices:
    return in_sync()


class TestEnrol:
    def test_each_record_is_added_and_answered_in_order(self, services: FakeServices) -> None:
        answer = do_enrol(services, TWO, ONE)
        assert told(answer) == [DONE, DONE]
        assert [row.id for row in answer.results] == [TWO, ONE]
        assert services.campaign.entries == [("2", "7"), ("1", "7")]
        assert "done 2" in services.audit.entries[0].detail

    def test_one_who_is_in_is_not_added_again(self, services: FakeServices) -> None:
        do_enrol(services, ONE)
        assert told(do_enrol(services, ONE)) == [("already", "automation.already_in")]
        assert len(services.campaign.entries) == 1

    def test_the_same_id_twice_is_one_record(self, services: FakeServices) -> None:
        assert told(do_enrol(services, ONE, ONE, ONE.upper())) == [DONE, DONE, DONE]
        assert len(services.campaign.entries) == 1

    def test_an_unknown_automation_is_not_found(self, services: FakeServices) -> None:
        with pytest.raises(NoAutomation):
            do_enrol(services, ONE, automation="99")

    def test_an_inactive_automation_takes_nobody(self, services: FakeServices) -> None:
        answer = do_enrol(services, ONE, TWO, automation="8")
        assert told(answer) == [("refused", "automation.inactive")] * 2
        assert services.campaign.entries == []

    def test_each_record_has_its_own_answer(self, services: FakeServices) -> None:
        unreadable, missing, blank = (str(uuid4()) for _ in range(3))
        services.put_in_sync("lead", unreadable, "4", "p4@example.com")
        services.crm.unreadable.add(unreadable)
        services.crm.rows["leads"][blank] = {"emailaddress1": None}
        del services.campaign.contacts["2"]
        answer = do_enrol(services, ONE, unreadable, missing, blank, TWO)
        assert told(answer) == [
            DONE,
            ("refused", "record.not_found"),
            ("refused", "record.not_found"),
            ("refused", "excluded.no_email"),
            ("refused", "contact.gone"),
        ]

    def test_a_record_that_the_rules_leave_out_is_refused_with_the_rule(
        self, services: FakeServices
    ) -> None:
        services.links.known["lead", ONE] = link(
            "lead",
            ONE,
            None,
            "p1@example.com",
            state="excluded",
            reason_code="excluded.out_of_scope",
            reason_detail="The record does not meet the criteria.",
        )
        assert told(do_enrol(services, ONE)) == [("refused", "excluded.out_of_scope")]

    def test_a_record_that_was_never_synced_is_synced_first(self, services: FakeServices) -> None:
        synced = services.links.known.pop(("lead", ONE))
        asked: list[Sequence[str]] = []

        def read(entity: Entity, ids: Sequence[str]) -> dict[str, Link]:
            asked.append(list(ids))
            return {} if len(asked) == 1 else {ONE: synced}

        services.links.read = read  # type: ignore[method-assign]
        assert told(do_enrol(services, ONE)) == [DONE]
        assert asked == [[ONE], [ONE]]

    def test_one_that_cannot_be_synced_now_does_not_stop_the_others(
        self, services: FakeServices
    ) -> None:
        services.links.known.pop(("lead", ONE))

        def away() -> bool:
            raise Unreachable("dataverse", "No answer.")

        services.engine.may_write = away
        assert told(do_enrol(services, ONE, TWO)) == [("failed", "remote.unreachable"), DONE]

    def test_an_answer_that_was_lost_is_unclear_and_not_tried_again(
        self, services: FakeServices
    ) -> None:
        lost = OutcomeUnknown("activecampaign", "No answer.")
        fail_once(services, "enrol", lost, after=True)
        answer = do_enrol(services, ONE, TWO, request=REQUEST)
        assert told(answer) == [("unknown", "action.outcome_unknown"), DONE]
        assert do_enrol(services, ONE, TWO, request=REQUEST) == answer
        assert len(services.campaign.entries) == 2

    def test_a_key_that_lost_its_right_stops_the_rest(self, services: FakeServices) -> None:
        fail_once(services, "enrol", CredentialsRefused("activecampaign", "Refused."))
        answer = do_enrol(services, ONE, TWO, THREE)
        assert told(answer) == [("failed", "remote.credentials_refused")] * 3
        assert services.campaign.entries == []

    def test_one_that_was_throttled_failed_and_the_next_go_on(self, services: FakeServices) -> None:
        throttled = Throttled("activecampaign", "Busy.", retry_after_seconds=60)
        fail_once(services, "enrol", throttled)
        assert told(do_enrol(services, ONE, TWO)) == [("failed", "remote.throttled"), DONE]


class TestSend:
    def test_each_person_gets_one_mail(self, services: FakeServices) -> None:
        assert told(do_send(services, ONE, TWO)) == [DONE, DONE]
        assert services.campaign.mails == ["p1@example.com", "p2@example.com"]

    def test_the_same_request_again_answers_as_before_and_sends_nothing(
        self, services: FakeServices
    ) -> None:
        answer = do_send(services, ONE, TWO)
        services.crm.rows["leads"][ONE]["donotbulkemail"] = True
        assert do_send(services, ONE, TWO) == answer
        assert len(services.campaign.mails) == 2

    def test_one_refused_at_first_is_not_mailed_by_the_same_request_later(
        self, services: FakeServices
    ) -> None:
        services.crm.rows["leads"][ONE]["donotbulkemail"] = True
        answer = do_send(services, ONE)
        services.crm.rows["leads"][ONE]["donotbulkemail"] = False
        assert do_send(services, ONE) == answer
        assert services.campaign.mails == []

    def test_the_request_with_other_records_mails_nobody_twice(
        self, services: FakeServices
    ) -> None:
        do_send(services, ONE, TWO)
        assert told(do_send(services, TWO, THREE)) == [DONE, DONE]
        assert services.campaign.mails == ["p1@example.com", "p2@example.com", "p3@example.com"]

    def test_what_failed_is_done_by_the_same_request_and_only_that(
        self, services: FakeServices
    ) -> None:
        throttled = Throttled("activecampaign", "Busy.", retry_after_seconds=60)
        fail_once(services, "send_campaign", throttled)
        assert told(do_send(services, ONE, TWO)) == [("failed", "remote.throttled"), DONE]
        assert told(do_send(services, ONE, TWO)) == [DONE, DONE]
        assert services.campaign.mails == ["p2@example.com", "p1@example.com"]

    def test_another_request_sends_again(self, services: FakeServices) -> None:
        do_send(services, ONE)
        do_send(services, ONE, request=str(uuid4()))
        assert services.campaign.mails == ["p1@example.com"] * 2

    @pytest.mark.parametrize("committed", [True, False], ids=["after", "before"])
    def test_a_lost_answer_is_unclear_and_never_sent_again(
        self, services: FakeServices, committed: bool
    ) -> None:
        lost = OutcomeUnknown("activecampaign", "No answer.")
        fail_once(services, "send_campaign", lost, after=committed)
        answer = do_send(services, ONE)
        assert told(answer) == [("unknown", "action.outcome_unknown")]
        assert do_send(services, ONE) == answer
        assert len(services.campaign.mails) == committed

    def test_a_host_that_died_within_the_call_leaves_the_person_unclear(
        self, services: FakeServices
    ) -> None:
        class Killed(BaseException):
            """What no handler of ours catches."""

        fail_once(services, "send_campaign", Killed(), after=True)
        with pytest.raises(Killed):
            do_send(services, ONE, TWO)
        assert told(do_send(services, ONE, TWO)) == [("unknown", "action.under_way"), DONE]
        services.later = LONGEST_ACT
        assert told(do_send(services, ONE, TWO)) == [("unknown", "action.outcome_unknown"), DONE]
        assert services.campaign.mails == ["p1@example.com", "p2@example.com"]

    def test_an_outcome_that_cannot_be_noted_is_still_told(self, services: FakeServices) -> None:
        def away(*_: str, **__: str) -> None:
            raise Unreachable("storage", "No answer.")

        services.sends.finish = away  # type: ignore[method-assign]
        assert told(do_send(services, ONE)) == [DONE]

    def test_an_intent_that_cannot_be_noted_sends_nothing(self, services: FakeServices) -> None:
        def away(*_: str) -> None:
            raise Unreachable("storage", "No answer.")

        services.sends.begin = away  # type: ignore[method-assign]
        assert told(do_send(services, ONE)) == [("failed", "remote.unreachable")]
        assert services.campaign.mails == []

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            ({"lists": {"1": "2", "2": "2"}}, "person.opted_out"),
            ({"lists": {"1": "3"}}, "person.opted_out"),
            ({"lists": {"1": "0"}}, "person.opted_out"),
            ({"hard_bounced": True}, "person.bounced"),
        ],
    )
    def test_who_wants_no_mail_there_gets_none(
        self, services: FakeServices, parts: dict[str, Any], code: str
    ) -> None:
        services.campaign.contacts["1"] = contact("1", "p1@example.com", **parts)
        assert told(do_send(services, ONE)) == [("refused", code)]
        assert services.campaign.mails == []

    @pytest.mark.parametrize("lists", [{"1": "2", "2": "1"}, {}])
    def test_one_list_left_or_none_at_all_is_no_opt_out(
        self, services: FakeServices, lists: dict[str, str]
    ) -> None:
        services.campaign.contacts["1"] = contact("1", "p1@example.com", lists=lists)
        assert told(do_send(services, ONE)) == [DONE]

    def test_an_opt_out_of_another_record_with_the_email_counts(
        self, services: FakeServices
    ) -> None:
        services.crm.rows["contacts"][TWO] = {
            "emailaddress1": "P1@Example.com",
            "donotbulkemail": True,
        }
        assert told(do_send(services, ONE, TWO)) == [("refused", "person.opted_out"), DONE]

    def test_an_email_that_changed_on_one_side_only_gets_no_mail(
        self, services: FakeServices
    ) -> None:
        services.campaign.contacts["1"] = contact("1", "new@example.com")
        assert told(do_send(services, ONE)) == [("refused", "person.email_differs")]
        services.crm.rows["leads"][TWO]["emailaddress1"] = "new2@example.com"
        assert told(do_send(services, TWO)) == [("refused", "record.not_synced")]
        assert services.campaign.mails == []

    def test_two_records_with_one_email_get_one_mail(self, services: FakeServices) -> None:
        services.put_in_sync("lead", TWO, "1", "P1@example.com ")
        services.links.known["lead", TWO] = link("lead", TWO, "1", "p1@example.com")
        services.campaign.contacts["1"] = contact("1", "p1@example.com")
        assert told(do_send(services, ONE, TWO)) == [DONE, ("already", "person.same_email")]
        assert services.campaign.mails == ["p1@example.com"]

    @pytest.mark.parametrize("campaign", ["6", "9"], ids=["draft", "of an automation"])
    def test_a_campaign_that_is_not_offered_is_not_sent(
        self, services: FakeServices, campaign: str
    ) -> None:
        answer = do_send(services, ONE, campaign=campaign)
        assert told(answer) == [("refused", "campaign.not_sendable")]
        assert services.campaign.mails == []

    def test_a_campaign_that_was_deleted_is_not_found(self, services: FakeServices) -> None:
        services.campaign.known_campaigns = []
        with pytest.raises(NoCampaign):
            do_send(services, ONE)

    def test_what_activecampaign_says_is_passed_on(self, services: FakeServices) -> None:
        services.campaign.send_campaign = (  # type: ignore[method-assign]
            lambda **_: SendAnswer(False, "Campaign is locked")
        )
        answer = do_send(services, ONE)
        assert told(answer) == [("refused", "campaign.refused")]
        assert answer.results[0].reason is not None
        assert "Campaign is locked" in answer.results[0].reason.detail

    def test_a_split_campaign_is_not_sendable(self, services: FakeServices) -> None:
        services.campaign.known_campaigns = [Campaign("5", "Test", "split", "5", None, None, None)]
        assert told(do_send(services, ONE)) == [("refused", "campaign.not_sendable")]


def test_when_time_is_up_nothing_more_is_begun(services: FakeServices) -> None:
    now = [0.0]
    ledger = Ledger(services.sends, "send", REQUEST, "5", lambda: now[0])  # type: ignore[arg-type]
    assert ledger.once("a", Done) == Done()
    now[0] = BUDGET_SECONDS + 1
    outcome = ledger.once("b", Done)
    assert not isinstance(outcome, Done)
    assert outcome.code == "action.out_of_time"
    assert len(services.sends.known) == 1
