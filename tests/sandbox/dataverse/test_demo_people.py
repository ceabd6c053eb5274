"""The demo people: enough of every awkward kind, and always the same."""

from collections import Counter

from sandbox.dataverse.custom_columns import add_custom_columns
from sandbox.dataverse.sales_tables import contact, lead
from sandbox.demo.people import USERS, people


def addresses(entity: str) -> list[str]:
    found = people()
    return [p.email.strip().lower() for p in found if p.entity == entity and p.email]


def test_the_same_seed_makes_the_same_people() -> None:
    assert people(50, 60, 3) == people(50, 60, 3)
    assert people(50, 60, 3) != people(50, 60, 4)


def test_emails_are_shared_doubled_and_missing_as_promised() -> None:
    assert len(set(addresses("lead")) & set(addresses("contact"))) == 150
    doubled = [c for e in ("lead", "contact") for c in Counter(addresses(e)).values() if c > 1]
    assert len(doubled) == 40
    assert sum(person.email is None for person in people()) == 60


def test_awkward_spellings_are_there() -> None:
    emails = [person.email for person in people() if person.email]
    assert any("+" in email for email in emails)
    assert any("'" in email for email in emails)
    assert any(email == email.upper() for email in emails)
    assert any(email.endswith(" ") for email in emails)
    assert any(not email.isascii() for email in emails)


def test_every_custom_column_is_filled_somewhere_and_empty_somewhere() -> None:
    for table, entity in ((lead(), "lead"), (contact(), "contact")):
        add_custom_columns(table)
        names = {
            column.json_name
            for column in table.columns.values()
            if column.custom and not column.name.endswith("_base")
        }
        mine = [person for person in people() if person.entity == entity]
        for name in names:
            assert 0 < sum(name in person.values for person in mine) < len(mine), name


def test_zero_and_false_are_among_the_values() -> None:
    values = [person.values for person in people()]
    assert any(v.get("cr1_score") == 0 for v in values)
    assert any(v.get("cr1_vip") is False for v in values)
    assert any(v["donotbulkemail"] is True for v in values)
    assert {v["statecode"] for v in values} == {0, 1, 2}


def test_small_and_empty_companies_can_be_made() -> None:
    assert people(0, 0) == []
    assert len(people(1, 0)) == 1
    assert len(people(3, 5)) == 8


def test_users_are_told_apart() -> None:
    assert len({user.oid for user in USERS}) == len({user.key for user in USERS}) == len(USERS)
