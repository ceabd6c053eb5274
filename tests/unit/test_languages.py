"""Labels come in the language of the caller where there are such."""

import pytest

from shared.languages import in_language, languages_asked_for

LABELS = {1040: "Città", 1033: "City", 1031: "Stadt"}


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("it", "Città"),
        ("it-IT", "Città"),
        ("IT-ch, it;q=0.9, en;q=0.8", "Città"),
        ("en;q=0.5, de;q=0.7", "Stadt"),
        ("fr-FR, fr;q=0.9, it;q=0.1", "Città"),
        ("it;q=0, de", "Stadt"),
        ("en-GB", "City"),
        ("fr", "City"),
        ("*", "City"),
        ("", "City"),
        (";;q=,,-;q=x, it;q=nan, it;q=7", "City"),
    ],
)
def test_the_most_wanted_language_that_has_a_label_is_taken(header: str, label: str) -> None:
    assert in_language(LABELS, languages_asked_for(header)) == label


def test_without_english_any_label_is_better_than_none() -> None:
    assert in_language({1040: "", 1031: "Stadt"}, languages_asked_for("it")) == "Stadt"
    assert in_language({}, (1040,)) == ""


def test_a_region_of_its_own_comes_before_the_others_of_its_language() -> None:
    assert languages_asked_for("pt-PT, en") == (2070, 1046, 1033)
    assert languages_asked_for("pt") == (1046, 2070)
    assert languages_asked_for("zh-HK")[0] == 3076


def test_a_header_without_end_is_read_to_a_limit() -> None:
    assert languages_asked_for("xx," * 100_000 + "it") == ()
