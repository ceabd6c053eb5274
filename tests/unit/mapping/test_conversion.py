"""Conversions at the edges, type by type: what a value becomes, or why it is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.mapping.conversion import Converter, converter
from shared.mapping.schema import Option
from shared.mapping.values import (
    NotADate,
    NotAllowedCharacter,
    NotAnEmail,
    NotANumber,
    OutOfRange,
    SeveralOptions,
    TooPrecise,
    Unconvertible,
    UnknownOption,
    ValueNotRead,
    ValueTooLong,
)
from tests.unit.mapping.samples import COLUMNS, FIELDS

TEXT, AREA, HIDDEN, NUMBER, DATE, DATETIME = (FIELDS[f"field:{n}"] for n in range(1, 7))
DROPDOWN, RADIO, LISTBOX, CHECKBOX = (FIELDS[f"field:{n}"] for n in range(7, 11))


def between(column: str, field: str) -> Converter:
    return converter(COLUMNS[column], FIELDS[field])


class TestOutbound:
    @pytest.mark.parametrize(
        ("column", "field", "raw", "sent"),
        [
            ("text", TEXT, "0", "0"),
            ("text", TEXT, " a ", " a "),
            ("text", TEXT, "   ", ""),
            ("text", DROPDOWN, "gold", "Gold"),
            ("memo", AREA, "a\r\nb", "a\r\nb"),
            ("integer", NUMBER, 0, "0"),
            ("integer", TEXT, -7, "-7"),
            ("bigint", NUMBER, 2**53 + 1, "9007199254740993"),
            ("decimal", NUMBER, Decimal("1.500"), "1.5"),
            ("decimal", NUMBER, Decimal("-0.000"), "0"),
            ("decimal", NUMBER, Decimal("1E-10"), "0.0000000001"),
            ("decimal", NUMBER, Decimal("12345678901234567.125"), "12345678901234567.125"),
            ("double", NUMBER, 1e-05, "0.00001"),
            ("double", NUMBER, 1e22, "10000000000000000000000"),
            ("double", NUMBER, Decimal("0.1000000000000000055"), "0.1"),
            ("money", NUMBER, Decimal("10.0000"), "10"),
            ("money", NUMBER, Decimal("922337203685476.9999"), "922337203685476.9999"),
            ("flag", RADIO, False, "No"),
            ("flag", RADIO, True, "Sì"),
            ("flag", NUMBER, False, "0"),
            ("flag", TEXT, True, "Yes"),
            ("flag", CHECKBOX, True, "||I agree||"),
            ("flag", CHECKBOX, False, ""),
            ("day", DATE, "2026-03-29", "2026-03-29"),
            ("freeday", DATE, "2026-03-29T00:00:00Z", "2026-03-29"),
            ("moment", DATETIME, "2026-03-29T00:30:00Z", "2026-03-29T00:30:00+00:00"),
            ("moment", DATETIME, "2026-03-29T00:30:00.987Z", "2026-03-29T00:30:00+00:00"),
            ("tier", DROPDOWN, 2, "silver"),
            ("tier", DROPDOWN, 30, "Bronze &amp; Co"),
            ("tier", TEXT, 1, "Gold"),
            ("tier", NUMBER, 30, "30"),
            ("tiers", LISTBOX, "30,1", "||Gold||Bronze &amp; Co||"),
            ("tiers", TEXT, "30,1", "Gold; Bronze & Co"),
            ("status", TEXT, 0, "Open"),
            ("owner", TEXT, "Ann Smith", "Ann Smith"),
            ("guid", HIDDEN, "A0000000-0000-4000-8000-00000000000B",
             "a0000000-0000-4000-8000-00000000000b"),
        ],
    )  # fmt: skip
    def test_a_record_value_is_sent_as(
        self, column: str, field: object, raw: object, sent: str
    ) -> None:
        convert = between(column, field.key)  # type: ignore[attr-defined]
        assert convert.to_contact(convert.from_record(raw)) == sent

    @pytest.mark.parametrize(
        ("column", "field", "raw", "refusal"),
        [
            ("memo", TEXT, "two\nlines", NotAllowedCharacter),
            ("mail", TEXT, "call\ninstead", NotAllowedCharacter),
            ("text", TEXT, "half \ud83e", NotAllowedCharacter),
            ("text", DROPDOWN, "Tin", UnknownOption),
            ("tier", DROPDOWN, 99, UnknownOption),
            ("tiers", LISTBOX, "1,99", UnknownOption),
        ],
    )
    def test_a_record_value_is_refused(
        self, column: str, field: object, raw: object, refusal: type[Unconvertible]
    ) -> None:
        convert = between(column, field.key)  # type: ignore[attr-defined]
        value = convert.from_record(raw)
        with pytest.raises(refusal):
            convert.to_contact(value)

    @pytest.mark.parametrize(
        ("column", "raw"),
        [("integer", "7"), ("integer", True), ("double", float("nan")), ("flag", 1),
         ("decimal", Decimal("1E+999999999")), ("double", Decimal("1E+400")), ("double", 10**400),
         ("day", 5), ("moment", "noon"), ("tier", "1"), ("tiers", "a"), ("text", 5), ("guid", 5)],
    )  # fmt: skip
    def test_a_row_that_has_not_the_type_of_its_column_is_not_read(
        self, column: str, raw: object
    ) -> None:
        with pytest.raises(ValueNotRead):
            between(column, TEXT.key).from_record(raw)


class TestInbound:
    @pytest.mark.parametrize(
        ("column", "field", "raw", "written"),
        [
            ("text", TEXT, "0", "0"),
            ("text", TEXT, "🦊" * 20, "🦊" * 20),
            ("integer", NUMBER, " +007 ", 7),
            ("integer", NUMBER, "12.000", 12),
            ("integer", NUMBER, "-0", 0),
            ("decimal", NUMBER, "1.50", Decimal("1.5")),
            ("double", NUMBER, "1.50", 1.5),
            ("bigint", NUMBER, "9007199254740993", 2**53 + 1),
            ("flag", RADIO, "no", False),
            ("flag", TEXT, "sì", True),
            ("flag", TEXT, "FALSE", False),
            ("flag", CHECKBOX, "||i agree||", True),
            ("flag", CHECKBOX, "||", False),
            ("day", DATE, "2026-01-31T00:00:00-05:00", "2026-01-31"),
            ("day", DATE, "0000-00-00", None),
            ("freeday", DATE, "2026-01-31", "2026-01-31T00:00:00Z"),
            ("moment", DATETIME, "2026-01-31T23:30:00-05:00", "2026-02-01T04:30:00Z"),
            ("moment", DATETIME, "2026-05-19 02:45:00+02:00", "2026-05-19T00:45:00Z"),
            ("moment", DATETIME, "0000-00-00 00:00:00", None),
            ("tier", DROPDOWN, "||Gold||", 1),
            ("tier", DROPDOWN, "bronze_&_co", 30),
            ("tier", TEXT, "argento", 2),
            ("tier", TEXT, "30", 30),
            ("tiers", LISTBOX, "||Bronze &amp; Co||Gold||Gold||", "1,30"),
            ("tiers", TEXT, "Silver; Oro", "1,2"),
            ("guid", TEXT, "{A0000000-0000-4000-8000-00000000000B}",
             "a0000000-0000-4000-8000-00000000000b"),
        ],
    )  # fmt: skip
    def test_a_contact_value_is_written_as(
        self, column: str, field: object, raw: str, written: object
    ) -> None:
        convert = between(column, field.key)  # type: ignore[attr-defined]
        result = convert.to_record(convert.from_contact(raw))
        assert (result, type(result)) == (written, type(written))

    @pytest.mark.parametrize(
        ("column", "field", "raw", "refusal"),
        [
            ("text", TEXT, "🦊" * 20 + "x", ValueTooLong),
            ("text", AREA, "two\nlines", NotAllowedCharacter),
            ("text", TEXT, "bell \x07", NotAllowedCharacter),
            ("mail", TEXT, "not an email", NotAnEmail),
            ("integer", NUMBER, "1,5", NotANumber),
            ("integer", NUMBER, "1e3", NotANumber),
            ("integer", NUMBER, "٣", NotANumber),
            ("integer", NUMBER, "1.5", TooPrecise),
            ("integer", NUMBER, "1001", OutOfRange),
            ("bigint", NUMBER, str(2**63), OutOfRange),
            ("decimal", NUMBER, "0.0001", TooPrecise),
            ("decimal", NUMBER, "999999999999.001", OutOfRange),
            ("double", NUMBER, "123456789.00000000001", TooPrecise),
            ("day", DATE, "31/01/2026", NotADate),
            ("day", DATE, "2026-02-30", NotADate),
            ("day", DATE, "1752-12-31", OutOfRange),
            ("moment", DATETIME, "2026-05-19 02:45:00", NotADate),
            ("moment", DATETIME, "9999-12-31T23:59:59-05:00", NotADate),
            ("moment", DATETIME, "1752-12-31T23:59:59Z", OutOfRange),
            ("tier", DROPDOWN, "Platinum", UnknownOption),
            ("tier", DROPDOWN, "||Gold||silver||", SeveralOptions),
            ("tiers", LISTBOX, "||Gold||Platinum||", UnknownOption),
            ("flag", RADIO, "maybe", UnknownOption),
            ("flag", CHECKBOX, "||Something else||", UnknownOption),
            ("flag", NUMBER, "-1", UnknownOption),
            ("tier", NUMBER, "-1", UnknownOption),
            ("tier", TEXT, " -30", UnknownOption),
            ("mail", TEXT, "ann@example.com\n", NotAllowedCharacter),
        ],
    )
    def test_a_contact_value_is_refused(
        self, column: str, field: object, raw: str, refusal: type[Unconvertible]
    ) -> None:
        convert = between(column, field.key)  # type: ignore[attr-defined]
        with pytest.raises(refusal):
            convert.to_record(convert.from_contact(raw))

    def test_a_number_with_more_digits_than_a_float_carries_is_written_whole(self) -> None:
        column = replace(COLUMNS["decimal"], maximum=Decimal(10**20))
        written = converter(column, NUMBER).to_record("12345678901234567.125")
        assert written == Decimal("12345678901234567.125")

    def test_a_number_with_more_digits_than_a_floating_point_column_keeps_is_refused(self) -> None:
        column = replace(COLUMNS["double"], precision=None)
        with pytest.raises(TooPrecise):
            converter(column, NUMBER).to_record("0.10000000000000001")

    def test_the_smallest_number_of_a_floating_point_column_comes_back(self) -> None:
        convert = converter(replace(COLUMNS["double"], precision=None), NUMBER)
        sent = convert.to_contact(convert.from_record(5e-324))
        assert convert.to_record(convert.from_contact(sent)) == 5e-324

    @pytest.mark.parametrize("at", ["0.1", "-0.1"])
    def test_a_limit_itself_is_within_the_range(self, at: str) -> None:
        column = replace(COLUMNS["decimal"], minimum=Decimal(at), maximum=Decimal(at))
        assert converter(column, NUMBER).to_record(at) == Decimal(at)

    def test_an_unknown_option_is_named_with_its_remedy(self) -> None:
        with pytest.raises(UnknownOption) as caught:
            between("tier", DROPDOWN.key).from_contact("Platinum")
        assert caught.value.option == "Platinum"
        assert "Platinum" in str(caught.value)
        assert "tier" in caught.value.remedy

    def test_of_a_text_that_is_no_option_only_the_beginning_is_shown(self) -> None:
        with pytest.raises(UnknownOption) as caught:
            between("tier", TEXT.key).from_contact("x" * 5000)
        assert len(str(caught.value)) < 300

    def test_more_choices_than_a_column_takes_are_refused(self) -> None:
        options = tuple(Option(n, f"Option {n}") for n in range(151))
        field = replace(LISTBOX, options=tuple(option.label for option in options))
        convert = converter(replace(COLUMNS["tiers"], options=options), field)
        with pytest.raises(OutOfRange):
            convert.to_record(convert.from_contact(f"||{'||'.join(field.options)}||"))


class TestEmail:
    def test_the_spelling_is_kept(self) -> None:
        convert = between("mail", "email")
        assert convert.from_record("Ann@Example.COM") == "Ann@Example.COM"
        assert convert.to_record("Ann@Example.COM") == "Ann@Example.COM"

    def test_outer_blanks_are_not_sent(self) -> None:
        convert = between("mail", "email")
        assert convert.to_contact(convert.from_record(" ann@example.com ")) == "ann@example.com"

    def test_an_address_that_cannot_receive_mail_is_not_sent(self) -> None:
        with pytest.raises(NotAnEmail):
            between("mail", "email").to_contact("ann@localhost")

    def test_a_bad_address_in_dynamics_may_go_to_a_text_field(self) -> None:
        assert between("mail", "field:1").to_contact("call instead") == "call instead"


class TestDateOfAUser:
    """A UserLocal column that is shown as a date holds midnight of whoever entered it."""

    @pytest.mark.parametrize("offset_hours", range(-10, 14))
    def test_the_day_is_the_one_meant_in_every_zone(self, offset_hours: int) -> None:
        hour = -offset_hours
        day, hour = ("2026-05-04", hour) if hour >= 0 else ("2026-05-03", 24 + hour)
        convert = between("userday", "field:5")
        assert convert.from_record(f"{day}T{hour:02}:00:00Z") == "2026-05-04"

    def test_what_is_written_reads_as_the_same_day(self) -> None:
        convert = between("userday", "field:5")
        assert convert.from_record(convert.to_record("2026-05-04")) == "2026-05-04"


class TestTick:
    def test_a_box_that_nobody_touched_does_not_say_no(self) -> None:
        convert = between("flag", CHECKBOX.key)
        assert convert.from_contact("") is None
        assert convert.from_record(False) is None

    def test_taking_the_tick_away_writes_no_and_never_empties_the_column(self) -> None:
        assert between("flag", CHECKBOX.key).to_record(None) is False


class TestYesAndNo:
    def test_inverted_labels_are_believed(self) -> None:
        inverted = replace(COLUMNS["flag"], options=(Option(0, "Yes"), Option(1, "No")))
        convert = converter(inverted, RADIO)
        assert convert.to_contact(True) == "No"
        assert convert.from_contact("No") is True
        assert convert.from_contact("true") is True

    def test_a_label_of_its_own_comes_before_common_words(self) -> None:
        options = (Option(0, "Allow"), Option(1, "Do Not Allow"))
        convert = converter(replace(COLUMNS["flag"], options=options), TEXT)
        assert convert.to_contact(True) == "Do Not Allow"
        assert convert.from_contact("allow") is False
        assert convert.from_contact("yes") is True


class TestOptions:
    def test_a_label_that_two_choices_share_names_neither(self) -> None:
        options = (Option(1, "Active"), Option(2, "Active"), Option(3, "Closed"))
        convert = converter(replace(COLUMNS["tier"], options=options), TEXT)
        with pytest.raises(UnknownOption):
            convert.to_contact("1")
        with pytest.raises(UnknownOption):
            convert.from_contact("Active")
        assert convert.from_contact("Closed") == "3"

    def test_an_exact_label_comes_before_a_similar_one(self) -> None:
        options = (Option(1, "A-B"), Option(2, "AB"))
        field = replace(DROPDOWN, options=("AB", "A-B"))
        convert = converter(replace(COLUMNS["tier"], options=options), field)
        assert [convert.to_contact(value) for value in ("1", "2")] == ["A-B", "AB"]

    def test_a_label_that_is_the_number_of_another_choice_means_itself(self) -> None:
        options = (Option(1, "2"), Option(2, "1"))
        convert = converter(replace(COLUMNS["tier"], options=options), TEXT)
        assert convert.from_contact("2") == "1"
        assert convert.to_contact("1") == "2"

    def test_an_option_that_holds_the_separator_is_not_used_among_several(self) -> None:
        options = (Option(1, "A||B"), Option(2, "C"))
        field = replace(LISTBOX, options=("A||B", "C"))
        convert = converter(replace(COLUMNS["tiers"], options=options), field)
        assert convert.to_contact(("2",)) == "||C||"
        with pytest.raises(UnknownOption):
            convert.to_contact(("1", "2"))

    def test_an_option_that_holds_the_separator_is_one_option_of_a_text(self) -> None:
        convert = converter(COLUMNS["text"], replace(DROPDOWN, options=("A||B", "C")))
        assert convert.from_contact(convert.to_contact(convert.from_record("A||B"))) == "A||B"

    def test_a_label_that_holds_the_list_separator_is_not_used_in_a_text(self) -> None:
        options = (Option(1, "A; B"), Option(2, "C"))
        convert = converter(replace(COLUMNS["tiers"], options=options), TEXT)
        with pytest.raises(UnknownOption):
            convert.to_contact(("1",))

    def test_several_choices_stand_in_the_order_of_their_numbers(self) -> None:
        options = (Option(30, "A"), Option(4, "B"))
        field = replace(LISTBOX, options=("A", "B"))
        convert = converter(replace(COLUMNS["tiers"], options=options), field)
        assert convert.from_record("30,4") == convert.from_contact("||A||B||") == ("4", "30")

    def test_labels_with_markup_are_plain_text(self) -> None:
        options = (Option(1, "<b>Gold</b>"),)
        field = replace(DROPDOWN, options=("<b>Gold</b>",))
        convert = converter(replace(COLUMNS["tier"], options=options), field)
        assert convert.to_contact("1") == "<b>Gold</b>"


class TestEntities:
    def test_they_are_read_as_characters_only_if_asked(self) -> None:
        plain = converter(COLUMNS["text"], TEXT)
        decoding = converter(COLUMNS["text"], TEXT, decode_entities=True)
        assert plain.from_contact("Tom &amp; Jerry&#039;s") == "Tom &amp; Jerry&#039;s"
        assert decoding.from_contact("Tom &amp; Jerry&#039;s") == "Tom & Jerry's"

    def test_a_text_that_looks_like_one_comes_back_as_it_is(self) -> None:
        decoding = converter(COLUMNS["text"], TEXT, decode_entities=True)
        assert decoding.from_contact(decoding.to_contact("&lt;b&gt;")) == "&lt;b&gt;"


def test_a_pair_that_is_not_compatible_has_no_converter() -> None:
    with pytest.raises(ValueError, match="do not say yes and no"):
        converter(COLUMNS["flag"], DROPDOWN)
