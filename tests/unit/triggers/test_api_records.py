"""Lists, records, runs and problems over the API and stores in memory."""

from typing import Any

import pytest

from shared.errors import (
    Unreachable,
)
from shared.store.problems import MappingProblem, Problem
from shared.store.runs import Figures, Run
from tests.unit.triggers.calling import RECORD, Api, content, fail_on, faults, problem
from tests.unit.triggers.fake_remotes import NOW, USER_OID, contact
from tests.unit.triggers.fake_stores import link


class TestLists:
    def test_pages_follow_each_other_to_the_end(self, api: Api) -> None:
        api.services.runs.known = [
            Run(
                id=f"run-{number}",
                kind="scheduled",
                state="done",
                started_at=NOW,
                ended_at=NOW,
                entities={"lead": Figures(read=number)},
                calls={"activecampaign": 3, "dynamics": 2},
            )
            for number in range(5)
        ]
        seen: list[str] = []
        query = {"limit": "2"}
        while True:
            page = content(api.call("GET", "runs", query=query))
            seen += [run["id"] for run in page["items"]]
            if page["next"] is None:
                break
            query["after"] = page["next"]
        assert seen == [f"run-{number}" for number in range(5)]

    def test_the_position_of_another_list_is_refused(self, api: Api) -> None:
        api.services.links.known = {
            ("lead", str(n)): link("lead", str(n), str(n), "") for n in range(3)
        }
        query = {"entity": "lead", "state": "inSync", "limit": "1"}
        position = content(api.call("GET", "records", query=query))["next"]
        other = {**query, "state": "excluded", "after": position}
        assert faults(api.call("GET", "records", query=other)) == {"after": "not_allowed"}

    @pytest.mark.parametrize("after", ["garbage", "é", "W10", "bnVsbA", "e30", "a" * 2001])
    def test_a_made_up_position_is_refused(self, api: Api, after: str) -> None:
        assert "after" in faults(api.call("GET", "runs", query={"after": after}))

    def test_a_run_shows_its_figures(self, api: Api) -> None:
        api.services.runs.known = [
            Run(
                id="run-1",
                kind="initial",
                state="running",
                started_at=NOW,
                entities={"contact": Figures(read=3, created=2, failing=1)},
                calls={"activecampaign": 5},
            )
        ]
        run = content(api.call("GET", "runs/{id}", values={"id": "run-1"}))
        assert run["entities"]["contact"]["created"] == 2
        assert run["calls"] == {"activecampaign": 5, "dynamics": 0}
        assert run["endedAt"] is None
        missing = api.call("GET", "runs/{id}", values={"id": "run-2"})
        assert (missing.status, problem(missing)["code"]) == (404, "run.not_found")

    def test_records_need_an_entity_and_a_state(self, api: Api) -> None:
        assert faults(api.call("GET", "records")) == {"entity": "required", "state": "required"}
        query = {"entity": "account", "state": "lost"}
        assert set(faults(api.call("GET", "records", query=query))) == {"entity", "state"}

    def test_a_failing_record_is_not_listed_as_in_sync(self, api: Api) -> None:
        other = "dddddddd-0000-0000-0000-000000000002"
        api.services.links.known = {
            ("lead", one): link("lead", one, "1", "a@example.com") for one in (RECORD, other)
        }
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        listed = {
            state: [
                one["id"]
                for one in content(
                    api.call("GET", "records", query={"entity": "lead", "state": state})
                )["items"]
            ]
            for state in ("inSync", "failing", "excluded")
        }
        assert listed == {"inSync": [other], "failing": [RECORD], "excluded": []}

    def test_a_problem_can_be_retried_and_dismissed_once(self, api: Api) -> None:
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        values = {"id": f"lead-{RECORD}"}
        listed = content(api.call("GET", "problems", query={"entity": "lead"}))["items"]
        assert [one["id"] for one in listed] == [values["id"]]
        assert api.call("POST", "problems/{id}/retry", values=values).status == 204
        assert api.call("DELETE", "problems/{id}", values=values).status == 204
        assert api.call("DELETE", "problems/{id}", values=values).status == 404
        acts = [one["act"] for one in content(api.call("GET", "audit"))["items"]]
        assert acts == ["problem.dismiss", "problem.retry"]

    def test_what_concerns_a_whole_mapping_comes_first_and_names_no_record(self, api: Api) -> None:
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        found = MappingProblem(
            entity="lead",
            field="field:7",
            code="drift.column_deleted",
            title="A column is not there any more",
            detail="The column Tier (cr1_tier) is not there any more.",
            remedy="Choose another one.",
            first_seen_at=NOW,
            last_seen_at=NOW,
        )
        api.services.problems.of_mappings.append(found)
        first, second = content(api.call("GET", "problems"))["items"]
        none = ("recordId", "recordName", "contactId")
        assert (first["id"], first["field"]) == (found.id, "field:7")
        assert [first[name] for name in none] == [None, None, None]
        assert (second["recordId"], second["field"]) == (RECORD, None)


