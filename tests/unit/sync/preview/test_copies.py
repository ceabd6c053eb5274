"""The copies that a preview works on: they have the signatures of what they stand for, and keep to
themselves what is written."""

import inspect
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

import shared.sync
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.faults import EmailTaken
from shared.activecampaign.models import Contact, ContactWrite
from shared.dataverse.client import Dataverse
from shared.dataverse.write import Create, Update
from shared.errors import Gone
from shared.store.claims import ClaimStore
from shared.store.consent import ConsentLedger
from shared.store.contact_index import ContactIndex
from shared.store.history import HistoryStore
from shared.store.links import LinkStore
from shared.store.problems import ProblemStore
from shared.sync.newcomers import Newcomers
from shared.sync.preview.account import AskedAccount, CopiedAccount, CopiedIndex, NoNewcomers
from shared.sync.preview.dynamics import CopiedDynamics
from shared.sync.preview.stores import (
    CaughtProblems,
    CopiedClaims,
    CopiedConsent,
    CopiedLinks,
    NoHistory,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
STANDS_FOR: dict[type, type] = {
    CopiedDynamics: Dataverse,
    CopiedAccount: ActiveCampaign,
    AskedAccount: ActiveCampaign,
    CopiedIndex: ContactIndex,
    NoNewcomers: Newcomers,
    CopiedLinks: LinkStore,
    CopiedClaims: ClaimStore,
    CopiedConsent: ConsentLedger,
    CaughtProblems: ProblemStore,
    NoHistory: HistoryStore,
}
OWN = {"hold", "hold_all", "held_rows", "held_emails", "open_ids", "at_hand", "ids_of", "taken"}
"""Methods of the copies alone."""


def methods(kind: type) -> dict[str, Callable[..., Any]]:
    found = inspect.getmembers(kind, inspect.isfunction)
    return {name: method for name, method in found if not name.startswith("_")}


@pytest.mark.parametrize("copy", STANDS_FOR, ids=lambda kind: kind.__name__)
def test_a_copy_is_called_like_what_it_stands_for(copy: type) -> None:
    real = methods(STANDS_FOR[copy])
    for name, method in methods(copy).items():
        if name in OWN:
            continue
        assert name in real
        meant = inspect.signature(real[name]).parameters
        assert list(inspect.signature(method).parameters) == list(meant), name
        assert [one.kind for one in inspect.signature(method).parameters.values()] == [
            one.kind for one in meant.values()
        ], name


PLACES = {
    "activecampaign": CopiedAccount,
    "dataverse": CopiedDynamics,
    "links": CopiedLinks,
    "claims": CopiedClaims,
    "contact_index": CopiedIndex,
    "newcomers": NoNewcomers,
    "problems": CaughtProblems,
    "history": NoHistory,
    "consent": CopiedConsent,
}
STEPS = (
    "gather",
    "side_reads",
    "counterparts",
    "succession",
    "heirs",
    "apply",
    "record_writes",
    "contact_writes",
    "chronicle",
    "consent_writes",
    "flags",
    "recall",
    "outcomes",
    "late_imports",
    "taken",
)
"""Those that one pair at a time goes through: imports are for many."""
IN_BULK_ONLY = {"start_import"}
"""Not called for one pair at a time."""


@pytest.mark.parametrize("step", STEPS)
def test_what_a_step_of_the_engine_calls_the_copies_have(step: str) -> None:
    text = (Path(shared.sync.__file__).parent / f"{step}.py").read_text()
    calls = {call for call in re.findall(r"ctx\.(\w+)\.(\w+)\(", text) if call[0] in PLACES}
    assert calls
    for place, method in calls:
        assert method in IN_BULK_ONLY | methods(PLACES[place]).keys(), f"{place}.{method}"


def contact(contact_id: str, email: str) -> Contact:
    return Contact(contact_id, email, "Ann", "", "", {"1": "x"}, frozenset(), {}, NOW, NOW, False)


def account(*contacts: Contact) -> CopiedAccount:
    made = CopiedAccount(lambda: NOW)
    made.hold(contacts)
    return made


class TestAccount:
    def test_a_write_changes_what_it_names_and_leaves_the_rest(self) -> None:
        copy = account(contact("1", "a@x.it"))
        copy.update_contact("1", ContactWrite(phone="1", fields={"2": "y"}))
        after = copy.contact("1")
        assert (after.first_name, after.phone) == ("Ann", "1")
        assert after.fields == {"1": "x", "2": "y"}

    def test_a_contact_is_made_once_for_an_email(self) -> None:
        copy = account(contact("1", "a@x.it"))
        made = copy.create_contact(ContactWrite(email="b@x.it"))
        for email in ("A@x.it ", "B@x.it"):
            with pytest.raises(EmailTaken):
                copy.create_contact(ContactWrite(email=email))
        assert copy.ids_of(["b@x.it", "c@x.it"]) == {"b@x.it": made.id}

    def test_an_email_of_another_contact_is_refused(self) -> None:
        copy = account(contact("1", "a@x.it"), contact("2", "b@x.it"))
        with pytest.raises(EmailTaken):
            copy.update_contact("1", ContactWrite(email="b@x.it"))

    def test_an_email_that_was_given_up_is_free(self) -> None:
        copy = account(contact("1", "a@x.it"), contact("2", "b@x.it"))
        copy.update_contact("1", ContactWrite(email="c@x.it"))
        copy.update_contact("2", ContactWrite(email="a@x.it"))
        assert copy.ids_of(["a@x.it", "b@x.it", "c@x.it"]) == {"a@x.it": "2", "c@x.it": "1"}

    def test_who_is_not_there_is_gone(self) -> None:
        with pytest.raises(Gone):
            account().update_contact("1", ContactWrite(phone="1"))


class TestDynamics:
    ROW: ClassVar = {
        "contactid": "A1",
        "emailaddress1": "Ann@x.it ",
        "telephone1": "1",
        "@odata.etag": "1",
    }

    def copy(self) -> CopiedDynamics:
        made = CopiedDynamics(lambda: NOW)
        made.hold("contacts", [self.ROW])
        return made

    def test_rows_are_found_by_email_as_dataverse_compares(self) -> None:
        copy = self.copy()
        assert copy.rows_where_any("contacts", "emailaddress1", ["ANN@x.it"], ()) == [self.ROW]
        assert copy.rows_where_any("contacts", "emailaddress1", ["bob@x.it"], ()) == []
        assert copy.rows_where_any("leads", "emailaddress1", ["ann@x.it"], ()) == []

    def test_rows_are_found_by_the_row_that_they_point_to(self) -> None:
        merged = {"contactid": "b2", "emailaddress1": None, "_masterid_value": "A1"}
        copy = self.copy()
        copy.hold("contacts", [merged])
        assert copy.rows_where_any("contacts", "_masterid_value", ["a1"], ()) == [merged]
        assert copy.rows_where_any("contacts", "_masterid_value", ["b2"], ()) == []

    def test_an_update_changes_the_copy_and_not_what_was_read(self) -> None:
        copy = self.copy()
        values = {"emailaddress1": "new@x.it"}
        (result,) = copy.write([Update("contacts", "a1", values, "1")])
        assert result.row is not None
        assert result.row["telephone1"] == "1"
        assert self.ROW["emailaddress1"] == "Ann@x.it "
        assert copy.rows_where_any("contacts", "emailaddress1", ["ann@x.it"], ()) == []
        assert copy.rows_by_id("contacts", ["a1"], ()) == {"a1": result.row}

    def test_a_record_is_made_active_with_all_its_columns(self) -> None:
        copy = self.copy()
        made = Create("leads", "b2", {"emailaddress1": "b@x.it"}, ("leadid", "subject"))
        (result,) = copy.write([made])
        assert result.row is not None
        assert (result.row["leadid"], result.row["subject"]) == ("b2", None)
        assert result.row["statecode"] == 0

    def test_a_row_that_is_not_there_is_not_updated(self) -> None:
        (result,) = self.copy().write([Update("leads", "a1", {"subject": "x"}, "1")])
        assert isinstance(result.error, Gone)
