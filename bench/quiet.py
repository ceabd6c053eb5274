"""Calls and writes of a run in which nothing has changed, with few and with many links; and of a
reconciliation, which compares them all."""

from collections.abc import Iterator

from bench.engine import InProcess, Measured, world_of, writes
from bench.figures import Figure
from bench.options import Options


def measure(options: Options) -> Iterator[Figure]:
    """Both sizes must cost the same calls, and no write. A reconciliation reads, for each
    thousand, contacts by ten calls and records by one, and one and two more where somebody among
    them is left out as a duplicate; it reads ids by five thousand; twenty calls are for the
    schema and the like."""
    small, small_writes, _ = _quiet_run(options.small_links)
    large, large_writes, (compared, compared_writes) = _quiet_run(options.large_links)
    same = dict(small.run.calls) == dict(large.run.calls)
    yield _figure("calls", options, _calls(small), _calls(large), "the same", same, large)
    none = small_writes == large_writes == 0
    yield _figure("writes", options, str(small_writes), str(large_writes), "0", none, large)
    thousands = -(-options.large_links // 1000)
    by_contacts, by_records = 11 * thousands + 20, 3 * thousands + thousands // 5 + 20
    calls = compared.run.calls
    few = calls["activecampaign"] <= by_contacts and calls["dynamics"] <= by_records
    yield Figure(
        "reconciliation without a difference: calls",
        _calls(compared),
        f"≤ {by_contacts} + {by_records}, no write",
        few and compared_writes == 0,
        f"{options.large_links:,} links; ActiveCampaign + Dataverse; {compared_writes} writes; "
        f"{compared.seconds:.1f} s",
    )


def _quiet_run(links: int) -> tuple[Measured, int, tuple[Measured, int]]:
    """The run, and what the two systems had written to them by it; then a reconciliation, and the
    same of it."""
    with world_of(contacts=links) as world:
        engine = InProcess.of(world)
        engine.run("initial")
        engine.come_to_rest()
        before = writes(world)
        quiet, after = engine.run("scheduled"), writes(world)
        compared = engine.run("reconcile")
        return quiet, after - before, (compared, writes(world) - after)


def _calls(measured: Measured) -> str:
    calls = measured.run.calls
    return f"{calls['activecampaign']} + {calls['dynamics']}"


def _figure(
    what: str, options: Options, small: str, large: str, target: str, met: bool, run: Measured
) -> Figure:
    sizes = f"{options.small_links:,} and {options.large_links:,} links"
    note = f"{sizes}; ActiveCampaign + Dataverse; the larger took {run.seconds:.1f} s"
    return Figure(f"run without change: {what}", f"{small} and {large}", target, met, note)
