"""One Dynamics environment: its settings, schema, rows and people, and the time there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.dataverse import (
    marketing_activity,
    people,
    platform_tables,
    sales_tables,
    solution_tables,
)
from sandbox.dataverse.collation import Collation
from sandbox.dataverse.column_security import Profiles
from sandbox.dataverse.custom_columns import add_custom_columns
from sandbox.dataverse.packages import Package
from sandbox.dataverse.rights import Caller, Directory
from sandbox.dataverse.schema import Schema
from sandbox.dataverse.store import Row, Store
from sandbox.dataverse.values import iso

COUNT_LIMIT = 5000


@dataclass(frozen=True)
class Settings:
    """Options of the start. The last ones choose between readings of facts that Microsoft's text
    leaves open. `bare`: as before the product came, without its solution, its application user and
    change tracking of leads and contacts."""

    url: str
    entra: str
    tenant: str
    app_id: str
    tracking_days: int = 7
    expired_token_status: int = 400
    accent_insensitive: bool = True
    ne_matches_null: bool = False
    multiple: bool = True
    inactive_contacts_read_only: bool = False
    bare: bool = False


class Organisation:
    """All state of the stand-in. `now` tells the time."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self.collation = Collation(settings.accent_insensitive)
        self.schema = _schema(settings.multiple, settings.bare)
        self.store = Store(self.schema, self.collation)
        self.directory = Directory(self.store, people.role_privileges())
        self.profiles = Profiles()
        self.tokens_valid_after = 0
        self.imports: dict[str, tuple[str, bytes]] = {}
        """Imports under way by the id of their system job: the id of the import job, the zip."""
        self.installed: dict[str, Package] = {}
        self.unpublished: set[str] = set()
        """Tables whose change tracking was turned on, but not published."""
        start = iso(now() - timedelta(days=900))
        app_id = None if settings.bare else settings.app_id
        people.populate(self.store, app_id, start, settings.tracking_days)

    @property
    def api(self) -> str:
        return f"{self.settings.url.rstrip('/')}/api/data/v9.2"

    def time(self) -> str:
        return iso(self.now())

    def organization(self) -> Row:
        return self.store.tables["organization"].rows[people.ORGANIZATION_ID]

    def caller(self, user_id: str) -> Caller:
        """That user, whether enabled or not; raises KeyError for an unknown id."""
        row = self.store.tables["systemuser"].rows[user_id]
        return Caller(self.directory.principal(row))

    def platform(self) -> Caller:
        """The platform itself, which may do everything."""
        system = self.store.tables["systemuser"].rows[people.SYSTEM_ID]
        return Caller(self.directory.principal(system), unbound=True)


def _schema(multiple: bool, bare: bool) -> Schema:
    sales = [
        sales_tables.lead(),
        sales_tables.contact(),
        sales_tables.account(),
        sales_tables.opportunity(),
    ]
    for table in sales:
        if table.name in ("lead", "contact"):
            add_custom_columns(table)
        if not multiple:
            table.messages = frozenset()
        if bare:
            table.change_tracking = False
    return Schema(
        [
            *sales,
            *([] if bare else [marketing_activity.table()]),
            platform_tables.systemuser(),
            platform_tables.usersettings(),
            platform_tables.team(),
            platform_tables.role(),
            platform_tables.roletemplate(),
            platform_tables.businessunit(),
            platform_tables.organization(),
            platform_tables.transactioncurrency(),
            platform_tables.sdkmessage(),
            platform_tables.sdkmessagefilter(),
            platform_tables.environmentvariabledefinition(),
            platform_tables.environmentvariablevalue(),
            solution_tables.solution(),
            solution_tables.importjob(),
            solution_tables.asyncoperation(),
        ]
    )
