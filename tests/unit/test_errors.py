"""What the text of an error tells to whom."""

import pytest

from shared.errors import Gone, RequestRefused, RightMissing, for_log, without_quotes


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The record has no email address.", "The record has no email address."),
        ('Refused: "Anna Rossi is there already" Merge them.', "Refused: … Merge them."),
        ('Refused: "the "Rossi" family"', "Refused: …"),
        ('Refused: "Anna Rossi, whose text was cut', "Refused: …"),
        ('Refused: ""', "Refused: …"),
        ("The value “12x” is no number.", "The value “12x” is no number."),
    ],
)
def test_the_words_of_a_remote_system_are_left_out(text: str, left: str) -> None:
    assert without_quotes(text) == left


@pytest.mark.parametrize("kind", [RequestRefused, RightMissing, Gone])
def test_no_log_gets_the_words_of_a_remote_system(kind: type[RequestRefused]) -> None:
    fault = kind("activecampaign", 'ActiveCampaign refused it: "Anna Rossi".', status=403)
    assert "Rossi" not in for_log(fault)
    assert "Rossi" in str(fault)
