"""How a run ends is in the log, for alert rules: held with its reasons, failed with its code."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.test_fuse import careful, opt_out, start
from tests.integration.engine.two_systems import TwoSystems
from tests.unit.telemetry.reading import lines

__all__ = ["careful"]


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="shared")


@pytest.fixture
def refusing(systems: TwoSystems) -> Iterator[TwoSystems]:
    """Dynamics lets the app do nothing."""
    systems.settle()
    systems.world.dataverse.post(
        "/_sandbox/faults", {"kind": "status", "status": 403, "times": None}
    )
    yield systems
    systems.world.dataverse.delete("/_sandbox/faults")
    systems.run_scheduled()


def test_a_held_run_tells_its_reasons(
    careful: TwoSystems, caplog: pytest.LogCaptureFixture
) -> None:
    opt_out(careful, 2)
    caplog.clear()
    run = start(careful)
    states = [(line["state"], line.get("reasons")) for line in lines(caplog, "run")]
    assert states == [("begun", None), ("held", ["fuse.unsubscribed"])]
    assert {line["run"] for line in lines(caplog, "run", "step")} == {run.id}
    assert [line["outcome"] for line in lines(caplog, "step")][-1] == "held"


def test_a_failed_run_tells_the_code_of_what_stopped_it(
    refusing: TwoSystems, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    run = start(refusing)
    assert run.state == "failed"
    (begun, failed) = lines(caplog, "run")
    assert (begun["state"], failed["state"]) == ("begun", "failed")
    assert failed["code"] == "remote.right_missing"
    (step,) = lines(caplog, "step")
    assert (step["outcome"], step["code"]) == ("failed", "remote.right_missing")
