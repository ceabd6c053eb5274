"""How an account is filled. Knows only that somebody does it, not with what."""

from collections.abc import Callable

from aiohttp import web

from sandbox.activecampaign.accounts import Account

Seed = Callable[[Account, int], None]

SEED: web.AppKey[Seed] = web.AppKey("seed")
