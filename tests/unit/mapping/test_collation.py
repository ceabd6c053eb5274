"""How texts compare in an organisation of some language."""

import pytest

from shared.mapping.collation import ACCENTS_COUNT, ACCENTS_IGNORED, Collation, collation_of
from shared.mapping.criteria import compile_criteria
from shared.mapping.model import Criterion, Operator
from tests.unit.mapping.samples import COLUMNS

ENGLISH, ITALIAN, GERMAN, SWEDISH, ENGLISH_OF_AUSTRALIA = 1033, 1040, 1031, 1053, 3081


@pytest.mark.parametrize(
    ("language", "collation"),
    [
        (ENGLISH, ACCENTS_IGNORED),
        (ITALIAN, ACCENTS_IGNORED),
        (GERMAN, ACCENTS_IGNORED),
        (SWEDISH, ACCENTS_COUNT),
        (ENGLISH_OF_AUSTRALIA, ACCENTS_COUNT),
    ],
)
def test_the_language_of_the_organisation_decides_about_accents(
    language: int, collation: Collation
) -> None:
    assert collation_of(language) == collation


@pytest.mark.parametrize(
    ("operator", "value", "held"),
    [
        ("equals", "cafe", "CAFÉ  "),
        ("equals", "e\u0301", "É"),
        ("anyOf", ["citta"], "Città"),
        ("contains", "é", "Cafe"),
        ("startsWith", "eric", "Éric"),
        ("endsWith", "É", "cafe"),
    ],
)
def test_where_accents_are_ignored_texts_that_differ_in_them_match(
    operator: Operator, value: str, held: str
) -> None:
    criteria = [Criterion("text", operator, value)]
    assert compile_criteria(criteria, COLUMNS, ACCENTS_IGNORED)({"text": held})
    assert not compile_criteria(criteria, COLUMNS, ACCENTS_COUNT)({"text": held})


@pytest.mark.parametrize("collation", [ACCENTS_COUNT, ACCENTS_IGNORED])
@pytest.mark.parametrize("text", ["ΟΔΟΣ", "ΣΟΦΟΣ", "İSTANBUL", "Straße", "Éric", "🦊"])
def test_a_text_holds_each_of_its_own_letters(collation: Collation, text: str) -> None:
    assert all(collation.fold(letter) in collation.fold(text) for letter in text)
