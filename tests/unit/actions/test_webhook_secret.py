"""The present secret is taken for good, those before for ten minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.actions.contact_url import contact_url
from shared.actions.webhook_secret import matches, new_secret, read, replaced, write

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_secret_before_is_taken_until_the_overlap_is_over() -> None:
    first, second = new_secret(), new_secret()
    kept = read(write(replaced(replaced((), first, NOW), second, NOW)))
    for moment, taken in ((timedelta(minutes=9), True), (timedelta(minutes=11), False)):
        assert matches(kept, second, NOW + moment)
        assert matches(kept, first, NOW + moment) is taken


def test_a_second_reconnect_does_not_prolong_the_first_secret() -> None:
    first, second, third = (new_secret() for _ in range(3))
    kept = replaced(replaced((), first, NOW), second, NOW)
    later = NOW + timedelta(minutes=9)
    kept = read(write(replaced(kept, third, later)))
    assert not matches(kept, first, later + timedelta(minutes=2))
    assert matches(kept, second, later + timedelta(minutes=2))


def test_secrets_have_256_bits_and_need_no_encoding() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(
        len(secret) == 43 and secret.replace("-", "").replace("_", "").isalnum() for secret in made
    )


@pytest.mark.parametrize("given", ["", "\ud800", "\x00", "é" * 43, "x" * 1_000_000, "a@b", "a b"])
def test_any_text_may_be_compared(given: str) -> None:
    assert not matches(read(write(replaced((), new_secret(), NOW))), given, NOW)


@pytest.mark.parametrize("kept", [None, "", "  "])
def test_where_no_secret_is_kept_none_matches(kept: str | None) -> None:
    assert not matches(read(kept), "", NOW)
    assert not matches(read(kept), "x", NOW)


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ("https://acme.api-us1.com", "https://acme.activehosted.com/app/contacts/7"),
        ("https://acme.api-eu1.com", "https://acme.activehosted.com/app/contacts/7"),
        ("https://acme.activehosted.com", "https://acme.activehosted.com/app/contacts/7"),
        ("http://127.0.0.1:8443", "http://127.0.0.1:8443/app/contacts/7"),
    ],
)
def test_a_contact_is_shown_at_the_accounts_own_address(account: str, shown: str) -> None:
    assert contact_url(account, "7") == shown
    assert contact_url(account, None) is None
