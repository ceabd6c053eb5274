"""Made-up webhook secrets make the app look past its cache now and then. That must not cost what
the cache holds."""

import pytest

from shared.errors import Unreachable
from shared.store.secrets import CachedSecrets


class Vault:
    """Counts what it is asked for. `away` is an outage."""

    def __init__(self) -> None:
        self.known = {"key": "k", "hook": "first"}
        self.asked: list[str] = []
        self.away = False

    def get(self, name: str) -> str | None:
        self.asked.append(name)
        if self.away:
            raise Unreachable("keyvault", "No answer.")
        return self.known.get(name)

    renew = get

    def set(self, name: str, value: str) -> None:
        self.known[name] = value

    def clear(self, name: str) -> None:
        self.known.pop(name, None)

    def refresh(self) -> None:
        """Nothing is remembered here."""


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def secrets(vault: Vault) -> CachedSecrets:
    made = CachedSecrets(vault, lambda: 0.0)
    assert (made.get("key"), made.get("hook")) == ("k", "first")
    vault.asked.clear()
    return made


def test_one_secret_is_read_anew_and_the_others_stay(vault: Vault, secrets: CachedSecrets) -> None:
    vault.known["hook"] = "second"
    assert secrets.renew("hook") == "second"
    assert (secrets.get("hook"), secrets.get("key")) == ("second", "k")
    assert vault.asked == ["hook"]


def test_what_is_known_outlives_a_vault_that_is_away(vault: Vault, secrets: CachedSecrets) -> None:
    vault.away = True
    with pytest.raises(Unreachable):
        secrets.renew("hook")
    assert (secrets.get("hook"), secrets.get("key")) == ("first", "k")
