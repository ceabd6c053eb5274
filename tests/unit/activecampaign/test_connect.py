"""The address of an account: what a person may type, and what never gets called."""

import pytest
import responses

from shared.activecampaign.connect import address, open_activecampaign
from shared.errors import InvalidInput
from shared.settings import DEFAULT_HOSTS, Settings, load_settings
from shared.transport import Calls, NoPace, open_session

GUID = "00000000-0000-0000-0000-000000000001"
LOCAL = ("127.0.0.1:8443", "localhost:9000", "[::1]:9001", "proxy.example.org:8443")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://acme.api-us1.com", "https://acme.api-us1.com"),
        (" https://Acme.API-us1.com/ ", "https://acme.api-us1.com"),
        ("https://acme.api-us1.com/api/3", "https://acme.api-us1.com"),
        ("https://acme.api-us1.com/api/3/", "https://acme.api-us1.com"),
        ("https://acme.api-us1.com:443", "https://acme.api-us1.com"),
        ("acme.api-eu1.com", "https://acme.api-eu1.com"),
        ("https://acme-2.activehosted.com", "https://acme-2.activehosted.com"),
    ],
)
def test_an_address_of_the_developer_page_is_taken(typed: str, expected: str) -> None:
    assert address(typed, DEFAULT_HOSTS) == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "connection.url_missing"),
        ("   ", "connection.url_missing"),
        ("https://", "connection.url_malformed"),
        ("ftp://acme.api-us1.com", "connection.url_malformed"),
        ("javascript:alert(1)", "connection.url_malformed"),
        ("https://acme.api-us1.com\\@evil.example", "connection.url_malformed"),
        ("https://acme\t.api-us1.com", "connection.url_malformed"),
        ("https://acme.api-us1.com:99999", "connection.url_malformed"),
        ("https://[::1", "connection.url_malformed"),
        ("http://acme.api-us1.com", "connection.url_http"),
        ("https://user:pw@acme.api-us1.com", "connection.url_credentials"),
        ("https://@acme.api-us1.com", "connection.url_credentials"),
        ("https://acme.api-us1.com@evil.example", "connection.url_credentials"),
        ("https://acme.api-us1.com/app/settings", "connection.url_path"),
        ("https://acme.api-us1.com/api/3/../1", "connection.url_path"),
        ("https://acme.api-us1.com?x=1", "connection.url_path"),
        ("https://acme.api-us1.com#x", "connection.url_path"),
        ("https://evil.example", "connection.url_host"),
        ("https://acme.api-us1.com.evil.example", "connection.url_host"),
        ("https://evilapi-us1.com", "connection.url_host"),
        ("https://api-us1.com", "connection.url_host"),
        ("https://.api-us1.com", "connection.url_host"),
        ("https://a.b.api-us1.com", "connection.url_host"),
        ("https://acme.api-us1.com.", "connection.url_host"),
        ("https://acme.api-us1.com:8443", "connection.url_host"),
        ("https://аcme.api-us1.com", "connection.url_host"),
        ("https://a%63me.api-us1.com", "connection.url_host"),
        ("https://127.0.0.1", "connection.url_host"),
        ("https://169.254.169.254", "connection.url_host"),
        ("https://[::1]", "connection.url_host"),
        ("https://localhost", "connection.url_host"),
    ],
)
def test_any_other_address_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        address(typed, DEFAULT_HOSTS)
    assert [(fault.field, fault.code) for fault in raised.value.faults] == [("url", code)]


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.0.0.1:8443",
        "https://127.0.0.1:8443",
        "http://localhost:9000",
        "http://[::1]:9001",
        "https://proxy.example.org:8443",
    ],
)
def test_an_entry_with_a_port_allows_just_this_address(typed: str) -> None:
    assert address(f"{typed}/api/3", (*DEFAULT_HOSTS, *LOCAL)) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.0.0.1:8444",
        "http://127.0.0.1",
        "http://127.0.0.2:8443",
        "http://localhost:8443",
        "http://proxy.example.org:8443",
        "https://sub.proxy.example.org:8443",
    ],
)
def test_an_entry_with_a_port_allows_nothing_else(typed: str) -> None:
    with pytest.raises(InvalidInput):
        address(typed, (*DEFAULT_HOSTS, *LOCAL))


@pytest.mark.parametrize("pattern", ["localhost", "127.0.0.1", "*.0.0.1", "*", "[::1]"])
def test_no_entry_without_a_port_opens_a_loopback_address(pattern: str) -> None:
    for typed in ("https://localhost", "https://127.0.0.1", "https://[::1]"):
        with pytest.raises(InvalidInput):
            address(typed, (pattern,))


@pytest.fixture
def app_settings() -> Settings:
    return load_settings(
        {
            "AzureWebJobsStorage": "UseDevelopmentStorage=true",
            "DATAVERSE_URL": "https://org.crm.dynamics.com",
            "ENTRA_TENANT_ID": GUID,
            "ENTRA_CLIENT_ID": GUID,
            "LOCAL_SECRET_KEY": "x" * 32,
            "PUBLIC_URL": "https://app.example.org",
        }
    )


def test_the_client_calls_the_account_with_its_key(app_settings: Settings) -> None:
    calls = Calls()
    client = open_activecampaign(
        "https://acme.api-us1.com/api/3/",
        " key-1 ",
        settings=app_settings,
        calls=calls,
        session=open_session(),
        pace=NoPace(),
    )
    with responses.RequestsMock() as account:
        account.get("https://acme.api-us1.com/api/3/users/me", json={"user": {"id": "1"}})
        client.me()
        assert account.calls[0].request.headers["Api-Token"] == "key-1"
    assert client.url == "https://acme.api-us1.com"
    assert calls.made("activecampaign") == 1


@pytest.mark.parametrize(
    ("url", "key", "field"),
    [
        ("https://evil.example", "key", "url"),
        ("https://acme.api-us1.com", "", "key"),
        ("https://acme.api-us1.com", "a key", "key"),
        ("https://acme.api-us1.com", "key\nX-Other: 1", "key"),
        ("https://acme.api-us1.com", "schlüssel", "key"),
    ],
)
def test_no_client_is_opened_for_a_wrong_address_or_key(
    app_settings: Settings, url: str, key: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        open_activecampaign(
            url, key, settings=app_settings, calls=Calls(), session=open_session(), pace=NoPace()
        )
    assert [fault.field for fault in raised.value.faults] == [field]
