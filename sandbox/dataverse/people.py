"""The organisation as it starts: business units, users, teams, roles and what roles grant.

Role ids of the product are those its solution brings; a role exists once per business unit and
its copies point to the root role by `parentrootroleid`."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from sandbox.dataverse.rights import (
    ACT_ON_BEHALF,
    ASSIGN_ROLE,
    CUSTOMIZE,
    OPERATIONS,
    Level,
    Operation,
    RolePrivileges,
)  # fmt: skip
from sandbox.dataverse.store import Row, Store
from sandbox.demo.people import USERS

ORGANIZATION_ID = "b0000000-0000-4000-8000-000000000001"
ROOT_UNIT_ID = "b0000000-0000-4000-8000-000000000010"
WEST_UNIT_ID = "b0000000-0000-4000-8000-000000000011"
EURO_ID = "b0000000-0000-4000-8000-000000000020"
DOLLAR_ID = "b0000000-0000-4000-8000-000000000021"
SYSTEM_ID = "b0000000-0000-4000-8000-000000000030"
APPLICATION_USER_ID = "b0000000-0000-4000-8000-000000000031"
OTHER_APPLICATION_USER_ID = "b0000000-0000-4000-8000-000000000032"
MARKETING_TEAM_ID = "b0000000-0000-4000-8000-000000000040"

ADMINISTRATOR_TEMPLATE = "627090ff-40a3-4053-8790-584edc5be201"
CUSTOMIZER_TEMPLATE = "119f245c-3cc8-4b62-b31c-d1a046ced15d"
ROLE_IDS = {
    "System Administrator": "c0000000-0000-4000-8000-000000000001",
    "System Customizer": "c0000000-0000-4000-8000-000000000002",
    "Salesperson": "c0000000-0000-4000-8000-000000000003",
    "Sales Reader": "c0000000-0000-4000-8000-000000000004",
    "ActiveCampaign Admin": "3f6c1a52-8d0e-4c7b-9a41-6e2b7d5f0a11",
    "ActiveCampaign User": "b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822",
    "ActiveCampaign Integration": "7c2e9b64-1f35-4d80-b6a7-93d1e8c05f33",
}
PRODUCT_ROLES = ("ActiveCampaign Admin", "ActiveCampaign User", "ActiveCampaign Integration")
_TEMPLATES = {
    "System Administrator": ADMINISTRATOR_TEMPLATE,
    "System Customizer": CUSTOMIZER_TEMPLATE,
}
_DIRECTORY = (
    "systemuser", "team", "role", "roletemplate", "businessunit", "organization",
    "transactioncurrency", "sdkmessage", "sdkmessagefilter",
)  # fmt: skip
_SALES = ("lead", "contact", "account", "opportunity")
_ACTIVITIES = ("acd_marketingactivity",)
_TEAM_MEMBER = "theo"
_OTHER_UNIT = "nora"
_DISABLED = "dora"
_READS_ITALIAN = "anna"
_ITALIAN = 1040


def user_id(key: str) -> str:
    """The `systemuserid` of a demo user."""
    return str(uuid5(NAMESPACE_URL, f"systemuser/{key}"))


def role_id(name: str, unit: str) -> str:
    """The role's copy in a business unit; in the root unit it is the root role itself."""
    root = ROLE_IDS[name]
    return root if unit == ROOT_UNIT_ID else str(uuid5(NAMESPACE_URL, f"{root}/{unit}"))


def default_team_id(unit: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"defaultteam/{unit}"))


def role_privileges() -> dict[str, RolePrivileges]:
    """By root role id."""
    look_up = _grant(_DIRECTORY, ("Read",), "organization")
    own_unit = _grant(_SALES, OPERATIONS, "businessunit")
    own_rows = _grant(("systemuser",), ("Read",), "user")
    integration = _grant(("lead", "contact"), OPERATIONS, "organization") | _grant(
        ("account", "opportunity"), ("Read", "Append", "AppendTo"), "organization"
    )
    integration |= _grant(_ACTIVITIES, OPERATIONS, "organization")
    integration |= _grant(("usersettings",), ("Read",), "organization")
    activities = _grant(_ACTIVITIES, ("Read",), "organization")
    granted = {
        "System Administrator": RolePrivileges({}, everything=True),
        "System Customizer": RolePrivileges(look_up, frozenset((CUSTOMIZE,))),
        "Salesperson": RolePrivileges(look_up | own_unit | activities),
        "Sales Reader": RolePrivileges(_grant(_SALES, ("Read",), "organization")),
        "ActiveCampaign Admin": RolePrivileges(
            look_up | _grant(_SALES, ("Read",), "organization"), frozenset((ASSIGN_ROLE,))
        ),
        "ActiveCampaign User": RolePrivileges(own_rows),
        "ActiveCampaign Integration": RolePrivileges(
            look_up | integration, frozenset((ACT_ON_BEHALF, ASSIGN_ROLE))
        ),
    }
    return {ROLE_IDS[name]: privileges for name, privileges in granted.items()}


