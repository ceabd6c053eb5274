"""The platform's own tables that the Web API shows: people, roles, organisation, messages."""

from sandbox.dataverse.column_kinds import (
    choice,
    flag,
    integer,
    labels,
    lookup,
    memo,
    readonly,
    text,
)  # fmt: skip
from sandbox.dataverse.common_columns import primary_id, stamps
from sandbox.dataverse.schema import Column, Table


def systemuser() -> Table:
    modes = [
        (0, "Read-Write", "Lettura/scrittura"),
        (3, "Support User", "Utente supporto"),
        (4, "Non-interactive", "Non interattivo"),
        (5, "Delegated Admin", "Amministratore delegato"),
    ]
    columns = [
        primary_id("systemuserid", "User"),
        text("firstname", 256),
        text("lastname", 256),
        readonly(text("fullname", 200, "Full Name", "Nome completo")),
        text("internalemailaddress", 100, "Primary Email", form="Email"),
        text("domainname", 1024, "User Name"),
        _guid("azureactivedirectoryobjectid", "Azure AD Object ID"),
        _guid("applicationid", "Application ID"),
        flag("isdisabled", "Status"),
        flag("islicensed", "User Licensed", default=True),
        choice("accessmode", "Access Mode", "Modalità di accesso", modes),
        lookup("businessunitid", "businessunit", english="Business Unit"),
        lookup("parentsystemuserid", "systemuser", english="Manager"),
        *stamps(),
    ]
    indexed = ("azureactivedirectoryobjectid", "applicationid")
    return _table("systemuser", "systemusers", "SystemUser", 8, "fullname", columns, indexed,
                  owned="businessunit")  # fmt: skip


def usersettings() -> Table:
    """One row a user, with the user's own key (learn.microsoft.com, "usersettings EntityType",
    read 2026-11-24). Its privilege is prvReadUserSettings; own rows are within its Basic level."""
    columns = [
        primary_id("systemuserid", "User"),
        integer("uilanguageid", 0, 2**31 - 1, "UI Language"),
        integer("localeid", 0, 2**31 - 1, "Locale"),
        lookup("businessunitid", "businessunit", english="Business Unit", writable=False),
        *stamps(),
    ]
    return _table("usersettings", "usersettingscollection", "UserSettings", 150, "", columns,
                  owned="businessunit")  # fmt: skip


def team() -> Table:
    columns = [
        primary_id("teamid", "Team"),
        text("name", 160),
        integer("teamtype", 0, 3, "Team Type"),
        flag("isdefault", "Is Default"),
        _guid("azureactivedirectoryobjectid", "Azure AD Object Id for a group"),
        lookup("businessunitid", "businessunit", english="Business Unit"),
        lookup("administratorid", "systemuser", english="Administrator"),
        *stamps(),
    ]
    return _table("team", "teams", "Team", 9, "name", columns, owned="businessunit")


def role() -> Table:
    columns = [
        primary_id("roleid", "Role"),
        text("name", 100),
        lookup("businessunitid", "businessunit", english="Business Unit"),
        lookup("parentroleid", "role", english="Parent Role", writable=False),
        lookup("parentrootroleid", "role", english="Parent Root Role", writable=False),
        lookup("roletemplateid", "roletemplate", english="Role Template ID", writable=False),
        *stamps(),
    ]
    return _table("role", "roles", "Role", 1036, "name", columns, ("name",), owned="businessunit")


def roletemplate() -> Table:
    columns = [primary_id("roletemplateid", "Role Template"), text("name", 100)]
    return _table("roletemplate", "roletemplates", "RoleTemplate", 1037, "name", columns)


def businessunit() -> Table:
    columns = [
        primary_id("businessunitid", "Business Unit"),
        text("name", 160),
        flag("isdisabled", "Is Disabled"),
        lookup("parentbusinessunitid", "businessunit", english="Parent Business"),
        *stamps(),
    ]
    return _table("businessunit", "businessunits", "BusinessUnit", 10, "name", columns)


