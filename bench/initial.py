"""The initial sync with ActiveCampaign's real limits on, into an account that is empty."""

import time
from collections.abc import Iterator

from bench.engine import InProcess, world_of
from bench.figures import Figure
from bench.options import Options
from shared.activecampaign.models import ContactWrite
from shared.transport import Calls

CALLS_PER_SECOND = 5
IMPORTS_PER_MINUTE = 100
CONTACTS_AN_IMPORT = 250
CALLS_FOR_AN_IMPORT = 1 + CONTACTS_AN_IMPORT / 100
"""The import itself, and its new contacts read back a hundred a call."""

SHARE = 95
TIMES_SINGLE = 60
SINGLES = 50


def ceilings() -> tuple[float, float]:
    """Contacts a second that the two limits allow: of all calls, and of imports."""
    by_calls = CALLS_PER_SECOND / CALLS_FOR_AN_IMPORT * CONTACTS_AN_IMPORT
    return by_calls, IMPORTS_PER_MINUTE / 60 * CONTACTS_AN_IMPORT


def measure(options: Options) -> Iterator[Figure]:
    """Times the whole run, then single calls by the same client in the same world."""
    by_calls, by_imports = ceilings()
    ceiling = min(by_calls, by_imports)
    with world_of(contacts=options.initial, limits=True, import_seconds=1.0) as world:
        engine = InProcess.of(world)
        run = engine.run("initial")
        created = run.total("created")
        rate = created / run.seconds
        account = engine.app.activecampaign(Calls())
        began = time.monotonic()
        for number in range(SINGLES):
            account.sync_contact(ContactWrite(email=f"single{number}@bench.example"))
        single = SINGLES / (time.monotonic() - began)
    share = 100 * rate / ceiling
    calls = run.run.calls["activecampaign"]
    yield Figure(
        "initial sync, limits on",
        f"{rate:,.0f} contacts/s = {share:.0f} % of the ceiling",
        f"≥ {SHARE} %",
        share >= SHARE,
        f"{created:,} new contacts in {run.seconds:.1f} s by {calls} calls; ceiling "
        f"{ceiling:.0f}/s by 5 calls/s (by 100 imports/min: {by_imports:.0f}/s); {run.shares}",
    )
    yield Figure(
        "the same against contact/sync",
        f"{rate / single:.0f} times",
        f"≥ {TIMES_SINGLE} times",
        rate / single >= TIMES_SINGLE,
        f"one call a contact, limits on: {single:.2f} contacts/s",
    )