def a_problem() -> Problem:
    return Problem(
        entity="lead",
        record_id=RECORD,
        record_name="Somebody",
        contact_id="1",
        code="record.email_invalid",
        title="The email address is not valid",
        detail="The email address is not one that ActiveCampaign accepts.",
        remedy="Correct it.",
        first_seen_at=NOW,
        last_seen_at=NOW,
        due_at=NOW,
    )


class TestRecord:
    path = "records/{entity}/{id}"

    def get(self, api: Api) -> Any:
        return api.call("GET", self.path, oid=USER_OID)

    def test_a_record_in_sync_names_its_contact(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        assert content(self.get(api)) == {
            "state": "inSync",
            "contactId": "42",
            "contactUrl": "https://acme.activehosted.com/app/contacts/42",
            "lastSyncedAt": "2026-11-24T12:00:00.000Z",
            "reason": None,
            "optedOut": False,
            "engagement": {
                "score": 25,
                "lastOpenAt": "2026-11-24T12:00:00.000Z",
                "lastClickAt": None,
                "lists": [{"id": "1", "name": None, "status": "subscribed"}],
                "tags": ["VIP"],
            },
        }

    def test_no_access_and_no_record_cannot_be_told_apart(self, api: Api) -> None:
        missing = self.get(api)
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.crm.unreadable.add(RECORD)
        forbidden = self.get(api)
        assert missing.status == forbidden.status == 404
        assert missing.body == forbidden.body

    def test_an_opt_out_on_either_side_counts(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.crm.rows["leads"][RECORD]["donotbulkemail"] = True
        assert content(self.get(api))["optedOut"] is True
        api.services.crm.rows["leads"][RECORD]["donotbulkemail"] = False
        api.services.campaign.contacts["42"] = contact("42", "a@example.com", lists={"1": "2"})
        assert content(self.get(api))["optedOut"] is True

    def test_it_is_answered_while_activecampaign_is_away(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        fail_on(api.services.campaign, "standing", Unreachable("activecampaign", "No."))
        assert content(self.get(api))["engagement"] is None

    def test_one_that_is_left_out_says_why_and_what_helps(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.links.known["lead", RECORD] = link(
            "lead",
            RECORD,
            None,
            "",
            state="excluded",
            reason_code="excluded.no_email",
            reason_detail="The record has no email address.",
        )
        found = content(self.get(api))
        assert found["state"] == "excluded"
        assert found["reason"]["remedy"] == "Enter an email address in Dynamics."

    def test_one_that_failed_says_so_although_it_is_linked(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        found = content(self.get(api))
        assert (found["state"], found["reason"]["code"]) == ("failing", "record.email_invalid")

    def test_one_that_was_never_synced_says_when_it_will_be(self, api: Api) -> None:
        api.services.crm.rows["leads"][RECORD] = {"donotbulkemail": None}
        found = content(self.get(api))
        assert (found["state"], found["reason"]["code"]) == ("notSynced", "record.not_synced")
