"""Puts the stand-in together: its accounts, its routes, and what stands before them."""

from collections.abc import AsyncIterator

from aiohttp import web

from sandbox.activecampaign import (
    activities,
    automations,
    campaigns,
    contacts,
    control,
    fields,
    imports,
    lists,
    tags,
    users,
    v1,
    values,
    webhooks,
)
from sandbox.activecampaign.accounts import ACCOUNTS, DEMO, OTHER, Account
from sandbox.activecampaign.auth import bare_refusals, gate
from sandbox.activecampaign.options import LIMITED_KEY, SECOND_KEY, Options
from sandbox.activecampaign.records import User
from sandbox.activecampaign.seed import SEED, Seed
from sandbox.kit.server import CLOCK, make_app

ADMIN = User(1, "admin", "Ada", "Admin", "ada.admin@contoso.example", admin=True)
LIMITED = User(2, "limited", "Lino", "Limited", "lino.limited@contoso.example", admin=False)
OLGA = User(1, "olga", "Olga", "Other", "olga@fabrikam.example", admin=True)

_MODULES = (
    contacts,
    fields,
    values,
    tags,
    lists,
    automations,
    campaigns,
    activities,
    webhooks,
    imports,
    users,
    v1,
    control,
)


def build(options: Options, seed: Seed) -> web.Application:
    """Two accounts, `contoso` (the admin's and the limited user's key) and `second`; `seed`
    fills them, the second with at most 20 contacts."""
    app = make_app("activecampaign")
    clock = app[CLOCK].now
    first = Account(
        DEMO, "Contoso Marketing", {options.key: ADMIN, LIMITED_KEY: LIMITED}, clock, options
    )
    second = Account(OTHER, "Fabrikam Post", {SECOND_KEY: OLGA}, clock, options)
    app[ACCOUNTS] = [first, second]
    app[SEED] = seed
    seed(first, options.contacts)
    seed(second, min(options.contacts, 20))
    app.middlewares.append(gate)
    app.on_response_prepare.append(bare_refusals)
    for module in _MODULES:
        module.add_routes(app.router)
    app.cleanup_ctx.append(_close_deliveries)
    return app


async def _close_deliveries(app: web.Application) -> AsyncIterator[None]:
    yield
    for account in app[ACCOUNTS]:
        await account.delivery.close()
