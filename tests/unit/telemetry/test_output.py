"""A line is one JSON object, and holds of an error only what a log may."""

import logging

import pytest

from shared.errors import RequestRefused, Unreachable
from shared.telemetry.lines import EventsApplied, FunctionEnded, ProblemsNoted
from shared.telemetry.output import LONGEST_TEXT, Log, bound, tell
from tests.unit.telemetry.reading import lines

log = Log("shared.some.module")


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "shared")


def test_a_line_begins_with_its_event_by_which_queries_find_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tell(ProblemsNoted("lead", "record.skipped", 3))
    assert caplog.records[0].getMessage() == (
        '{"event":"problem","entity":"lead","code":"record.skipped","count":3}'
    )


def test_what_is_not_known_is_left_out_and_nought_is_not(caplog: pytest.LogCaptureFixture) -> None:
    tell(FunctionEnded("done", 0, waited_seconds=0))
    tell(EventsApplied("letGo", 1, 0, {}))
    assert lines(caplog) == [
        {"event": "function", "outcome": "done", "durationMs": 0, "waitedSeconds": 0},
        {"event": "events", "outcome": "letGo", "events": 1, "contacts": 0},
    ]


def test_run_and_step_are_on_every_line_written_inside(caplog: pytest.LogCaptureFixture) -> None:
    with bound(run="r1"), bound(step=4):
        log.info("inside")
    log.info("outside")
    assert lines(caplog) == [
        {"event": "note", "run": "r1", "step": 4, "text": "inside"},
        {"event": "note", "text": "outside"},
    ]


def test_a_text_of_several_lines_stays_one_line(caplog: pytest.LogCaptureFixture) -> None:
    log.warning("%s", "one\ntwo\u2028three")
    message = caplog.records[0].getMessage()
    assert message.splitlines() == [message]
    assert lines(caplog)[0]["text"] == "one\ntwo\u2028three"


def test_a_text_is_cut_before_the_host_would_cut_the_json(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log.info("%s", "x" * 100_000)
    assert len(lines(caplog)[0]["text"]) == LONGEST_TEXT


def test_of_an_error_the_code_and_what_support_asks_for_are_fields(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log.warning("the run waits: %s", Unreachable("dataverse", "No answer.", status=503))
    assert lines(caplog) == [
        {
            "event": "note",
            "text": "the run waits: No answer.",
            "code": "remote.unreachable",
            "service": "dataverse",
            "status": 503,
        }
    ]


def test_what_a_system_says_of_content_that_it_refuses_is_not_in_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = 'Dataverse refused contacts({id}): "Anna Rossi, +39 011 555 is not allowed"'
    log.error("stopped: %s", RequestRefused("dataverse", said, status=400, service_code="0x1"))
    assert "Anna" not in caplog.text
    assert "+39" not in caplog.text
    (line,) = lines(caplog)
    assert (line["code"], line["serviceCode"]) == ("remote.refused", "0x1")


def test_of_a_foreign_error_only_its_kind_is_told(caplog: pytest.LogCaptureFixture) -> None:
    log.error("failed: %s", ValueError("anna@example.com"))
    assert lines(caplog) == [{"event": "note", "text": "failed: ValueError"}]
