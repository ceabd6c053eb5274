"""The settings that Azure gives the app are those that the app knows."""

import json
import re

import pytest

from shared.settings import Settings, load_settings
from shared.store.connection import QUEUES
from tests.infra.bicep import INFRA, Choice, Expression, Value, read

ROOT = INFRA.parent
FILE = read(INFRA / "app" / "settings.bicep")
FIELDS = {field.alias or name: field for name, field in Settings.model_fields.items()}

# What the Functions host or Application Insights read, not the app.
# learn.microsoft.com/azure/azure-functions/functions-app-settings, functions-reference (identity)
PLATFORM = {
    "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__blobServiceUri",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    "PYTHON_THREADPOOL_THREAD_COUNT",
}
# Flex Consumption refuses these or has another place for them (same pages, "Flex deprecations");
# a plain AzureWebJobsStorage would win over the identity (azure-functions-host#11796).
FORBIDDEN = {
    "AzureWebJobsStorage",
    "FUNCTIONS_WORKER_RUNTIME",
    "FUNCTIONS_EXTENSION_VERSION",
    "WEBSITE_RUN_FROM_PACKAGE",
    "WEBSITE_CONTENTSHARE",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "LOCAL_SECRET_KEY",
    "CORS_IN_CODE",
}
SAMPLES = {
    "identityClientId": "ac100000-0000-4000-8000-000000000001",
    "blobUri": "https://st.blob.core.windows.net/",
    "queueUri": "https://st.queue.core.windows.net/",
    "tableUri": "https://st.table.core.windows.net/",
    "vaultUri": "https://kv.vault.azure.net/",
    "insightsConnectionString": "InstrumentationKey=0",
    "dataverseUrl": "https://example.crm4.dynamics.com",
    "entraTenantId": "7e000000-0000-4000-8000-000000000001",
    "entraClientId": "ac100000-0000-4000-8000-000000000002",
    "publicUrl": "https://func.azurewebsites.net",
    "environment().authentication.loginEndpoint": "https://login.microsoftonline.com/",
}


def group(name: str) -> dict[str, Value]:
    return group_of(FILE.variables[name])


def group_of(value: Value) -> dict[str, Value]:
    assert isinstance(value, dict)
    return value


def deployed() -> dict[str, str]:
    """The settings as Azure would compute them, with made-up values for what it knows."""
    result = {}
    for name, value in (group("defaults") | group("fixed")).items():
        text = value.text if isinstance(value, Expression) else str(value)
        result[name] = SAMPLES.get(text, text)
    return result


def test_no_setting_is_unknown_to_the_app() -> None:
    assert set(deployed()) - PLATFORM <= set(FIELDS)


def test_no_setting_is_one_that_azure_or_the_identity_forbids() -> None:
    assert not set(deployed()) & FORBIDDEN


def test_every_setting_that_has_no_default_is_given() -> None:
    required = {name for name, field in FIELDS.items() if field.is_required()}
    assert required <= set(group("fixed"))


def test_the_app_starts_with_what_azure_gives_it() -> None:
    settings = load_settings(deployed())
    assert settings.credential == "managedIdentity"
    assert settings.entra_authority == FIELDS["ENTRA_AUTHORITY"].default
    assert settings.storage_client_id == SAMPLES["identityClientId"]


def test_a_client_secret_is_a_reference_to_the_vault() -> None:
    assert "ENTRA_CLIENT_SECRET" not in deployed()
    reference = FILE.variables["secretReference"]
    assert isinstance(reference, Expression)
    assert reference.text.startswith("'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/")


@pytest.mark.parametrize("name", sorted(group("defaults")))
def test_the_operator_may_replace_a_default(name: str) -> None:
    body = FILE.resources["settings"].body["properties"]
    assert isinstance(body, Expression)
    assert body.text == "union(defaults, appSettings, fixed, clientSecret, cors)"
    assert name not in group("fixed")


def test_the_tick_is_the_models_own() -> None:
    assert group("defaults")["SYNC_TICK"] == FIELDS["SYNC_TICK"].default


def test_there_are_threads_for_all_messages_of_a_worker() -> None:
    queues = json.loads((ROOT / "host.json").read_text())["extensions"]["queues"]
    threads = int(deployed()["PYTHON_THREADPOOL_THREAD_COUNT"])
    assert threads > queues["batchSize"] + queues["newBatchThreshold"]


def test_either_the_platform_or_the_app_answers_preflights() -> None:
    cors = FILE.variables["cors"]
    origins = read(INFRA / "main.bicep").modules["function"].body["params"]
    assert isinstance(cors, Choice)
    assert isinstance(origins, dict)
    platform = origins["allowedOrigin"]
    assert isinstance(platform, Choice)
    assert cors.condition.text == platform.condition.text == "corsInCode"
    assert (list(group_of(cors.yes)), cors.no) == (["CORS_IN_CODE"], {})
    assert platform.yes == ""


def test_every_name_that_the_host_resolves_is_set() -> None:
    sources = [*(ROOT / "shared").rglob("*.py")]
    names = {name for path in sources for name in re.findall(r'"%(\w+)%"', path.read_text())}
    assert names
    assert names <= set(deployed())


def test_the_queues_are_the_apps_own() -> None:
    names = read(INFRA / "app" / "storage.bicep").variables["queueNames"]
    assert isinstance(names, list)
    assert set(map(str, names)) == set(QUEUES)
