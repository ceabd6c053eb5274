"""The app's own tokens: msal and azure-identity with secret and certificate, and refusals."""

from typing import Any

import msal
import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientSecretCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.sandbox.entra.conftest import CLIENT, DATAVERSE, SECRET, TENANT, Entra, KeyPair

SCOPE = f"{DATAVERSE}/.default"


@pytest.fixture(autouse=True)
def trusted(pairs: dict[str, KeyPair], monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator would make a private authority known; `requests` puts this variable above
    what a session was told."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pairs["server"].certificate))


def msal_app(entra: Entra, credential: Any) -> msal.ConfidentialClientApplication:
    return msal.ConfidentialClientApplication(
        CLIENT,
        authority=entra.authority,
        client_credential=credential,
        instance_discovery=False,
    )


def certificate_credential(pair: KeyPair) -> dict[str, str]:
    return {
        "private_key": pair.key.read_text(),
        "public_certificate": pair.certificate.read_text(),
    }


def test_msal_gets_an_app_token_for_dataverse_with_a_secret(secure_entra: Entra) -> None:
    answer = msal_app(secure_entra, SECRET).acquire_token_for_client([SCOPE])
    claims = secure_entra.verified(answer["access_token"], DATAVERSE)
    assert claims["appid"] == CLIENT
    assert claims["tid"] == TENANT
    assert claims["iss"] == f"https://sts.windows.net/{TENANT}/"
    assert claims["idtyp"] == "app"
    assert "scp" not in claims
    assert claims["oid"] == claims["sub"]
    assert claims["appidacr"] == "1"


def test_msal_gets_an_app_token_with_a_registered_certificate(
    secure_entra: Entra, pairs: dict[str, KeyPair]
) -> None:
    app = msal_app(secure_entra, certificate_credential(pairs["client"]))
    answer = app.acquire_token_for_client([SCOPE])
    assert secure_entra.verified(answer["access_token"], DATAVERSE)["appidacr"] == "2"


def test_msal_gets_an_app_token_with_a_sha1_thumbprint(
    secure_entra: Entra, pairs: dict[str, KeyPair]
) -> None:
    pair = pairs["client"]
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303 - what x5t is
    credential = {"private_key": pair.key.read_text(), "thumbprint": thumbprint}
    answer = msal_app(secure_entra, credential).acquire_token_for_client([SCOPE])
    assert "access_token" in answer, answer


def test_a_certificate_that_is_not_registered_is_refused(
    secure_entra: Entra, pairs: dict[str, KeyPair]
) -> None:
    app = msal_app(secure_entra, certificate_credential(pairs["stranger"]))
    answer = app.acquire_token_for_client([SCOPE])
    assert answer["error"] == "invalid_client"
    assert answer["error_codes"] == [700027]


def test_azure_identity_gets_an_app_token_with_a_secret(secure_entra: Entra) -> None:
    credential = ClientSecretCredential(
        TENANT,
        CLIENT,
        SECRET,
        authority=secure_entra.base,
        disable_instance_discovery=True,
        connection_verify=secure_entra.verify,
    )
    token = credential.get_token(SCOPE).token
    assert secure_entra.verified(token, DATAVERSE)["appid"] == CLIENT


def test_azure_identity_gets_an_app_token_with_a_certificate(
    secure_entra: Entra, pairs: dict[str, KeyPair]
) -> None:
    pair = pairs["client"]
    credential = CertificateCredential(
        TENANT,
        CLIENT,
        certificate_data=pair.key.read_bytes() + pair.certificate.read_bytes(),
        authority=secure_entra.base,
        disable_instance_discovery=True,
        connection_verify=secure_entra.verify,
    )
    token = credential.get_token(SCOPE).token
    assert secure_entra.verified(token, DATAVERSE)["appidacr"] == "2"


def test_azure_identity_names_the_code_of_a_refusal(secure_entra: Entra) -> None:
    credential = ClientSecretCredential(
        TENANT,
        CLIENT,
        "wrong",
        authority=secure_entra.base,
        disable_instance_discovery=True,
        connection_verify=secure_entra.verify,
    )
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        credential.get_token(SCOPE)


def client_credentials(entra: Entra, **changes: str) -> requests.Response:
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "scope": SCOPE,
        **changes,
    }
    return entra.token(**{name: value for name, value in form.items() if value})


@pytest.mark.parametrize(
    ("changes", "status", "error", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_secret": ""}, 401, "invalid_client", 7000218),
        ({"client_id": TENANT}, 400, "unauthorized_client", 700016),
        ({"client_id": ""}, 400, "invalid_request", 900144),
        ({"grant_type": ""}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"scope": ""}, 400, "invalid_request", 900144),
        ({"scope": f"{DATAVERSE}/user_impersonation"}, 400, "invalid_scope", 1002012),
        ({"scope": "https://other.crm4.dynamics.com/.default"}, 400, "invalid_resource", 500011),
    ],
)
def test_a_bad_request_for_an_app_token_is_refused_with_its_code(
    secure_entra: Entra, changes: dict[str, str], status: int, error: str, code: int
) -> None:
    answer = client_credentials(secure_entra, **changes)
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [code])
    assert body["error_description"].startswith(f"AADSTS{code}: ")


def test_an_unknown_tenant_has_no_token_and_no_configuration(entra: Entra) -> None:
    answer = requests.post(f"{entra.base}/nowhere/oauth2/v2.0/token", data={}, timeout=9)
    assert answer.status_code == 400
    configuration = requests.get(
        f"{entra.base}/nowhere/v2.0/.well-known/openid-configuration", timeout=9
    )
    assert configuration.status_code == 400
    assert configuration.json()["error"] == "invalid_tenant"


def test_an_app_token_for_the_own_api_is_a_v2_token_without_a_scope(entra: Entra) -> None:
    answer = client_credentials(entra, scope=f"api://{CLIENT}/.default")
    claims = entra.verified(answer.json()["access_token"], CLIENT)
    assert claims["ver"] == "2.0"
    assert claims["iss"] == f"{entra.authority}/v2.0"
    assert "scp" not in claims


def test_the_audience_is_the_resource_as_it_was_asked_for(entra: Entra) -> None:
    answer = client_credentials(entra, scope=f"{DATAVERSE}//.default")
    assert entra.verified(answer.json()["access_token"], f"{DATAVERSE}/")["aud"] == f"{DATAVERSE}/"


def test_a_fault_rule_makes_the_token_endpoint_unavailable(entra: Entra) -> None:
    rule = {"kind": "status", "path": "/oauth2/v2.0/token", "status": 503}
    assert entra.control("faults", rule).status_code == 204
    assert client_credentials(entra).status_code == 503
    assert client_credentials(entra).status_code == 200
