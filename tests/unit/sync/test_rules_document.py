"""The tables of docs/sync-rules.md, put to the code that decides."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.entities import Entity
from shared.mapping.model import Direction, Policy
from shared.store.history import Decided
from shared.store.links import Link
from shared.sync.consent import (
    ContactConsent,
    RecordConsent,
    decide_consent,
    decide_of_inactive,
)
from shared.sync.fuse import Foreseen, Limits, blown
from shared.sync.merge import FieldRule
from shared.sync.pair import Pair, RecordRef, RecordState
from shared.sync.plan import Plan, Rules, plan
from shared.sync.restore import ChangedSince, NotRestorable, restoration
from shared.sync.succession import base_of_heir
from tests.unit.sync.test_plan import OTHER_ID, RULES, contact, link, record

TESTS = Path(__file__).parents[2]
TESTED = {"unit", "integration", "faults", "model"}
DOCUMENT = TESTS.parent / "docs" / "sync-rules.md"
Row = dict[str, str]


def table(heading: str, number: int = 0) -> list[Any]:
    """The rows of a table under this heading, the first one unless told otherwise, by column."""
    section = DOCUMENT.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = section.split("\n\n|")[number + 1].split("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
    return [pytest.param(row, id=" ".join(filter(None, row.values()))) for row in rows]


RECORDS: dict[str, Callable[[], RecordState | None]] = {
    "—": lambda: None,
    "active": record,
    "changed": lambda: record(firstName="Eve"),
    "no email": lambda: record(email=None),
    "bad email": lambda: record(email="nobody"),
    "out of scope": lambda: record(in_scope=False),
    "inactive": lambda: record(active=False),
    "double": record,
}
LINKS: dict[str, Callable[[], Link | None]] = {
    "—": lambda: None,
    "tied": link,
    "closed": lambda: link(state="closed"),
    "inactive": lambda: link(state="closed", reason_code="excluded.inactive"),
    "contact gone": lambda: link(state="closed", reason_code="closed.contact_deleted"),
}


@pytest.mark.parametrize("row", table("1. Matching and life cycle"))
def test_matching_and_life_cycle(row: Row) -> None:
    made = plan(
        Pair(
            "lead",
            LINKS[row["link"]](),
            RECORDS[row["record"]](),
            None if row["contact"] == "—" else contact(),
            older=OTHER_ID if row["record"] == "double" else None,
            asked_for=row["contact"] == "asked for",
        ),
        RULES,
    )
    assert (outcome(made), why(made)) == (row["result"], row["reason"])


def outcome(made: Plan) -> str:
    return "problem" if made.faults and made.action == "nothing" else made.action


def why(made: Plan) -> str:
    if made.reason is not None:
        return made.reason.code
    return made.faults[0].code if made.faults else ""


BECAME: dict[str, tuple[Entity, Callable[[], RecordState | None]]] = {
    "—": ("lead", lambda: None),
    "inactive": ("lead", lambda: record(active=False)),
    "qualified": ("lead", lambda: record(active=False)),
    "merged": ("contact", lambda: record(active=False)),
}
HEIR = RecordRef("contact", OTHER_ID)
HOLDERS = {
    "the heir": (HEIR,),
    "another": (RecordRef("lead", "00000000-0000-0000-0000-000000000003"),),
    "nobody": (),
}


@pytest.mark.parametrize("row", table("1. Matching and life cycle", 1))
def test_records_that_became_another_one(row: Row) -> None:
    entity, state = BECAME[row["record"]]
    made = plan(
        Pair(
            entity,
            LINKS[row["link"]](),
            state(),
            contact(),
            heir=None if row["heir"] == "—" else HEIR,
            heir_has_link=row["heir"] != "not linked yet",
            holders=HOLDERS[row["contact held by"]],
        ),
        RULES,
    )
    assert (outcome(made), why(made)) == (row["result"], row["reason"])
    assert made.tags == (("[D365: Removed]",) if row["tagged as removed"] else ())


@pytest.mark.parametrize("policy", ["dynamics", "activecampaign", "newest"])
@pytest.mark.parametrize("row", table("1. Matching and life cycle", 2))
def test_what_was_agreed_on_goes_along(row: Row, policy: Policy) -> None:
    base, heir, here = (value(row[name]) for name in ("base", "heir", "contact"))
    there = record(firstName=heir)
    before = {"firstName": "firstname"}
    after = before if row["column"] == "same" else {"firstName": "nickname"}
    agreed = base_of_heir({"firstName": base} if base else {}, there, before, after)
    passed_on = link(state="excluded", base=agreed, email=None)
    pair = Pair("contact", passed_on, there, contact(firstName=here), inherited_from="lead")
    made = plan(pair, Rules("both", policy, (FieldRule("firstName", "both"),)))
    assert shown(made.to_contact) == row["to ActiveCampaign"]
    assert shown(made.to_record) == row["to Dynamics"]
    assert made.tags == ("[D365: Pushed from Dynamics]", "[D365: Contact]")


DIRECTIONS: dict[str, Direction] = {"both": "both", "out": "outbound", "in": "inbound"}
POLICIES: dict[str, tuple[Policy, float]] = {
    "dynamics": ("dynamics", 0),
    "activecampaign": ("activecampaign", 0),
    "newest: record": ("newest", -1),
    "newest: contact": ("newest", 1),
    "newest: same second": ("newest", 0.9),
}


@pytest.mark.parametrize("row", table("2. Values"))
def test_values(row: Row) -> None:
    policy, later = POLICIES[row["policy"]]
    rules = Rules("both", policy, (FieldRule("firstName", DIRECTIONS[row["direction"]]),))
    base, there, here = (value(row[name]) for name in ("base", "record", "contact"))
    side = contact(firstName=here)
    assert side.updated_at is not None
    side = replace(side, updated_at=side.updated_at + timedelta(seconds=later))
    tied = link(base={"firstName": base} if base else {})
    made = plan(Pair("lead", tied, record(firstName=there), side), rules)
    assert shown(made.to_contact) == row["to ActiveCampaign"]
    assert shown(made.to_record) == row["to Dynamics"]
    assert "".join(conflict.winner for conflict in made.conflicts) == row["conflict"]


def value(cell: str) -> str | None:
    return None if cell == "blank" else cell


def shown(written: Any) -> str:
    return str(written["firstName"] or "blank") if written else ""


STATUSES = {"active": "1", "unconfirmed": "0", "unsubscribed": "2", "bounced": "3"}


@pytest.mark.parametrize("row", table("2. Values", 1))
def test_restoring(row: Row) -> None:
    of_lead = row["winner"] == "the lead's contact"
    decided = Decided(
        "firstName",
        "Ann",
        "Eve",
        "Ivy",
        "dynamics" if row["winner"] == "dynamics" else "activecampaign",
        "contact_record" if of_lead else "policy",
    )
    rules = replace(
        RULES,
        fields=(RULES.fields[0], FieldRule("firstName", DIRECTIONS[row["direction"]])),
        contact_keys=frozenset({"firstName"}),
    )
    pair = Pair(
        "lead",
        link(base={"email": "ann@example.org", "firstName": row["base"]}),
        record(firstName=row["record"]),
        contact(firstName=row["contact"]),
        contact_record=OTHER_ID if of_lead else None,
    )
    if row["written to"] == "refused":
        with pytest.raises((ChangedSince, NotRestorable)) as refused:
            restoration(pair, rules, decided)
        assert refused.value.code == row["why refused"]
    else:
        found = restoration(pair, rules, decided)
        assert ("already there" if found.there else found.side) == row["written to"]


@pytest.mark.parametrize("row", table("3. Consent"))
def test_consent(row: Row) -> None:
    words = [word for word in row["lists"].split(", ") if word not in ("none", "hard bounce")]
    lists = {str(number): STATUSES[word] for number, word in enumerate(words, 1)}
    flag, inactive = row["flag"].removeprefix("inactive: "), row["flag"].startswith("inactive")
    consent = RecordConsent(out=flag.startswith("yes"), before="cleared" in flag or "known" in flag)
    contact_shows = ContactConsent(lists, bounced="hard bounce" in row["lists"])
    remembered = row["remembered"] == "yes"
    decision = (
        decide_of_inactive(consent, contact_shows, remembered=remembered)
        if inactive
        else decide_consent(
            consent,
            contact_shows,
            remembered=remembered,
            others_flagged="another has it" in flag,
        )
    )
    said = {True: "yes", False: "no"}
    assert said[decision.out] == row["opted out"]
    assert said[decision.flag_record] == row["sets the flag"]
    assert " ".join(decision.leave) == row["leaves lists"]
    assert (decision.why or "") == row["because"]


@pytest.mark.parametrize("row", table("4. Fuse"))
def test_fuse(row: Row) -> None:
    limits = Limits(int(row["limit %"]), int(row["limit people"]))
    foreseen = Foreseen(int(row["change"]), unsubscribed=int(row["unsubscribe"]))
    assert " ".join(blown(limits, foreseen, int(row["linked"]))) == row["held for"]


def test_no_table_is_skipped() -> None:
    headings = ["1. Matching and life cycle", "2. Values", "3. Consent", "4. Fuse"]
    assert all(len(table(heading)) >= 8 for heading in headings)
    assert all(len(table(headings[0], number)) >= 8 for number in (1, 2))
    assert len(table(headings[1], 1)) >= 8
    assert len(table("Known failures")) >= 22


@pytest.mark.parametrize("row", table("Known failures"))
def test_each_known_failure_has_its_test(row: Row) -> None:
    """In the file that the row names, and it is run."""
    assert Path(row["file"]).parts[0] in TESTED
    source = ast.parse((TESTS / row["file"]).read_text())
    (test,) = [
        one
        for one in ast.walk(source)
        if isinstance(one, ast.FunctionDef) and one.name == row["test"]
    ]
    assert test.name.startswith("test_")
    assert not re.search(r"skip|xfail", " ".join(map(ast.unparse, test.decorator_list)))


def test_every_test_of_a_known_failure_is_told_of() -> None:
    file = "integration/engine/test_known_failures.py"
    told = {row.values[0]["test"] for row in table("Known failures")}
    assert set(re.findall(r"^def (test_\w+)\(", (TESTS / file).read_text(), re.M)) <= told
