"""Of records that became other ones a preview says what the run then does."""

import pytest

from shared.actions.models.preview import PreviewedRecordOutput
from shared.entities import ENTITIES, Entity
from shared.sync.preview.reads import Budget
from tests.integration.engine.test_preview import changes, of, preview
from tests.integration.engine.two_systems import TwoSystems, new_email

EVERYBODY = Budget(sample=5_000)
either = pytest.mark.parametrize("entity", ENTITIES)


def told(systems: TwoSystems, entity: Entity, record_id: str) -> PreviewedRecordOutput:
    return of(preview(systems, entity, EVERYBODY), record_id)


def reason(one: PreviewedRecordOutput) -> tuple[str, str | None]:
    return one.action, one.reason.code if one.reason is not None else None


@either
@pytest.mark.parametrize("master_is_older", [True, False])
def test_a_new_master_is_told_to_take_the_contact_over_that_it_takes_over(
    systems: TwoSystems, entity: Entity, *, master_is_older: bool
) -> None:
    """Whichever of the two is looked at first."""
    email, other_email = new_email(), new_email()
    if master_is_older:
        master = systems.new_record(entity, emailaddress1=None, firstname="Master")
        other, contact_id = systems.synced(entity, emailaddress1=other_email)
        systems.settle()
        systems.change_record(entity, master, emailaddress1=email)
    else:
        other, contact_id = systems.synced(entity, emailaddress1=other_email)
        systems.settle()
        master = systems.new_record(entity, emailaddress1=email, firstname="Master")
    systems.merge(entity, master, other)

    of_master, of_other = told(systems, entity, master), told(systems, entity, other)

    assert (of_master.action, of_master.contact_id) == ("update", contact_id)
    assert ("email", "activecampaign", other_email, email) in changes(of_master)
    systems.run_scheduled()
    assert systems.contact_id(entity, master) == contact_id
    link = systems.link(entity, other)
    assert link is not None
    assert reason(of_other) == ("excluded", link.reason_code)


def test_the_contact_that_a_lead_became_is_told_to_take_its_contact_over(
    systems: TwoSystems,
) -> None:
    lead, contact_id = systems.synced("lead")
    systems.settle()
    person = systems.qualify(lead)
    systems.change_record("contact", person, emailaddress1=new_email())

    of_lead = told(systems, "lead", lead)

    systems.run_scheduled()
    link = systems.link("lead", lead)
    assert link is not None
    assert reason(of_lead) == ("excluded", link.reason_code)
    assert systems.contact_id("contact", person) == contact_id


def test_it_is_told_so_of_a_large_account_too(systems: TwoSystems) -> None:
    """Whose contacts are read one by one, as far as records need them."""
    other, contact_id = systems.synced("contact")
    systems.settle()
    master = systems.new_record("contact")
    systems.merge("contact", master, other)
    systems.look_past_what_changed()

    shown = preview(systems, "contact", Budget(contacts=10, sample=5_000))

    of_master = of(shown, master)
    assert (of_master.action, of_master.contact_id) == ("update", contact_id)
