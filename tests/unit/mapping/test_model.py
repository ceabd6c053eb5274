"""A mapping as it is stored."""

import json
from dataclasses import replace

from shared.mapping.model import Criterion, FieldPair, Mapping, Owner
from shared.mapping.standard import standard_mapping


def test_a_mapping_comes_back_from_json_as_it_was() -> None:
    mapping = replace(
        standard_mapping("contact"),
        direction="inbound",
        scope="criteria",
        criteria=(Criterion("a", "anyOf", [1, 2]), Criterion("b", "isEmpty")),
        conflict="newest",
        fields=(FieldPair("email", "a", locked=True), FieldPair("b", "c", create_options=True)),
        owner=Owner("0b1c", "team", "Marketing"),
    )
    assert Mapping.from_json("contact", json.loads(json.dumps(mapping.to_json()))) == mapping


def test_the_standard_mapping_ties_the_four_standard_fields_both_ways() -> None:
    assert standard_mapping("lead").fields == (
        FieldPair("email", "emailaddress1", "both", locked=True),
        FieldPair("firstName", "firstname"),
        FieldPair("lastName", "lastname"),
        FieldPair("phone", "telephone1"),
    )


def test_only_the_pair_of_the_email_is_locked_whatever_is_sent() -> None:
    sent = standard_mapping("lead").to_json()
    for pair in sent["fields"]:
        pair["locked"] = not pair["locked"]
    assert Mapping.from_json("lead", sent) == standard_mapping("lead")


def test_what_a_newer_version_added_to_a_mapping_is_left_aside() -> None:
    mapping = replace(
        standard_mapping("lead"),
        scope="criteria",
        criteria=(Criterion("a", "isEmpty"),),
        owner=Owner("0b1c", "team", "Marketing"),
    )
    stored = mapping.to_json()
    for part in (stored, stored["owner"], *stored["criteria"], *stored["fields"]):
        part["later"] = 1
    assert Mapping.from_json("lead", stored) == mapping


def test_a_mapping_stored_before_options_could_be_made_makes_none() -> None:
    stored = standard_mapping("lead").to_json()
    for pair in stored["fields"]:
        del pair["createOptions"]
    assert Mapping.from_json("lead", stored) == standard_mapping("lead")
