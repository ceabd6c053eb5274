"""The API over stores in memory, connected."""

import pytest

from tests.unit.triggers.calling import Api
from tests.unit.triggers.fakes import FakeServices


@pytest.fixture
def api() -> Api:
    return Api(FakeServices().connected())
