"""Fixtures of the Dataverse client's tests."""

from collections.abc import Iterator

import pytest

from tests.unit.dataverse.identity_provider import IdentityProvider, running


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with running() as found:
        yield found


@pytest.fixture
def identity(provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> IdentityProvider:
    """As App Service offers it, by two environment variables."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{provider.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    return provider
