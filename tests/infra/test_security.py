"""What infra/ opens and what it keeps shut. `make check-infra` adds checkov's rules."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.bicep import Choice, Expression, Resource, Value, read_all

FILES = read_all()
ROLES = json.loads(Path(__file__).with_name("roles.json").read_text())["roles"]
NEEDED = {
    ("account", "Storage Blob Data Owner"),
    ("account", "Storage Queue Data Contributor"),
    ("account", "Storage Table Data Contributor"),
    ("vault", "Key Vault Secrets Officer"),
    ("insights", "Monitoring Metrics Publisher"),
}


def the(type_name: str) -> Resource:
    """The one resource of this type that is made, not only referred to."""
    made = [row for row in resources() if row.type_name.startswith(f"{type_name}@")]
    (only,) = [row for row in made if not row.existing]
    return only


def resources() -> Iterator[Resource]:
    for file in FILES.values():
        yield from file.resources.values()


def at(resource: Resource, *path: str) -> Value:
    value: Value = resource.body
    for key in path:
        assert isinstance(value, dict), path
        value = value[key]
    return value


@pytest.mark.parametrize(
    ("type_name", "path", "expected"),
    [
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", False),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", False),
        ("Microsoft.Storage/storageAccounts", "properties.allowCrossTenantReplication", False),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", True),
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            "properties.publicAccess",
            "None",
        ),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", True),
        ("Microsoft.KeyVault/vaults", "properties.enableSoftDelete", True),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", True),
        ("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", True),
        ("Microsoft.Web/sites", "properties.httpsOnly", True),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        ("Microsoft.Web/sites", "properties.siteConfig.scmMinTlsVersion", "1.2"),
        ("Microsoft.Web/sites", "properties.siteConfig.ftpsState", "Disabled"),
        ("Microsoft.Web/sites", "properties.siteConfig.cors.supportCredentials", False),
        ("Microsoft.Web/sites", "identity.type", "UserAssigned"),
    ],
)
def test_the_door_is_shut(type_name: str, path: str, expected: Value) -> None:
    assert at(the(type_name), *path.split(".")) == expected


def test_only_the_dynamics_origin_may_call_from_a_browser() -> None:
    origins = at(the("Microsoft.Web/sites"), "properties", "siteConfig", "cors", "allowedOrigins")
    assert isinstance(origins, Choice)
    assert origins.yes == []
    assert isinstance(origins.no, list)
    assert [row.text for row in origins.no if isinstance(row, Expression)] == ["allowedOrigin"]
    given = FILES["main.bicep"].modules["function"].body["params"]
    assert isinstance(given, dict)
    origin = given["allowedOrigin"]
    assert isinstance(origin, Choice)
    assert isinstance(origin.no, Expression)
    assert origin.no.text == "dataverseOrigin"


def test_no_password_deploys() -> None:
    policies = [row for row in resources() if "basicPublishingCredentialsPolicies" in row.type_name]
    assert {str(row.body["name"]) for row in policies} == {"ftp", "scm"}
    assert all(at(row, "properties", "allow") is False for row in policies)


def test_the_identity_has_the_roles_it_needs_and_no_other() -> None:
    file = FILES["app/roles.bicep"]
    found = set()
    for row in file.resources.values():
        if not row.type_name.startswith("Microsoft.Authorization/"):
            continue
        role = at(row, "properties", "roleDefinitionId")
        scope = row.body["scope"]
        assert isinstance(role, Expression)
        assert isinstance(scope, Expression)
        assert at(row, "properties", "principalType") == "ServicePrincipal"
        (variable,) = role.names & set(file.variables)
        found.add((scope.text, ROLES[str(file.variables[variable])]))
    assert found == NEEDED
    elsewhere = [
        n for n, f in FILES.items() for r in f.resources.values() if "roleAss" in r.type_name
    ]
    assert set(elsewhere) == {"app/roles.bicep"}


def test_roles_are_given_before_the_app_starts() -> None:
    waits = FILES["main.bicep"].modules["function"].body["dependsOn"]
    assert isinstance(waits, list)
    assert [row.text for row in waits if isinstance(row, Expression)] == ["roles"]


@pytest.mark.parametrize(
    "type_name", ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"]
)
def test_a_private_network_shuts_the_public_door(type_name: str) -> None:
    resource = the(type_name)
    access = at(resource, "properties", "publicNetworkAccess")
    rule = at(resource, "properties", "networkAcls", "defaultAction")
    for choice, shut in ((access, "Disabled"), (rule, "Deny")):
        assert isinstance(choice, Choice)
        assert (choice.condition.text, choice.yes) == ("privateNetwork", shut)


def test_a_private_network_reaches_all_that_it_shuts() -> None:
    endpoints = FILES["app/network.bicep"].variables["endpoints"]
    assert isinstance(endpoints, list)
    groups = [row["group"] for row in endpoints if isinstance(row, dict)]
    assert groups == ["blob", "queue", "table", "vault"]
    assert FILES["main.bicep"].modules["network"].condition == "(privateNetwork)"


def test_the_vault_is_protected_unless_the_operator_says_otherwise() -> None:
    protection = at(the("Microsoft.KeyVault/vaults"), "properties", "enablePurgeProtection")
    assert isinstance(protection, Choice)
    assert (protection.condition.text, protection.yes, protection.no) == (
        "purgeProtection",
        True,
        None,
    )
    assert FILES["main.bicep"].parameters["vaultPurgeProtection"].default is True


def test_no_log_keeps_the_query_strings_of_webhooks() -> None:
    categories = [
        row.get("category")
        for resource in resources()
        if resource.type_name.startswith("Microsoft.Insights/diagnosticSettings@")
        for rows in [at(resource, "properties", "logs")]
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]
    assert sorted(map(str, categories)) == ["AuditEvent", "FunctionAppLogs"]


def test_no_key_is_read_and_no_secret_is_put_out() -> None:
    for file in FILES.values():
        assert not {name for name in file.uses if name.startswith("list")}
    for name in FILES["main.bicep"].outputs:
        assert not {"KEY", "SECRET", "CONNECTION"} & set(name.replace("KEY_VAULT", "").split("_"))
