"""An amount with more digits than a float keeps travels whole, through both systems' own JSON."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import requests

from shared.entities import ENTITIES
from shared.transport import parse_json
from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.two_systems import TwoSystems

HIDDEN = "10"
LARGEST = "922337203685476.99"


@pytest.fixture(scope="module")
def systems(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Money is mapped to a hidden field, both ways."""
    with open_systems() as systems:
        for entity in ENTITIES:
            systems.add_pair(entity, f"field:{HIDDEN}", "cr1_spend")
        systems.run_initial()
        yield systems


def spend(systems: TwoSystems, record_id: str) -> Decimal:
    url = f"{systems.world.dataverse_url}/_sandbox/rows/contacts/{record_id}"
    return Decimal(parse_json(requests.get(url, timeout=20).content)["cr1_spend"])


def test_an_amount_keeps_its_digits_both_ways(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    url = f"{systems.world.dataverse_url}/_sandbox/rows/contacts/{record_id}"
    requests.patch(url, data=f'{{"cr1_spend":{LARGEST}}}', timeout=20).raise_for_status()
    systems.run_scheduled()
    assert systems.contact(contact_id)["values"][HIDDEN] == LARGEST
    systems.deliver_events()
    assert spend(systems, record_id) == Decimal(LARGEST)

    systems.change_contact(contact_id, values={HIDDEN: "123456789012345.67"})
    systems.deliver_events()
    assert spend(systems, record_id) == Decimal("123456789012345.67")
    assert systems.problem("contact", record_id) is None

    written = systems.writes()
    systems.run_scheduled()
    assert systems.writes() == written
