"""Contacts that are said to be made are asked for, as long as calls are left."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Contact
from shared.dataverse.client import Dataverse
from shared.sync.preview.choice import verify
from shared.sync.preview.contacts import Contacts
from shared.sync.preview.material import Material
from shared.sync.preview.reads import Budget, Sides
from shared.sync.preview.rehearsal import Action, Foreseen
from shared.transport import Calls

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Account:
    """Knows one contact."""

    def __init__(self, calls: Calls, email: str) -> None:
        self.email = email
        self.calls = calls

    def contact_by_email(
        self, email: str, *, tags: bool = False, lists: bool = False
    ) -> Contact | None:
        assert tags
        assert lists
        self.calls.add("activecampaign", 200)
        if email != self.email:
            return None
        return Contact("7", email, "", "", "", {}, frozenset(), {}, NOW, NOW, False)


def sides(email: str, calls: int = 15) -> Sides:
    made = Calls()
    account = cast("ActiveCampaign", Account(made, email))
    return Sides(cast("Dataverse", None), account, made, Budget(calls=calls))


def material(*emails: str) -> Material:
    states = {email: SimpleNamespace(id=email, email=email) for email in emails}
    contacts = Contacts("ranges", listed=True)
    found = SimpleNamespace(records=SimpleNamespace(states=states), contacts=contacts)
    return cast("Material", found)


def seen(email: str, action: Action = "create") -> Foreseen:
    return Foreseen("lead", email, "", None, action)


def test_a_contact_that_is_there_after_all_is_known_from_then_on() -> None:
    of = material("a@x.it", "b@x.it")
    assert verify(of, sides("b@x.it"), [seen("a@x.it"), seen("b@x.it")])
    assert [one.email for one in of.contacts.read.values()] == ["b@x.it"]


def test_where_none_is_there_what_was_said_stands() -> None:
    of, asked = material("a@x.it"), sides("b@x.it")
    assert not verify(of, asked, [seen("a@x.it"), seen("a@x.it", "update")])
    assert asked.calls.made("activecampaign") == 1


def test_no_more_is_asked_for_than_there_are_calls() -> None:
    emails = [f"p{number}@x.it" for number in range(30)]
    of, asked = material(*emails), sides("p29@x.it", calls=4)
    assert not verify(of, asked, [seen(email) for email in emails])
    assert asked.calls.made("activecampaign") == 4
