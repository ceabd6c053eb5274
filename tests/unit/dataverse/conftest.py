"""Fixtures of the Dataverse client's tests."""

from collections.abc import Iterator

import pytest

from tests.unit.dataverse.identity_provider import IdentityProvider, running


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with running() as found:
        yield found
