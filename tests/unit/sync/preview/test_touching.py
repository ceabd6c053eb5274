"""Of the Dynamics contacts only those that may touch a lead are worked off before the leads."""

import pytest

from shared.dataverse.rows import Row
from shared.sync.preview.touching import touching
from shared.sync.sides import BECAME_CONTACT, EMAIL_COLUMN, FROM_LEAD, MASTER

LEAD: Row = {EMAIL_COLUMN: "Lead@x.it "}
LINKED: Row = {EMAIL_COLUMN: "linked@x.it"}


def found(contact: Row, *leads: Row, linked: bool = False) -> bool:
    contacts = {"kept": LINKED, "asked": contact}
    ids = touching(
        contacts,
        (LEAD, *leads),
        linked={"kept", "asked"} if linked else {"kept"},
        taken=["taken@x.it"],
    )
    assert "kept" in ids
    return "asked" in ids


@pytest.mark.parametrize(
    "contact",
    [
        {EMAIL_COLUMN: "own@x.it"},
        {EMAIL_COLUMN: None},
        {EMAIL_COLUMN: "  ", MASTER: None, FROM_LEAD: None},
    ],
)
def test_one_with_an_email_of_its_own_touches_none(contact: Row) -> None:
    assert not found(contact)


@pytest.mark.parametrize("email", [" lead@X.it", "TAKEN@x.it", "Linked@x.it"])
def test_one_touches_by_an_email_that_somebody_has_or_gives_up(email: str) -> None:
    assert found({EMAIL_COLUMN: email})


def test_one_that_is_linked_touches() -> None:
    assert found({EMAIL_COLUMN: "own@x.it"}, linked=True)


@pytest.mark.parametrize("column", [MASTER, FROM_LEAD])
def test_one_that_came_of_another_record_or_became_one_touches(column: str) -> None:
    assert found({EMAIL_COLUMN: "own@x.it", column: "other"})


@pytest.mark.parametrize("leads", [({BECAME_CONTACT: "ASKED"},), ({MASTER: "asked"},)])
def test_one_that_a_lead_became_touches(leads: tuple[Row, ...]) -> None:
    assert found({EMAIL_COLUMN: "own@x.it"}, *leads)
