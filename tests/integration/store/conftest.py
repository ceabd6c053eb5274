"""A storage whose line can be broken, for the tests of the store under faults."""

from uuid import uuid4

import pytest

from sandbox.azurite import Azurite
from shared.store.connection import Storage
from tests.integration.conftest import settings_for
from tests.integration.store.faulty import Line


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def shaky(azurite: Azurite, line: Line) -> Storage:
    """A storage behind `line`; the SDK waits hardly at all between its tries."""
    made = Storage(
        settings_for(azurite),
        prefix=f"t{uuid4().hex[:12]}",
        transport=line.transport(),
        retry_backoff_factor=0.01,
    )
    made.create_all()
    line.clear()
    return made
