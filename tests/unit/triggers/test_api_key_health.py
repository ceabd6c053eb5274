"""A key that stopped working, or lost a right, is said on the connection until it is mended."""

import pytest

from shared.actions.connect import digest_of
from shared.actions.key_health import note_refusal
from shared.errors import CredentialsRefused, RightMissing, StopRun, Unreachable
from shared.telemetry.work import at_work
from tests.unit.telemetry.reading import lines
from tests.unit.triggers.calling import RECORD, Api, connect, content
from tests.unit.triggers.fake_stores import link

REFUSED = CredentialsRefused(
    "activecampaign", "ActiveCampaign refused the key.", remedy="Renew it."
)
MISSING = RightMissing("activecampaign", "Forbidden.", remedy="Give it.")


def problem_of(api: Api) -> dict[str, str] | None:
    found: dict[str, str] | None = content(api.call("GET", "connection"))["problem"]
    return found


def lose(api: Api, fault: Exception, *calls: str) -> None:
    def fail(name: str) -> None:
        if name in calls:
            raise fault

    api.services.campaign.fail = fail


def refuse(api: Api, fault: StopRun) -> None:
    """What wiring does when a call of a run, an event or a person is refused."""
    note_refusal(api.services.connection_store, digest_of("key"), fault)


def test_a_good_key_has_no_problem(api: Api) -> None:
    assert problem_of(api) is None


def test_without_a_connection_there_is_no_problem() -> None:
    assert problem_of(Api()) is None


def test_a_refused_key_is_said_with_its_remedy(api: Api) -> None:
    lose(api, REFUSED, "me")
    refuse(api, REFUSED)
    assert problem_of(api) == {
        "code": "connection.key_refused",
        "detail": "ActiveCampaign refused the key.",
        "remedy": "Copy address and key anew from Settings > Developer in ActiveCampaign, and "
        "choose Connect.",
    }


def test_rights_that_were_lost_are_all_named(api: Api) -> None:
    lose(api, MISSING, "tags", "automations")
    refuse(api, MISSING)
    problem = problem_of(api)
    assert problem is not None
    assert problem["code"] == "connection.right_missing"
    assert "tags" in problem["detail"]
    assert "automations" in problem["detail"]


def test_it_goes_when_it_was_mended_in_activecampaign(api: Api) -> None:
    refuse(api, MISSING)
    assert problem_of(api) is None
    asked = len(api.services.campaign.calls)
    assert problem_of(api) is None
    assert len(api.services.campaign.calls) == asked


def test_it_stays_while_activecampaign_cannot_be_asked(api: Api) -> None:
    lose(api, Unreachable("activecampaign", "No."), "me")
    refuse(api, REFUSED)
    problem = problem_of(api)
    assert problem is not None
    assert problem["code"] == "connection.key_refused"


def test_a_call_with_the_key_before_says_nothing_of_the_present_one(api: Api) -> None:
    note_refusal(api.services.connection_store, digest_of("another"), REFUSED)
    lose(api, REFUSED, "me")
    assert problem_of(api) is None


def test_another_key_of_the_same_account_ends_it_and_keeps_the_links(api: Api) -> None:
    api.services.links.known["lead", RECORD] = link("lead", RECORD, "1", "a@example.com")
    lose(api, REFUSED, "me")
    refuse(api, REFUSED)
    lose(api, REFUSED)
    reply = connect(api)
    assert (reply.status, content(reply)["problem"]) == (200, None)
    assert api.services.secrets.known["activecampaign-key"] == "k"
    assert list(api.services.links.known) == [("lead", RECORD)]


@pytest.mark.parametrize("fault", [REFUSED, MISSING])
def test_a_store_that_is_away_does_not_hide_the_refusal(api: Api, fault: StopRun) -> None:
    tried: list[object] = []

    def fail(_: object, trouble: object) -> None:
        tried.append(trouble)
        raise Unreachable("storage", "No.")

    api.services.connection_store.note_trouble = fail  # type: ignore[method-assign]
    refuse(api, fault)
    assert len(tried) == 1  # it was to be noted, and what stood in the way is not raised


def test_a_refused_key_is_told_in_the_log_once_for_each_function(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="shared")
    with at_work("sync_step"):
        for _ in range(3):
            refuse(api, REFUSED)
    assert lines(caplog, "key") == [
        {"event": "key", "function": "sync_step", "code": "connection.key_refused"}
    ]
