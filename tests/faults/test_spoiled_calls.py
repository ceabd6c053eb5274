"""One call in five to both systems fails: answered 503 or 429, or cut before or after it was
carried out. The syncs take longer, and come to the same end."""

from typing import Any

from sandbox.world import World
from tests.faults.conftest import OpenWorld, assert_nobody_is_lost_or_doubled, quiet

SHARE = 0.055
"""Of each rule; the four together strike one call in five."""
RULES: list[dict[str, Any]] = [
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}},
    {"kind": "cutBefore"},
    {"kind": "cutAfter"},
]


def _spoil(world: World) -> None:
    for system in (world.dataverse, world.activecampaign):
        for rule in RULES:
            system.post("/_sandbox/faults", {**rule, "times": None, "probability": SHARE})


def _mend(world: World) -> int:
    """How many calls were spoiled."""
    struck = 0
    for system in (world.dataverse, world.activecampaign):
        struck += sum(rule["struck"] for rule in system.get("/_sandbox/faults")["items"])
        system.delete("/_sandbox/faults")
    return struck


def test_syncs_converge_while_one_call_in_five_fails(open_world: OpenWorld) -> None:
    with open_world(60, 90) as world:
        world.start_host()
        story = quiet(world)
        story.connect()
        _spoil(world)
        story.initial_sync()
        changed = [person["id"] for person in story.mailable("contact", 20)]
        for number, record_id in enumerate(changed):
            body = {"telephone1": f"+39 011 {number}"}
            world.dataverse.patch(f"/_sandbox/rows/contacts/{record_id}", body)
        story.next_run()
        assert _mend(world) > 10
        story.quiet_run()
        assert_nobody_is_lost_or_doubled(story, at_least=100)
        for number, record_id in enumerate(changed):
            row = world.dataverse.get(f"/_sandbox/rows/contacts/{record_id}")
            assert row["telephone1"] == f"+39 011 {number}"
