"""Rule 7: consent is never widened by a sync."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync.consent import (
    NOT_OPTED_OUT,
    ContactConsent,
    RecordConsent,
    decide_consent,
    decide_of_inactive,
    given_again,
    lists_to_leave,
)

IN = RecordConsent(out=False)
OUT = RecordConsent(out=True)
CLEARED = RecordConsent(out=False, before=True)
NOWHERE = ContactConsent({})
ACTIVE = ContactConsent({"1": "1", "2": "2"})
LEFT = ContactConsent({"1": "2", "2": "2"})
WAITING = ContactConsent({"1": "0"})
BOUNCED = ContactConsent({"1": "1"}, bounced=True)

records = st.one_of(st.none(), st.builds(RecordConsent, st.booleans(), st.booleans()))
lists = st.dictionaries(st.sampled_from("123"), st.sampled_from("0123"))
contacts = st.one_of(st.none(), st.builds(ContactConsent, lists, st.booleans()))


class TestWhatShowsAnOptOut:
    @pytest.mark.parametrize(
        ("contact", "why"),
        [
            (LEFT, "unsubscribed"),
            (ContactConsent({"1": "2", "2": "3"}), "unsubscribed"),
            (BOUNCED, "bounced"),
            (ACTIVE, None),
            (WAITING, None),
            (NOWHERE, None),
            (ContactConsent({"1": "2", "2": "0"}), None),
        ],
    )
    def test_of_a_contact(self, contact: ContactConsent, why: str | None) -> None:
        assert contact.why_out == why

    @pytest.mark.parametrize("contact", [LEFT, BOUNCED, WAITING, ContactConsent({"1": "3"})])
    def test_who_gets_no_campaign_need_not_have_opted_out(self, contact: ContactConsent) -> None:
        assert contact.gets_no_campaign

    @pytest.mark.parametrize("contact", [ACTIVE, NOWHERE])
    def test_who_gets_one(self, contact: ContactConsent) -> None:
        assert not contact.gets_no_campaign


class TestWhereTheSidesDisagree:
    def test_an_unsubscribed_contact_sets_the_flag(self) -> None:
        decision = decide_consent(IN, LEFT, remembered=False)
        assert decision.flag_record
        assert decision.leave == ()
        assert decision.why == "unsubscribed"

    def test_a_flag_takes_the_contact_off_every_list(self) -> None:
        decision = decide_consent(
            OUT, ContactConsent({"10": "1", "9": "0", "2": "2"}), remembered=False
        )
        assert decision.leave == ("9", "10")
        assert not decision.flag_record
        assert decision.why == "flag"

    def test_a_bounced_contact_sets_the_flag_and_leaves_its_lists(self) -> None:
        decision = decide_consent(IN, BOUNCED, remembered=False)
        assert decision.flag_record
        assert decision.leave == ("1",)

    def test_a_flag_taken_away_is_set_again_while_the_contact_is_unsubscribed(self) -> None:
        assert decide_consent(CLEARED, LEFT, remembered=True).flag_record

    def test_a_contact_that_joins_a_list_leaves_it_again_while_the_flag_is_set(self) -> None:
        assert decide_consent(OUT, ACTIVE, remembered=True).leave == ("1",)


class TestWhatIsRemembered:
    @pytest.mark.parametrize("contact", [NOWHERE, ACTIVE, WAITING, None])
    def test_a_new_record_of_an_address_that_opted_out_is_flagged(
        self, contact: ContactConsent | None
    ) -> None:
        decision = decide_consent(IN, contact, remembered=True)
        assert decision.flag_record
        assert decision.why == "remembered"
        assert not decision.news

    def test_consent_is_given_again_by_people_on_both_sides(self) -> None:
        decision = decide_consent(CLEARED, ACTIVE, remembered=True)
        assert decision.ended
        assert not decision.out
        assert not decision.writes

    def test_one_side_alone_does_not_give_it_again(self) -> None:
        assert decide_consent(CLEARED, NOWHERE, remembered=True).flag_record
        assert decide_consent(IN, ACTIVE, remembered=True).flag_record

    def test_the_flag_of_another_record_with_the_address_undoes_it(self) -> None:
        decision = decide_consent(CLEARED, ACTIVE, remembered=True, others_flagged=True)
        assert decision.flag_record
        assert decision.leave == ("1",)
        assert decision.why == "flag"


class TestOfARecordThatIsNotActiveAnyMore:
    def test_a_flag_that_its_link_does_not_know_takes_the_contact_off_its_lists(self) -> None:
        decision = decide_of_inactive(OUT, ACTIVE, remembered=False)
        assert decision.leave == ("1",)
        assert decision.why == "flag"
        assert decision.news

    @pytest.mark.parametrize("record", [IN, CLEARED, RecordConsent(out=True, before=True)])
    @pytest.mark.parametrize("contact", [ACTIVE, LEFT, None])
    def test_nothing_else_of_it_counts(
        self, record: RecordConsent, contact: ContactConsent | None
    ) -> None:
        assert decide_of_inactive(record, contact, remembered=True) == NOT_OPTED_OUT

    @given(record=st.builds(RecordConsent, st.booleans(), st.booleans()), contact=contacts)
    def test_it_is_never_written_to_and_ends_no_opt_out(
        self, record: RecordConsent, contact: ContactConsent | None
    ) -> None:
        decision = decide_of_inactive(record, contact, remembered=True)
        assert not decision.flag_record
        assert not decision.ended
        assert decision.leave == (lists_to_leave(contact) if decision.out else ())


@given(record=records, contact=contacts, remembered=st.booleans(), others=st.booleans())
def test_whoever_opted_out_anywhere_is_out(
    record: RecordConsent | None, contact: ContactConsent | None, *, remembered: bool, others: bool
) -> None:
    decision = decide_consent(record, contact, remembered=remembered, others_flagged=others)
    flagged = others or (record is not None and record.out)
    if flagged or (contact is not None and contact.why_out):
        assert decision.out
        assert not decision.ended
    if decision.ended:
        assert remembered
    assert decision.out or not decision.writes


@given(record=records, contact=contacts, remembered=st.booleans())
def test_other_records_are_of_no_interest_but_where_consent_would_be_given_again(
    record: RecordConsent | None, contact: ContactConsent | None, *, remembered: bool
) -> None:
    """Only there are they looked at."""
    if decide_consent(record, contact, remembered=remembered).ended:
        assert given_again(record, contact)


@given(record=records, contact=contacts, remembered=st.booleans())
def test_after_the_writes_nothing_is_left_to_be_written(
    record: RecordConsent | None, contact: ContactConsent | None, *, remembered: bool
) -> None:
    decision = decide_consent(record, contact, remembered=remembered)
    if record is not None:
        record = RecordConsent(out=record.out or decision.flag_record, before=decision.out)
    if contact is not None:
        left = dict.fromkeys(decision.leave, "2")
        contact = ContactConsent({**contact.lists, **left}, contact.bounced)
        assert not (decision.out and contact.active)
    again = decide_consent(
        record, contact, remembered=(remembered or decision.news) and not decision.ended
    )
    assert not again.writes
    assert again.out == decision.out
