"""The app's own token: how it is got and how long it is kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from shared.dataverse import token as token_module
from shared.dataverse.connect import open_dataverse
from shared.dataverse.token import TokenSource, token_source
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    RemoteError,
    Throttled,
    Unreachable,
)
from shared.settings import Settings
from shared.transport import Calls, open_session
from tests.unit.dataverse.clocked_tokens import Clock, Tokens
from tests.unit.dataverse.identity_provider import IdentityProvider
from tests.unit.dataverse.support import (
    CLIENT,
    TENANT,
    an_id,
    batch_answer,
    inner_requests,
    part,
    settings,
)
from tests.unit.telemetry.reading import lines

SECRET = "a-secret-that-nobody-may-see"
AUTHORITY = "https://login.microsoftonline.com"
DISCOVERY = f"{AUTHORITY}/{TENANT}/v2.0/.well-known/openid-configuration"
ENDPOINT = f"{AUTHORITY}/{TENANT}/oauth2/v2.0/token"


def by_secret(authority: str = AUTHORITY) -> Settings:
    return settings(ENTRA_CLIENT_SECRET=SECRET, ENTRA_AUTHORITY=authority)


# Keeping it


def test_a_token_is_kept_until_five_minutes_before_its_end() -> None:
    clock = Clock()
    source = TokenSource(Tokens(clock), clock=clock)
    assert source() == "token-1"
    clock.now += 3600 - 301
    assert source() == "token-1"
    clock.now += 1
    assert source() == "token-2"


def test_the_old_token_serves_while_the_provider_is_out_of_reach() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    source = TokenSource(tokens, clock=clock)
    source()
    tokens.fault = Unreachable("entra", "down")
    clock.now += 3400
    assert [source() for _ in range(5)] == ["token-1"] * 5
    assert tokens.asked == 2
    clock.now += 31
    assert source() == "token-1"
    assert tokens.asked == 3
    tokens.fault = None
    clock.now += 31
    assert source() == "token-2"


def test_a_token_that_has_ended_is_never_given_out() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    source = TokenSource(tokens, clock=clock)
    source()
    tokens.fault = Unreachable("entra", "down")
    clock.now += 3600
    with pytest.raises(Unreachable):
        source()


def test_a_refusal_is_not_kept() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    source = TokenSource(tokens, clock=clock)
    tokens.fault = CredentialsRefused("entra", "no")
    with pytest.raises(CredentialsRefused):
        source()
    tokens.fault = None
    assert source() == "token-1"


def test_many_threads_fetch_one_token() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    gate = threading.Barrier(8)
    source = TokenSource(tokens, clock=clock)

    def ask() -> str:
        gate.wait()
        return source()

    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(ask) for _ in range(8)]
    assert {one.result() for one in found} == {"token-1"}
    assert tokens.asked == 1


# By secret


def test_a_secret_gets_a_token_at_the_discovered_endpoint(provider: IdentityProvider) -> None:
    source = token_source(by_secret(provider.url), session=open_session())
    assert [source(), source()] == ["token-1", "token-1"]
    assert provider.discoveries == [f"/{TENANT}/v2.0/.well-known/openid-configuration"]
    assert provider.forms == [
        {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": "https://org.crm.dynamics.com/.default",
        }
    ]


def test_a_renewal_does_not_discover_again(provider: IdentityProvider) -> None:
    clock = Clock()
    source = token_source(by_secret(provider.url), session=open_session(), clock=clock)
    source()
    provider.body = {"access_token": "token-2", "expires_in": "3600"}
    clock.now += 3400
    assert source() == "token-2"
    assert (len(provider.discoveries), len(provider.forms)) == (1, 2)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (7000215, "enter the value, not its id"),
        (7000222, "expired"),
        (700016, "ENTRA_CLIENT_ID"),
        (700027, "Upload the certificate"),
        (90002, "ENTRA_TENANT_ID"),
        (500011, "DATAVERSE_URL"),
        (7000112, "service principal"),
        (12345, "Check ENTRA_TENANT_ID"),
    ],
)
def test_a_refusal_says_what_mends_it_and_no_secret(
    provider: IdentityProvider, code: int, remedy: str
) -> None:
    provider.status = 401
    provider.body = {
        "error": "invalid_client",
        "error_description": f"AADSTS{code}: something with {SECRET}",
        "error_codes": [code],
        "trace_id": "trace",
    }
    with pytest.raises(CredentialsRefused, match=remedy) as caught:
        token_source(by_secret(provider.url), session=open_session())()
    assert (caught.value.service_code, caught.value.request_id) == (f"AADSTS{code}", "trace")
    assert SECRET not in str(caught.value)
    assert provider.forms


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_request"}, CredentialsRefused),
        (400, b"<html></html>", CredentialsRefused),
        (400, {"error": "temporarily_unavailable"}, Unreachable),
        (200, b"<html></html>", AnswerNotUnderstood),
        (200, {"access_token": "", "expires_in": 3600}, AnswerNotUnderstood),
        (200, {"access_token": "x", "expires_in": "soon"}, AnswerNotUnderstood),
        (200, [], AnswerNotUnderstood),
    ],
)
def test_other_answers_of_the_token_endpoint(
    provider: IdentityProvider, status: int, body: Any, kind: type[RemoteError]
) -> None:
    provider.status, provider.body = status, body
    with pytest.raises(RemoteError) as caught:
        token_source(by_secret(provider.url), session=open_session())()
    assert type(caught.value) is kind
    assert caught.value.service == "entra"


def test_a_throttling_provider_says_how_long(provider: IdentityProvider) -> None:
    provider.status, provider.headers = 429, {"Retry-After": "120"}
    with pytest.raises(Throttled) as caught:
        token_source(by_secret(provider.url), session=open_session())()
    assert caught.value.retry_after_seconds == 120


@responses.activate
@pytest.mark.parametrize("seconds", [3599, 3599.5])
def test_the_real_authority_is_asked_the_same_way(seconds: float) -> None:
    responses.get(DISCOVERY, json={"token_endpoint": ENDPOINT})
    responses.post(ENDPOINT, json={"access_token": "token", "expires_in": seconds})
    assert token_source(by_secret(), session=open_session())() == "token"


@responses.activate
@pytest.mark.parametrize(
    "document", [{}, {"token_endpoint": "http://evil.example/token"}, {"token_endpoint": "x"}, []]
)
def test_a_secret_is_not_sent_where_others_can_read_it(document: Any) -> None:
    responses.get(DISCOVERY, json=document)
    with pytest.raises(AnswerNotUnderstood):
        token_source(by_secret(), session=open_session())()
    assert len(responses.calls) == 1


@responses.activate
def test_a_directory_that_is_not_there_is_said_so() -> None:
    responses.get(DISCOVERY, status=400, json={"error": "invalid_tenant", "error_codes": [90002]})
    with pytest.raises(CredentialsRefused, match="ENTRA_TENANT_ID"):
        token_source(by_secret(), session=open_session())()


# By managed identity


@pytest.mark.parametrize("client_id", [None, an_id(7)])
def test_a_managed_identity_gets_a_token(identity: IdentityProvider, client_id: str | None) -> None:
    identity.body = {
        "access_token": "identity-token",
        "expires_on": str(int(datetime.now(UTC).timestamp()) + 86400),
        "resource": "https://org.crm.dynamics.com",
        "token_type": "Bearer",
    }
    changes = {} if client_id is None else {"MANAGED_IDENTITY_CLIENT_ID": client_id}
    source = token_source(settings(**changes), session=open_session())
    assert [source(), source()] == ["identity-token"] * 2
    ((asked, header),) = identity.identity_requests
    assert (asked["resource"], asked.get("client_id")) == (
        "https://org.crm.dynamics.com",
        client_id,
    )
    assert header == "header"


def test_an_identity_that_is_not_assigned_is_said_so(identity: IdentityProvider) -> None:
    identity.status = 400
    identity.body = {"statusCode": 400, "message": "No managed identity found."}
    with pytest.raises(CredentialsRefused, match="Assign a managed identity"):
        token_source(settings(), session=open_session())()


# Using it


@responses.activate
def test_every_call_carries_the_token_and_the_standard_headers() -> None:
    tokens = iter(["one", "two"])
    calls = Calls()
    responses.get(
        "https://org.crm.dynamics.com/api/data/v9.2/WhoAmI",
        json={"UserId": an_id(1), "BusinessUnitId": an_id(2), "OrganizationId": an_id(3)},
    )
    sent: list[str] = []

    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        sent.append(request.headers["Authorization"])
        return batch_answer([part(200, {"value": []}) for _ in inner_requests(request.body)])

    responses.add_callback(
        responses.POST, "https://org.crm.dynamics.com/api/data/v9.2/$batch", callback
    )
    dataverse = open_dataverse(
        settings(), calls=calls, session=open_session(), token=lambda: next(tokens)
    )
    dataverse.who_am_i()
    dataverse.rows_by_id("leads", [an_id(1)], ["leadid"])
    headers = responses.calls[0].request.headers
    assert headers["Authorization"] == "Bearer one"
    assert sent == ["Bearer two"]
    assert {name: headers[name] for name in ("Accept", "OData-Version", "OData-MaxVersion")} == {
        "Accept": "application/json",
        "OData-Version": "4.0",
        "OData-MaxVersion": "4.0",
    }
    assert headers["If-None-Match"] == "null"
    assert calls.made("dataverse") == 2


@responses.activate
def test_a_refused_credential_is_told_apart_from_dataverses_own_refusal() -> None:
    def refuse() -> str:
        raise CredentialsRefused("entra", "no")

    dataverse = open_dataverse(settings(), calls=Calls(), session=open_session(), token=refuse)
    with pytest.raises(CredentialsRefused) as caught:
        dataverse.who_am_i()
    assert caught.value.service == "entra"
    assert len(responses.calls) == 0


def test_loading_the_client_loads_no_library_for_other_credentials() -> None:
    import subprocess
    import sys

    code = (
        "import sys, shared.dataverse.token, shared.dataverse.connect;"
        "print([m for m in ('azure', 'msal', 'jwt', 'cryptography') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(token_module.__file__).parents[2],
    )
    assert found.stdout.strip() == "[]"


def test_each_time_that_no_token_was_given_is_told_with_entras_code(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="shared")
    clock = Clock()
    tokens = Tokens(clock)
    source = TokenSource(tokens, clock=clock)
    source()
    tokens.fault = Unreachable("entra", "down")
    clock.now += 3400
    source()
    tokens.fault = CredentialsRefused("entra", "no", service_code="AADSTS7000222")
    clock.now += 200
    with pytest.raises(CredentialsRefused):
        source()
    assert lines(caplog) == [
        {"event": "token", "code": "remote.unreachable"},
        {"event": "token", "code": "remote.credentials_refused", "serviceCode": "AADSTS7000222"},
    ]