def organization() -> Table:
    columns = [
        primary_id("organizationid", "Organization"),
        text("name", 160),
        integer("expirechangetrackingindays", 0, 365, "Days to Expire Deleted Records"),
        integer("languagecode", 0, 2**31 - 1, "Language"),
        integer("localeid", 0, 2**31 - 1, "Locale"),
        integer("maxuploadfilesize", 0, 131_072_000, "Max Upload File Size"),
        lookup("basecurrencyid", "transactioncurrency", english="Currency"),
        *stamps(),
    ]  # fmt: skip
    return _table("organization", "organizations", "Organization", 1019, "name", columns)


def transactioncurrency() -> Table:
    columns = [
        primary_id("transactioncurrencyid", "Currency"),
        text("currencyname", 100),
        text("isocurrencycode", 5),
        text("currencysymbol", 13),
        integer("currencyprecision", 0, 4),
        Column("exchangerate", "decimal", labels("Exchange Rate"),
               minimum=1e-12, maximum=1e11, precision=12),
        *stamps(),
    ]  # fmt: skip
    return _table("transactioncurrency", "transactioncurrencies", "TransactionCurrency", 9105,
                  "currencyname", columns)  # fmt: skip


def sdkmessage() -> Table:
    columns = [primary_id("sdkmessageid", "SDK Message"), text("name", 256)]
    return _table("sdkmessage", "sdkmessages", "SdkMessage", 4606, "name", columns)


def sdkmessagefilter() -> Table:
    columns = [
        primary_id("sdkmessagefilterid", "SDK Message Filter"),
        text("name", 256),
        text("primaryobjecttypecode", 128),
        lookup("sdkmessageid", "sdkmessage", english="SDK Message"),
    ]
    return _table(
        "sdkmessagefilter", "sdkmessagefilters", "SdkMessageFilter", 4607, "name", columns
    )


def environmentvariabledefinition() -> Table:
    """learn.microsoft.com, "Environment Variable Definition table reference" (read 2026-11-30)."""
    types = [
        (100_000_000, "String", "Stringa"),
        (100_000_001, "Number", "Numero"),
        (100_000_002, "Boolean", "Booleano"),
        (100_000_003, "JSON", "JSON"),
        (100_000_004, "Data source", "Origine dati"),
        (100_000_005, "Secret", "Segreto"),
    ]
    columns = [
        primary_id("environmentvariabledefinitionid", "Environment Variable Definition"),
        text("schemaname", 100, "Schema Name"),
        text("displayname", 100, "Display Name"),
        memo("defaultvalue", 2000, "Default Value"),
        choice("type", "Type", "Tipo", types),
        *stamps(),
    ]
    return _table("environmentvariabledefinition", "environmentvariabledefinitions",
                  "EnvironmentVariableDefinition", 380, "schemaname", columns)  # fmt: skip


def environmentvariablevalue() -> Table:
    """Access goes with the definition: the table has no privileges of its own."""
    definition = lookup("environmentvariabledefinitionid", "environmentvariabledefinition")
    definition.navigation = {"environmentvariabledefinition": "EnvironmentVariableDefinitionId"}
    columns = [
        primary_id("environmentvariablevalueid", "Environment Variable Value"),
        text("schemaname", 100, "Schema Name"),
        memo("value", 2000, "Value"),
        definition,
        *stamps(),
    ]
    made = _table("environmentvariablevalue", "environmentvariablevalues",
                  "EnvironmentVariableValue", 381, "schemaname", columns)  # fmt: skip
    made.rights_of = "environmentvariabledefinition"
    return made


def _table(
    name: str,
    set_name: str,
    schema_name: str,
    type_code: int,
    name_column: str,
    columns: list[Column],
    indexed: tuple[str, ...] = (),
    *,
    owned: str = "organization",
) -> Table:
    return Table(
        name,
        set_name,
        schema_name,
        labels(schema_name),
        columns[0].name,
        name_column,
        type_code,
        {column.name: column for column in columns},
        owned="businessunit" if owned == "businessunit" else "organization",
        indexed=indexed,
    )


def _guid(name: str, english: str) -> Column:
    return Column(name, "guid", labels(english))