def populate(store: Store, application_id: str | None, at: str, tracking_days: int) -> None:
    """Puts organisation, units, currencies, roles, users, teams and messages into an empty
    store, stamped `at` (ISO, UTC). Without an application id, nothing of the product."""
    for table, row in (
        *_organization(tracking_days),
        *_roles(with_product=application_id is not None),
        *_users(application_id),
        *_teams(),
    ):
        store.put(table, {**store.schema.tables[table].defaults, **_stamped(row, at)})
    _link_people(store, with_product=application_id is not None)
    for row_table, row in _messages(store):
        store.put(row_table, row)


def _grant(
    tables: Iterable[str], operations: Iterable[Operation], level: Level
) -> dict[tuple[str, Operation], Level]:
    return {(table, operation): level for table in tables for operation in operations}


def _stamped(row: Row, at: str) -> Row:
    system = ("systemuser", SYSTEM_ID)
    return {**row, "createdon": at, "modifiedon": at, "createdby": system, "modifiedby": system}


def _organization(tracking_days: int) -> Iterable[tuple[str, Row]]:
    for key, name, code, symbol, rate in (
        (EURO_ID, "Euro", "EUR", "€", Decimal(1)),
        (DOLLAR_ID, "US Dollar", "USD", "$", Decimal("1.25")),
    ):
        yield "transactioncurrency", {
            "transactioncurrencyid": key, "currencyname": name, "isocurrencycode": code,
            "currencysymbol": symbol, "currencyprecision": 2, "exchangerate": rate,
        }  # fmt: skip
    yield "organization", {
        "organizationid": ORGANIZATION_ID, "name": "contoso", "languagecode": 1033,
        "expirechangetrackingindays": tracking_days, "localeid": 1033,
        "maxuploadfilesize": 5_242_880, "basecurrencyid": ("transactioncurrency", EURO_ID),
    }  # fmt: skip
    yield "businessunit", {"businessunitid": ROOT_UNIT_ID, "name": "contoso"}
    yield "businessunit", {
        "businessunitid": WEST_UNIT_ID, "name": "contoso west",
        "parentbusinessunitid": ("businessunit", ROOT_UNIT_ID),
    }  # fmt: skip


def _roles(*, with_product: bool) -> Iterable[tuple[str, Row]]:
    for name, template in _TEMPLATES.items():
        yield "roletemplate", {"roletemplateid": template, "name": name}
    for name, root in ROLE_IDS.items():
        if name in PRODUCT_ROLES and not with_product:
            continue
        for unit in (ROOT_UNIT_ID, WEST_UNIT_ID):
            row: Row = {
                "roleid": role_id(name, unit), "name": name,
                "businessunitid": ("businessunit", unit), "parentrootroleid": ("role", root),
            }  # fmt: skip
            if unit != ROOT_UNIT_ID:
                row["parentroleid"] = ("role", root)
            if name in _TEMPLATES:
                row["roletemplateid"] = ("roletemplate", _TEMPLATES[name])
            yield "role", row


