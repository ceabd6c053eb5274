"""The environment variables, as one validated object. Knows no service."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from shared.errors import ConfigurationError

DEFAULT_HOSTS = (
    "*.api-us1.com",
    "*.api-eu1.com",
    "*.api-ca1.com",
    "*.api-au1.com",
    "*.activehosted.com",
)


def is_loopback(host: str) -> bool:
    """True for localhost and the loopback addresses, decided without a name look-up."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _remote_url(value: str) -> str:
    parts = urlsplit(value)
    try:
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as fault:
        raise ValueError("is no valid address") from fault
    if parts.scheme not in ("https", "http") or not host:
        raise ValueError("must be an address that starts with https://")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("must start with https:// (http only for a loopback address)")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be an address without user, query or fragment")
    return value.rstrip("/")


def _guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as fault:
        raise ValueError("must be a GUID such as 00000000-0000-0000-0000-000000000000") from fault


def _list(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


RemoteUrl = Annotated[str, AfterValidator(_remote_url)]
Guid = Annotated[str, AfterValidator(_guid)]
TextList = Annotated[tuple[str, ...], BeforeValidator(_list)]


class Settings(BaseModel):
    """Every setting of the app. Field aliases are the names of the environment variables."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    storage_connection: SecretStr | None = Field(
        None,
        alias="AzureWebJobsStorage",
        description="Connection string of the storage account. Only for local use.",
    )
    storage_account_name: str | None = Field(
        None,
        alias="AzureWebJobsStorage__accountName",
        description="Name of the storage account, reached by managed identity.",
    )
    storage_queue_uri: RemoteUrl | None = Field(
        None, alias="AzureWebJobsStorage__queueServiceUri", description="Its queue endpoint."
    )
    storage_table_uri: RemoteUrl | None = Field(
        None, alias="AzureWebJobsStorage__tableServiceUri", description="Its table endpoint."
    )
    storage_client_id: str | None = Field(
        None,
        alias="AzureWebJobsStorage__clientId",
        description="Client id of the user-assigned identity that reaches the storage account.",
    )
    dataverse_url: RemoteUrl = Field(
        alias="DATAVERSE_URL",
        description="Address of the Dynamics environment, such as https://ORG.crm.dynamics.com.",
    )
    entra_tenant_id: Guid = Field(alias="ENTRA_TENANT_ID", description="The directory's id.")
    entra_client_id: Guid = Field(
        alias="ENTRA_CLIENT_ID", description="Application id of the app registration."
    )
    entra_client_secret: SecretStr | None = Field(
        None, alias="ENTRA_CLIENT_SECRET", description="Client secret of the app registration."
    )
    entra_client_certificate: str | None = Field(
        None,
        alias="ENTRA_CLIENT_CERTIFICATE",
        description="Path of a PEM file with certificate and private key, instead of a secret.",
    )
    managed_identity_client_id: str | None = Field(
        None,
        alias="MANAGED_IDENTITY_CLIENT_ID",
        description="Client id of the user-assigned identity used towards Dataverse and Key Vault.",
    )
    entra_authority: RemoteUrl = Field(
        "https://login.microsoftonline.com",
        alias="ENTRA_AUTHORITY",
        description="Address of the identity provider.",
    )
    key_vault_url: RemoteUrl | None = Field(
        None, alias="KEY_VAULT_URL", description="Key Vault that keeps the ActiveCampaign key."
    )
    local_secret_key: SecretStr | None = Field(
        None,
        alias="LOCAL_SECRET_KEY",
        min_length=32,
        description="Only for local use, instead of a Key Vault: any text of 32 characters or "
        "more, from which the key that encrypts secrets in storage is derived.",
    )
    public_url: RemoteUrl = Field(
        alias="PUBLIC_URL", description="Address at which ActiveCampaign reaches this app."
    )
    activecampaign_hosts: TextList = Field(
        DEFAULT_HOSTS,
        alias="ACTIVECAMPAIGN_HOSTS",
        description="Host patterns, separated by commas, that a connection may name. An entry "
        "with a port is for local use; only such an entry may be a loopback address or http.",
    )
    activecampaign_calls_per_second: float = Field(
        5.0,
        alias="ACTIVECAMPAIGN_CALLS_PER_SECOND",
        gt=0,
        description="Calls a second that the app allows itself; the account's limit is 5.",
    )
    activecampaign_imports_per_minute: float = Field(
        100.0,
        alias="ACTIVECAMPAIGN_IMPORTS_PER_MINUTE",
        gt=0,
        description="Bulk imports a minute that the app allows itself; the limit is 100.",
    )
    sync_tick: str = Field(
        "0 */5 * * * *",
        alias="SYNC_TICK",
        description="NCRONTAB expression with six fields: how often the timers look whether a "
        "run is due.",
    )
    cors_in_code: TextList = Field(
        (),
        alias="CORS_IN_CODE",
        description="Origins, separated by commas, that the app itself answers preflights for. "
        "Empty in Azure, where the platform does it.",
    )
    opt_out_column: str = Field(
        "donotbulkemail",
        alias="OPT_OUT_COLUMN",
        pattern=r"^[a-z][a-z0-9_]*$",
        description="Column of lead and contact that says a person wants no marketing mail.",
    )
    map_standard_columns: bool = Field(
        False,
        alias="MAP_STANDARD_COLUMNS",
        description="true lets custom ActiveCampaign fields be mapped to standard columns of lead "
        "and contact, too; false keeps to ActiveCampaign's own rule, custom with custom.",
    )

    audit_days: int = Field(
        365,
        alias="AUDIT_DAYS",
        gt=0,
        description="Days for which acts of people are kept in the audit.",
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, data: object) -> object:
        """A variable that is set to nothing counts as not set, as in Azure's own settings."""
        if isinstance(data, Mapping):
            return {name: value for name, value in data.items() if value != ""}
        return data

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        by_identity = self.storage_account_name or (
            self.storage_queue_uri and self.storage_table_uri
        )
        if not self.storage_connection and not by_identity:
            raise ValueError(
                "AzureWebJobsStorage: set a connection string, or AzureWebJobsStorage__accountName"
                ", or AzureWebJobsStorage__queueServiceUri and __tableServiceUri"
            )
        if not self.key_vault_url and not self.local_secret_key:
            raise ValueError("KEY_VAULT_URL: set it, or for local use LOCAL_SECRET_KEY")
        if self.entra_client_secret and self.entra_client_certificate:
            raise ValueError("ENTRA_CLIENT_SECRET: set it or ENTRA_CLIENT_CERTIFICATE, not both")
        if not re.fullmatch(r"\S+( \S+){5}", self.sync_tick):
            raise ValueError("SYNC_TICK: must be an NCRONTAB expression with six fields")
        return self

    @property
    def credential(self) -> Literal["secret", "certificate", "managedIdentity"]:
        """How the app proves itself to Dataverse."""
        if self.entra_client_secret:
            return "secret"
        if self.entra_client_certificate:
            return "certificate"
        return "managedIdentity"


def load_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in `environment`.

    Raises ConfigurationError with one line that names the first wrong variable and no value."""
    try:
        return Settings.model_validate(dict(environment))
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        text = first["msg"].removeprefix("Value error, ")
        if first["type"] == "missing":
            text = "is not set"
        raise ConfigurationError(f"{name}: {text}." if name else f"{text}.") from None
