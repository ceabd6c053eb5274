"""The demo's acts, each told with real figures. Uses the product by its HTTP API, and the two
systems as people in them would."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sandbox.demo.compare import PAIRS, Comparison, compare
from sandbox.world import World

ADMIN, SELLER = "ada", "sam"
PATIENCE_SECONDS = 150.0
LOOK_SECONDS = 0.5
HOUR = 3600
GOLD = 727500000


class StoryFailed(Exception):
    """Something did not happen in time; the text says what."""


@dataclass
class Story:
    """One telling. `say` writes a line."""

    world: World
    console: Console

    def say(self, text: str) -> None:
        self.console.print(text)

    def connect(self) -> None:
        """An administrator connects the account and maps fields of every kind."""
        started = time.monotonic()
        self._admin(
            "POST",
            "/api/connection",
            json={"url": self.world.activecampaign_url, "key": self.world.activecampaign_key},
        )
        for entity in ("contact", "lead"):
            self._map(entity)
        self._admin("PUT", "/api/sync-settings", json={"frequencyHours": 1, "globalSync": True})
        self.say(
            f"[bold]Connected[/] in {time.monotonic() - started:.1f} s: key tested, webhook "
            f"registered, {len(PAIRS)} field pairs mapped for leads and for contacts."
        )

    def initial_sync(self) -> None:
        """The initial sync, begun by the timer, with its progress."""
        started = time.monotonic()
        columns = (
            TextColumn("Initial sync"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as bar:
            task = bar.add_task("", total=None)
            for settings in self._looks(lambda: self._admin("GET", "/api/sync-settings")):
                state = settings["initialSync"]
                bar.update(task, completed=state["processed"], total=state["total"] or None)
                if state["state"] == "done":
                    break
        seconds = time.monotonic() - started
        run = self._last_run("initial")
        self.say(f"[bold]Initial sync[/] done in {seconds:.0f} s. {_figures(run)}")

    def change_in_dynamics(self) -> dict[str, Any]:
        """A salesperson changes a contact; the next scheduled run brings it over, where an
        automation reacts, and its own change comes back by webhook."""
        linked = next(
            item for item in self.mailable("contact", 10) if self._row(item)["cr1_tier"] != GOLD
        )
        change = {"telephone1": "+39 011 555 0199", "cr1_tier": GOLD}
        self.world.dataverse.patch(f"/_sandbox/rows/contacts/{linked['id']}", json=change)
        self.say(f"Sam gives [bold]{linked['name']}[/] a new phone and makes them a Gold customer.")
        self.next_run()

        def arrived() -> bool:
            contact = self._contact(linked["contactId"])
            return contact["phone"] == change["telephone1"] and self._field(contact, 6) == "Gold"

        self._until(arrived, "the change did not arrive in ActiveCampaign")
        self.say("  … the next scheduled run brought both to ActiveCampaign.")

        def came_back() -> bool:
            return bool(self._row(linked)["cr1_text"] == "Welcome, Gold member")

        self._until(came_back, "the automation's change did not come back")
        self.say(
            "  … there the automation “Welcome back” wrote a greeting, and its webhook brought "
            "it back to Dynamics."
        )
        return linked

    def enrol(self) -> None:
        """A salesperson adds a lead to an automation from Dynamics."""
        lead = self.mailable("lead", 1)[0]
        automation = next(
            item
            for item in self._user("GET", "/api/automations")["items"]
            if item["name"] == "Lead nurturing"
        )
        answer = self._user(
            "POST",
            f"/api/automations/{automation['id']}/enrol",
            json={"entity": "lead", "ids": [lead["id"]]},
        )
        status = answer["results"][0]["status"]
        self.say(f"[bold]{lead['name']}[/] is added to “{automation['name']}”: {status}.")
        if status != "done":
            raise StoryFailed(f"enrolling answered {answer}")

    def send(self) -> None:
        """A salesperson sends a campaign to three contacts; asking twice sends once."""
        people = self.mailable("contact", 3)
        campaign = self._user("GET", "/api/campaigns")["items"][0]
        body = {
            "entity": "contact",
            "ids": [person["id"] for person in people],
            "requestId": str(uuid4()),
        }
        before = self.mails_sent(campaign["id"])
        path = f"/api/campaigns/{campaign['id']}/send"
        first = self._user("POST", path, json=body)
        again = self._user("POST", path, json=body)
        sent = self.mails_sent(campaign["id"]) - before
        done = sum(row["status"] == "done" for row in first["results"])
        self.say(
            f"“{campaign['name']}” is sent to {len(people)} contacts: {done} done, {sent} mails "
            "left, and the same request again sent none."
        )
        if first != again or sent != done:
            raise StoryFailed(f"{done} were reported as sent, {sent} mails left: {again}")

    def quiet_run(self) -> None:
        """Runs until nothing moves any more; the last one must have written nothing."""
        for _ in range(5):
            before = self._writes()
            self.next_run()
            written = self._writes() - before
            if written == 0:
                self.say("A run in which nothing changed wrote [bold]nothing[/] to either side.")
                return
            self.say(f"  … a run settled {written} writes of the acts above.")
        raise StoryFailed("runs without a change kept writing")

    def compare(self) -> Comparison:
        """Both sides, field by field, for all who are in sync."""
        records: dict[str, Any] = {}
        linked: list[tuple[str, str]] = []
        for entity, table in (("contact", "contacts"), ("lead", "leads")):
            key = f"{entity}id"
            for row in self._all(self.world.dataverse.get, f"/_sandbox/rows/{table}"):
                records[row[key]] = row
            linked += [
                (item["id"], item["contactId"])
                for item in self._listed(entity, "inSync")
                if item["contactId"]
            ]
        contacts = {
            str(row["id"]): row
            for row in self._all(self.world.activecampaign.get, "/_sandbox/contacts")
        }
        return compare(linked, records, contacts)

    # What acts and tests are made of

    def next_run(self) -> None:
        """Moves the clock on until the next run is due, and waits until it has ended."""
        runs = self._admin("GET", "/api/runs?limit=1")["items"]
        before = runs[0]["id"] if runs else None
        self.world.move_clock(HOUR + 60)
        for answer in self._looks(lambda: self._admin("GET", "/api/runs?limit=1")):
            last = answer["items"][0]
            if last["id"] != before and last["state"] != "running":
                if last["state"] != "done":
                    raise StoryFailed(f"the run ended as {last['state']}")
                return

    def mails_sent(self, campaign_id: str) -> int:
        """Mails of one campaign that left: automations send others meanwhile."""
        mails = self.world.activecampaign.get("/_sandbox/outbox")["items"]
        return sum(str(mail["campaign"]) == campaign_id for mail in mails)

    def mailable(self, entity: str, number: int) -> list[dict[str, Any]]:
        """People who are in sync and can be mailed."""
        found = []
        for item in self._listed(entity, "inSync"):
            if item["contactId"] is None:
                continue
            contact = self._contact(item["contactId"])
            lists = contact.get("lists", {})
            if all(str(status) == "1" for status in lists.values()):
                found.append(item)
            if len(found) == number:
                return found
        raise StoryFailed(f"there are no {number} linked {entity} records")

    # How

    def _row(self, contact: dict[str, Any]) -> dict[str, Any]:
        """A Dynamics contact as it is now."""
        row: dict[str, Any] = self.world.dataverse.get(f"/_sandbox/rows/contacts/{contact['id']}")
        return row

    def _map(self, entity: str) -> None:
        mapping, headers = self.world.api_with_headers(
            "GET", f"/api/entities/{entity}/mapping", person=ADMIN
        )
        known = {pair["activecampaign"] for pair in mapping["fields"]}
        mapping["fields"] += [
            {"activecampaign": key, "dynamics": shown.column, "direction": "both", "locked": False}
            for key, shown in PAIRS.items()
            if key not in known
        ]
        self._admin(
            "PUT",
            f"/api/entities/{entity}/mapping",
            json=mapping,
            headers={"If-Match": headers["ETag"]},
        )

    def _writes(self) -> int:
        systems = (self.world.dataverse, self.world.activecampaign)
        return sum(system.get("/_sandbox/counts")["writes"] for system in systems)

    def _last_run(self, kind: str) -> dict[str, Any]:
        runs = self._admin("GET", "/api/runs")["items"]
        return next(run for run in runs if run["kind"] == kind)

    def _listed(self, entity: str, state: str) -> Iterator[dict[str, Any]]:
        path = f"/api/records?entity={entity}&state={state}"
        yield from self._all(lambda p: self._admin("GET", p), path, limit=100)

    def _all(
        self, get: Callable[[str], Any], path: str, limit: int = 1000
    ) -> Iterator[dict[str, Any]]:
        after = ""
        sign = "&" if "?" in path else "?"
        while True:
            answer = get(f"{path}{sign}limit={limit}{after}")
            yield from answer["items"]
            if not answer["next"]:
                return
            after = f"&after={answer['next']}"

    def _contact(self, contact_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.world.activecampaign.get(f"/_sandbox/contacts/{contact_id}")
        return found

    @staticmethod
    def _field(contact: dict[str, Any], field_id: int) -> str:
        return str(contact.get("values", {}).get(str(field_id), ""))

    def _admin(self, method: str, path: str, **given: Any) -> Any:
        return self.world.api(method, path, person=ADMIN, **given)

    def _user(self, method: str, path: str, **given: Any) -> Any:
        return self.world.api(method, path, person=SELLER, **given)

    def _looks(self, look: Callable[[], Any]) -> Iterator[Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            yield look()
            time.sleep(LOOK_SECONDS)
        raise StoryFailed("it took too long")

    def _until(self, happened: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            if time.monotonic() > deadline:
                raise StoryFailed(otherwise)
            time.sleep(LOOK_SECONDS)


def _figures(run: dict[str, Any]) -> str:
    parts = []
    for entity, figures in run["entities"].items():
        shown = ", ".join(f"{count} {name}" for name, count in figures.items() if count)
        parts.append(f"{entity}s: {shown}")
    calls = run["calls"]
    parts.append(
        f"{calls['activecampaign']} calls to ActiveCampaign, {calls['dynamics']} to Dynamics"
    )
    return "; ".join(parts) + "."
