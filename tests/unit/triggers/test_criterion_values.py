"""The value of a criterion, as it comes in the body of a request."""

from typing import Any

import pytest

from shared.actions.models.mapping import CriterionInput
from shared.errors import InvalidInput
from shared.triggers.http.incoming import Incoming
from shared.triggers.http.parsing import read_json


def value_of(text: str) -> Any:
    body = f'{{"field":"x","operator":"anyOf","value":{text}}}'.encode()
    incoming = Incoming("PUT", headers={"content-type": "application/json"}, body=body)
    return read_json(CriterionInput, incoming).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a"', "a"),
        ("null", None),
        ("0", 0),
        ("1.5", 1.5),
        ("false", False),
        ('[1.5, 2, "3", true, false]', [1.5, 2, "3", True, False]),
        ("[]", []),
    ],
)
def test_it_is_taken_as_it_comes(text: str, expected: object) -> None:
    found = value_of(text)
    assert found == expected
    assert repr(found) == repr(expected)


@pytest.mark.parametrize("text", ["{}", '{"a":1}', "[null]", "[[1]]", '[{"a":1}]', "NaN", "1e999"])
def test_anything_else_is_one_fault(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        value_of(text)
    (fault,) = refused.value.faults
    assert (fault.field, fault.code) == ("value", "type")
    assert "Give a text" in fault.message
