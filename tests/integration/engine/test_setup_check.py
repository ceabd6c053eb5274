"""The set-up check, asked of both systems."""

from dataclasses import replace

import pytest

from shared.actions.registration import NAME, webhook_url
from shared.actions.setup_check import setup_of
from shared.dataverse.client import Dataverse
from shared.errors import Unreachable
from shared.transport import Calls
from tests.integration.engine.two_systems import TwoSystems


def states(systems: TwoSystems) -> dict[str, str]:
    """By code."""
    return {check.code: check.state for check in setup_of(systems.app).checks}


def test_everything_in_place_is_said_to_be_so(systems: TwoSystems) -> None:
    contact_id = systems.synced("contact")[1]
    systems.change_contact(contact_id, phone="1")
    systems.deliver_events()
    checks = setup_of(systems.app).checks
    assert {check.state for check in checks} == {"ok"}, checks
    assert [check.code for check in checks] == [
        "setup.dynamics",
        "setup.tracking",
        "setup.opt_out",
        "setup.connection",
        "setup.webhook",
        "setup.mapping.contact",
        "setup.mapping.lead",
        "setup.global_sync",
        "setup.initial_sync",
        "setup.timeline",
    ]
    assert all(check.remedy is None for check in checks)


def test_what_is_switched_off_is_a_warning_with_its_remedy(systems: TwoSystems) -> None:
    systems.switch_global_sync(on=False)
    systems.set_mapping("contact", enabled=False)
    try:
        found = {check.title: check for check in setup_of(systems.app).checks}
    finally:
        systems.set_mapping("contact", enabled=True)
    off = [found[title] for title in ("Sync", "Mapping of contacts")]
    assert [check.state for check in off] == ["warning", "warning"]
    assert all(check.remedy for check in off)


def test_a_system_that_is_away_fails_its_own_checks_only(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unreachable("dataverse", "Dynamics does not answer.")

    for call in ("who_am_i", "entity_definition", "attributes_of"):
        monkeypatch.setattr(Dataverse, call, away)
    found = states(systems)
    failed = {code for code, state in found.items() if state == "failed"}
    assert failed == {"setup.dynamics", "setup.tracking", "setup.opt_out", "setup.timeline"}


def test_a_column_that_is_not_there_is_named(systems: TwoSystems) -> None:
    wrong = systems.app.settings.model_copy(update={"opt_out_column": "cr1_nomail"})
    app = replace(systems.app, settings=wrong)
    (check,) = [one for one in setup_of(app).checks if one.code == "setup.opt_out"]
    assert check.state == "failed"
    assert "cr1_nomail" in check.detail
    assert "OPT_OUT_COLUMN" in (check.remedy or "")


def test_an_account_that_another_deployment_uses_too_is_a_warning(systems: TwoSystems) -> None:
    assert "setup.other_deployment" not in states(systems)
    client = systems.app.activecampaign(Calls())
    url = webhook_url("https://acd-test.example", "secret")
    other = client.create_webhook(name=NAME, url=url, events={"update"}, sources={"public"})
    try:
        checks = {check.code: check for check in setup_of(systems.app).checks}
    finally:
        client.delete_webhook(other.id)
    found = checks["setup.other_deployment"]
    assert found.state == "warning"
    assert "acd-test.example" in found.detail
    assert "secret" not in found.detail
