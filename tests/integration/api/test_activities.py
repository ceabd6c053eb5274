"""The list of activities, and how engaged a person is, against what really happened there."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from tests.integration.api.conftest import Api

SPRING, SHOP = "Spring news", "https://shop.contoso.example/"
NEWSLETTER, UPDATES = 1, 2
NURTURING = 1
MOST_CALLS = 6
WITHIN_SECONDS = 3.0
KEPT_SECONDS = 31

Item = Mapping[str, Any]


class Person:
    """A linked record, its contact, and what that person does."""

    def __init__(self, api: Api, place: int) -> None:
        self.api = api
        self.path = f"/api/records/contact/{api.linked('contact', place + 1)[place]}"
        self.contact_id = int(self.state()["contactId"])
        self.audience = api.world.activecampaign

    @property
    def first_name(self) -> str:
        return str(self.audience.get(f"/_sandbox/contacts/{self.contact_id}")["firstName"])

    def state(self) -> Item:
        found: Item = self.api.call("GET", self.path, person="sam").content
        return found

    def does(self, kind: str, campaign: int | None = 1, **more: str) -> None:
        act = {"contact": self.contact_id, "kind": kind, "campaign": campaign, **more}
        self.audience.post("/_sandbox/engage", act)

    def is_changed(self, **act: Any) -> None:
        """And what automations then do."""
        self.audience.post(f"/_sandbox/contacts/{self.contact_id}", act)
        self.api.until(self._automations_rest)

    def page(self, **query: Any) -> Any:
        options = "&".join(f"{name}={value}" for name, value in query.items())
        answer = self.api.call("GET", f"{self.path}/activities?{options}", person="sam")
        assert answer.status == 200, answer.content
        return answer.content

    def activities(self, limit: int = 50) -> list[Item]:
        """All pages."""
        page = self.page(limit=limit)
        items = list(page["items"])
        while page["next"] is not None:
            page = self.page(limit=limit, after=page["next"])
            assert len(page["items"]) <= limit
            items += page["items"]
        return items

    def _automations_rest(self) -> bool:
        return self.audience.get("/_sandbox/state")["automations"]["pending"] == 0  # type: ignore[no-any-return]


def told(items: Iterable[Item]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (item["kind"], item["title"], item["detail"], item["campaign"], item["url"])
        for item in items
    )


def calls_about_people(api: Api) -> int:
    """Calls that only the list of activities makes."""
    routes: Mapping[str, int] = api.world.activecampaign.get("/_sandbox/counts")["byRoute"]
    own = ("activities", "Activities", "/contacts/{id}", "Logs", "/notes")
    return sum(number for route, number in routes.items() if route.endswith(own))


def test_everything_that_happens_is_listed_once(api: Api) -> None:
    person = Person(api, 5)
    person.is_changed(subscribe=[NEWSLETTER, UPDATES])
    before = told(person.activities())
    for kind in ("mail", "open", "mppOpen", "reply", "forward", "softBounce"):
        person.does(kind)
    person.does("click", url=SHOP)
    person.does("personalMail", None)
    person.does("note", None, text="Called, wants an offer")
    person.does("track", None, type="event", value="Visited pricing")
    person.is_changed(tags=["hot"], enrol=[NURTURING])
    person.does("unsubscribe", reason="Too much mail")
    api.world.move_clock(KEPT_SECONDS)
    person.activities()  # six calls do not reach for new tags and subjects at once
    api.world.move_clock(KEPT_SECONDS)

    happened = told(person.activities())

    nurturing = ("Lead nurturing", None, None)
    greeting = f"Hello {person.first_name} · Automation: Lead nurturing"
    assert happened - before == Counter(
        {
            ("sent", "Email sent", f"News for you, {person.first_name}", SPRING, None): 1,
            ("opened", "Email opened", None, SPRING, None): 1,
            ("other", "Email loaded by a machine", None, SPRING, None): 1,
            ("clicked", "Link clicked", None, SPRING, SHOP): 1,
            ("other", "Email answered", None, SPRING, None): 1,
            ("other", "Email forwarded", None, SPRING, None): 1,
            ("bounced", "Email bounced", "4.2.2 Mailbox full", SPRING, None): 1,
            ("sent", "Personal email sent", None, None, None): 1,
            ("note", "Note added", "Called, wants an offer", None, None): 1,
            ("other", "Event tracked", "event: Visited pricing", None, None): 1,
            ("tag", "Tag added", "hot", None, None): 1,
            ("tag", "Tag added", "nurtured", None, None): 1,
            ("automation", "Automation entered", *nurturing): 1,
            ("automation", "Automation completed", *nurturing): 1,
            ("sent", "Email sent", greeting, "Lead nurturing: first mail", None): 1,
            unsubscribed("Newsletter"): 1,
            unsubscribed("Product updates"): 1,
        }
    )
    assert before - happened == Counter()


def unsubscribed(name: str) -> tuple[Any, ...]:
    return (
        "unsubscribed",
        "Unsubscribed from a list",
        f"{name} · Too much mail",
        SPRING,
        None,
    )


def test_pages_follow_each_other_newest_first_and_cost_no_calls(api: Api) -> None:
    person = Person(api, 6)
    for _ in range(20):
        person.does("mail")
        person.does("open")
        person.does("click", url=SHOP)
    before = calls_about_people(api)
    started = time.monotonic()
    first = person.page()
    assert time.monotonic() - started < WITHIN_SECONDS
    assert calls_about_people(api) - before <= MOST_CALLS
    assert len(first["items"]) == 20

    before = calls_about_people(api)
    items = person.activities(limit=7)

    assert calls_about_people(api) == before
    assert items[:20] == first["items"]
    assert len({item["id"] for item in items}) == len(items) >= 60
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)
    kinds = Counter(item["kind"] for item in items if item["campaign"] == SPRING)
    assert (kinds["sent"], kinds["opened"], kinds["clicked"]) >= (20, 20, 20)


def test_a_long_history_is_shown_to_its_end(api: Api) -> None:
    person = Person(api, 7)
    for number in range(130):
        person.does("note", None, text=f"Note {number}")
        if number % 10 == 0:
            api.world.move_clock(60)
    notes = [item["detail"] for item in person.activities() if item["kind"] == "note"]
    assert sorted(notes) == sorted(f"Note {number}" for number in range(130))


def test_without_read_access_there_is_no_such_record(api: Api) -> None:
    person = Person(api, 0)
    hidden = api.call("GET", f"{person.path}/activities", person="nora")
    missing = api.call("GET", f"/api/records/contact/{uuid4()}/activities", person="nora")
    assert (hidden.status, missing.status) == (404, 404)
    assert hidden.code == missing.code


def test_a_record_without_a_contact_has_no_activities(api: Api) -> None:
    left_out = api.call("GET", "/api/records?entity=contact&state=excluded").content["items"][0]
    answer = api.call("GET", f"/api/records/contact/{left_out['id']}/activities", person="sam")
    assert (answer.status, answer.content) == (200, {"items": [], "next": None})


def test_how_engaged_somebody_is(api: Api) -> None:
    person = Person(api, 8)
    person.does("open")
    person.does("click", url=SHOP)
    person.is_changed(tags=["warm"], enrol=[NURTURING], subscribe=[NEWSLETTER])
    found = person.state()["engagement"]
    assert found["score"] == 10
    assert found["lastOpenAt"] is not None
    assert found["lastClickAt"] is not None
    assert {"id": "1", "name": "Newsletter", "status": "subscribed"} in found["lists"]
    assert {"warm", "nurtured"} <= set(found["tags"])
    person.does("unsubscribe")
    state = person.state()
    assert state["optedOut"]
    assert {one["status"] for one in state["engagement"]["lists"]} == {"unsubscribed"}
