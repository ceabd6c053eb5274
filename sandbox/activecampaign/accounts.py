"""One ActiveCampaign account with all that acts in it, and the users whose keys open it."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from sandbox.activecampaign.bulk_import import Imports
from sandbox.activecampaign.changes import Changes
from sandbox.activecampaign.delivery import Delivery
from sandbox.activecampaign.limits import Limit
from sandbox.activecampaign.mailer import Mailer
from sandbox.activecampaign.options import Options
from sandbox.activecampaign.records import User
from sandbox.activecampaign.runs import AutomationRuns
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.stream import Stream

CALLS_A_SECOND = 5
DEMO, OTHER = "contoso", "second"


class Account:
    """`name` is the sub-domain of its address, `title` the name shown to people."""

    def __init__(
        self,
        name: str,
        title: str,
        users: dict[str, User],
        clock: Callable[[], datetime],
        options: Options,
    ) -> None:
        self.name = name
        self.title = title
        self.users = users
        self.clock = clock
        self.options = options
        self.limit = Limit(CALLS_A_SECOND, 1.0)
        self.throttled = 0
        self.store = Store(name, clock, options.zone)
        self._assemble()

    def _assemble(self) -> None:
        options, store = self.options, self.store
        self.changes = Changes(store)
        self.stream = Stream(store)
        self.mailer = Mailer(store, self.changes, self.stream)
        self.runs = AutomationRuns(
            store,
            self.changes,
            self.mailer,
            self.stream,
            options.automation_seconds,
            options.re_enrol,
        )
        self.delivery = Delivery(store, options.webhook_fields, options.webhook_timeout_seconds)
        self.changes.listeners += [
            self.stream.on_event,
            self.delivery.on_event,
            self.runs.on_event,
        ]
        self.imports = Imports(
            store,
            self.changes,
            self.delivery,
            seconds=options.import_seconds,
            blanks=options.import_blanks,
            limited=options.limits,
        )

    async def empty(self) -> None:
        """Forgets everything but who may sign in."""
        await self.delivery.close()
        self.changes.listeners.clear()  # the cycle that would keep the old rows alive
        self.store = Store(self.name, self.clock, self.options.zone)
        self._assemble()


ACCOUNTS: web.AppKey[list[Account]] = web.AppKey("accounts")
ACCOUNT = web.RequestKey("account", Account)
USER = web.RequestKey("user", User)


def account_of(request: web.Request) -> Account:
    return request[ACCOUNT]


def user_of(request: web.Request) -> User:
    return request[USER]
