"""What can be mapped is listed with whether a sync may write it."""

from shared.actions.fields import fields_of
from tests.unit.triggers.fake_remotes import attribute
from tests.unit.triggers.fakes import FakeServices


def test_a_column_that_no_pair_can_write_is_shown_as_such() -> None:
    services = FakeServices().connected()
    services.crm.columns = [
        attribute("telephone2"),
        attribute("parentcustomerid", type="Customer"),
        attribute("statecode", type="State"),
        attribute("createdby", type="Lookup", creatable=False, updatable=False),
    ]
    listed = fields_of(services, "contact").dynamics
    assert {column.name: column.writable for column in listed} == {
        "telephone2": True,
        "parentcustomerid": False,
        "statecode": False,
        "createdby": False,
    }