def _users(application_id: str | None) -> Iterable[tuple[str, Row]]:
    root = ("businessunit", ROOT_UNIT_ID)
    yield "systemuser", {
        "systemuserid": SYSTEM_ID, "fullname": "SYSTEM", "lastname": "SYSTEM",
        "isdisabled": True, "accessmode": 3, "businessunitid": root,
    }  # fmt: skip
    for key, name, app in (
        (APPLICATION_USER_ID, "# ActiveCampaign Integration", application_id),
        (OTHER_APPLICATION_USER_ID, "# Some Other App", "0aaaaaaa-0000-4000-8000-00000000000a"),
    ):
        if app is None:
            continue
        yield "systemuser", {
            "systemuserid": key, "fullname": name, "lastname": name, "applicationid": app.lower(),
            "azureactivedirectoryobjectid": str(uuid5(NAMESPACE_URL, f"serviceprincipal/{app}")),
            "internalemailaddress": f"{key[-2:]}@apps.contoso.example", "accessmode": 4,
            "domainname": f"{key[-2:]}@apps.contoso.example", "businessunitid": root,
            "islicensed": False,
        }  # fmt: skip
    for user in USERS:
        first, _, last = user.name.partition(" ")
        unit = WEST_UNIT_ID if user.key == _OTHER_UNIT else ROOT_UNIT_ID
        yield "systemuser", {
            "systemuserid": user_id(user.key), "fullname": user.name, "firstname": first,
            "lastname": last, "internalemailaddress": user.email, "domainname": user.email,
            "azureactivedirectoryobjectid": user.oid, "accessmode": 0,
            "isdisabled": user.key == _DISABLED, "businessunitid": ("businessunit", unit),
        }  # fmt: skip
        yield "usersettings", {
            "systemuserid": user_id(user.key), "localeid": 1033,
            "uilanguageid": _ITALIAN if user.key == _READS_ITALIAN else 1033,
            "businessunitid": ("businessunit", unit),
        }  # fmt: skip


def _teams() -> Iterable[tuple[str, Row]]:
    for unit, name in ((ROOT_UNIT_ID, "contoso"), (WEST_UNIT_ID, "contoso west")):
        yield "team", {
            "teamid": default_team_id(unit), "name": name, "teamtype": 0, "isdefault": True,
            "businessunitid": ("businessunit", unit),
        }  # fmt: skip
    yield "team", {
        "teamid": MARKETING_TEAM_ID, "name": "Marketing Team", "teamtype": 0, "isdefault": False,
        "businessunitid": ("businessunit", ROOT_UNIT_ID),
    }  # fmt: skip


def _link_people(store: Store, *, with_product: bool) -> None:
    for user in USERS:
        unit = WEST_UNIT_ID if user.key == _OTHER_UNIT else ROOT_UNIT_ID
        store.link("teammembership_association", (default_team_id(unit), user_id(user.key)))
        for name in user.roles:
            if name in PRODUCT_ROLES and not with_product:
                continue
            pair = (user_id(user.key), role_id(name, unit))
            store.link("systemuserroles_association", pair)
    store.link("teammembership_association", (MARKETING_TEAM_ID, user_id(_TEAM_MEMBER)))
    sales = role_id("Salesperson", ROOT_UNIT_ID)
    store.link("teamroles_association", (MARKETING_TEAM_ID, sales))
    root_team = default_team_id(ROOT_UNIT_ID)
    store.link("teammembership_association", (root_team, OTHER_APPLICATION_USER_ID))
    if not with_product:
        return
    user_role = role_id("ActiveCampaign User", ROOT_UNIT_ID)
    store.link("teamroles_association", (MARKETING_TEAM_ID, user_role))
    store.link("teammembership_association", (root_team, APPLICATION_USER_ID))
    integration = role_id("ActiveCampaign Integration", ROOT_UNIT_ID)
    store.link("systemuserroles_association", (APPLICATION_USER_ID, integration))


def _messages(store: Store) -> Iterable[tuple[str, Row]]:
    tables = store.schema.tables.values()
    standard = ("Create", "Update", "Delete", "Retrieve", "RetrieveMultiple", "Upsert", "Merge")
    optional = {message for table in tables for message in table.messages}
    for message in (*standard, *sorted(optional)):
        message_id = str(uuid5(NAMESPACE_URL, f"sdkmessage/{message}"))
        yield "sdkmessage", {"sdkmessageid": message_id, "name": message}
        for table in tables:
            if message in standard or message in table.messages:
                yield "sdkmessagefilter", {
                    "sdkmessagefilterid": str(uuid5(NAMESPACE_URL, f"{message}/{table.name}")),
                    "primaryobjecttypecode": table.name,
                    "sdkmessageid": ("sdkmessage", message_id),
                }  # fmt: skip
