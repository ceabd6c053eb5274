"""What nothing that is written may hold: all that both systems know of people, every secret there
is, and what somebody tried to smuggle in. Found by searching."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import uuid4

import requests

from sandbox import azurite
from sandbox.world import CLIENT_SECRET, KEY, World

TRIED = "caught.red-handed@evil.example"
TOLD_OF_PEOPLE = ("emailaddress1", "lastname", "telephone1", "mobilephone", "cr1_phone", "cr1_text")
TABLES = {"lead": "leads", "contact": "contacts"}
MOST_LISTS = 20
"""Lists of activities that are looked at, of each entity."""
MOST_IDS = 100
MOST_ACTED_FOR = 200
"""Records, of each entity, for which people are enrolled and mailed."""

SHORTEST = 5
"""Of a value that is looked for: shorter ones stand in words that are nobody's."""

JSON_WORDS = {"false", "true"}
"""The demo has somebody with such a text."""

SECRET_QUERY = re.compile(r"[?&](?:secret|sig|email|search|filters|code|token)[\w\[\]%]*=", re.I)


def misbehave(world: World) -> None:
    """Calls that are refused, each with something of a person in it."""
    admin = {"Authorization": f"Bearer {world.token('ada')}"}
    form = {"type": "update", "contact[email]": TRIED}
    calls: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("POST", f"/api/webhooks/activecampaign?secret={TRIED}", {"data": form}),
        ("GET", f"/api/users/search?q={TRIED}", {"headers": admin}),
        ("GET", f"/api/records/lead/{TRIED}", {"headers": admin}),
        ("POST", "/api/people/erase", {"headers": admin, "json": {"email": TRIED, "x": TRIED}}),
        ("PUT", "/api/sync-settings", {"headers": admin, "json": {TRIED: TRIED}}),
        ("GET", "/api/audit", {"headers": {"Authorization": f"Bearer {TRIED}"}}),
    )
    for method, path, sent in calls:
        requests.request(method, world.app_url + path, timeout=30, **sent)


def values_of_people(world: World) -> set[str]:
    told = {value for values in values_by_record(world).values() for value in values}
    return told | {value for one in _contacts(world) for value in _of_contact(one)} | {TRIED}


def values_by_record(world: World) -> dict[str, set[str]]:
    """Record id -> what both systems know of that person."""
    contacts: dict[str, set[str]] = {}
    for contact in _contacts(world):
        contacts.setdefault(_folded(contact["email"]), set()).update(_of_contact(contact))
    found = {}
    for entity, table in TABLES.items():
        for row in world.dataverse.get(f"/_sandbox/rows/{table}?limit=5000")["items"]:
            own = [row[name] for name in TOLD_OF_PEOPLE if name in row]
            own.append(f"{row['firstname'] or ''} {row['lastname'] or ''}")
            same = contacts.get(_folded(row["emailaddress1"]), set())
            found[row[f"{entity}id"]] = _worth_looking_for(own) | same
    return found


def _contacts(world: World) -> list[dict[str, Any]]:
    return list(world.activecampaign.get("/_sandbox/contacts?limit=10000")["items"])


def _of_contact(contact: dict[str, Any]) -> set[str]:
    return _worth_looking_for([contact.get("email"), contact.get("phone")])


def _worth_looking_for(values: Iterable[object]) -> set[str]:
    told = {str(value or "").strip() for value in values}
    return {value for value in told if len(value) >= SHORTEST} - JSON_WORDS


def _folded(email: object) -> str:
    return str(email or "").strip().casefold()


def answers_to_a_salesperson(world: World) -> Iterator[tuple[Sequence[str], str]]:
    """All that `sam` is told of every record, and of none: the ids asked for, and the answer."""
    headers = {"Authorization": f"Bearer {world.token('sam')}"}

    def ask(method: str, path: str, body: Any = None) -> str:
        url = world.app_url + path
        answer = requests.request(method, url, json=body, headers=headers, timeout=240)
        return f"{answer.text} {dict(answer.headers)}"

    for path in ("me", "dashboard", "automations", "campaigns"):
        yield (), ask("GET", f"/api/{path}")
    campaign = world.api("GET", "/api/campaigns", person="sam")["items"][0]["id"]
    automation = world.api("GET", "/api/automations", person="sam")["items"][0]["id"]
    for entity, table in TABLES.items():
        rows = world.dataverse.get(f"/_sandbox/rows/{table}?limit=5000")["items"]
        ids = [str(row[f"{entity}id"]) for row in rows]
        for one in ids:
            yield [one], ask("GET", f"/api/records/{entity}/{one}")
        for one in ids[:: max(1, len(ids) // MOST_LISTS)]:
            yield [one], ask("GET", f"/api/records/{entity}/{one}/activities")
        for start in range(0, min(len(ids), MOST_ACTED_FOR), MOST_IDS):
            some = ids[start : start + MOST_IDS]
            for act, progress in (
                (f"automations/{automation}/enrol", "enrolments"),
                (f"campaigns/{campaign}/send", "sends"),
            ):
                request_id = str(uuid4())
                body = {"entity": entity, "ids": some, "requestId": request_id}
                yield some, ask("POST", f"/api/{act}", body)
                yield some, ask("GET", f"/api/{progress}/{request_id}")


def secrets_of(world: World) -> set[str]:
    """With what opens a door."""
    hooks = requests.get(
        f"{world.activecampaign_url}/api/3/webhooks", headers={"Api-Token": KEY}, timeout=30
    ).json()["webhooks"]
    secret = str(hooks[0]["url"]).partition("secret=")[2]
    assert len(secret) > SHORTEST
    signatures = {world.token(person).rpartition(".")[2] for person in ("ada", "sam")}
    return {KEY, CLIENT_SECRET, azurite.KEY, world.env["LOCAL_SECRET_KEY"], secret, *signatures}


def named_in(text: str, people: Collection[str]) -> set[str]:
    """Those of the values that the text holds as words of their own."""
    folded = text.casefold()
    likely = sorted(value for value in people if value.casefold() in folded)
    value = rf"(?<!\w)(?:{'|'.join(map(re.escape, likely))})(?!\w)"
    return set(re.findall(value, text, re.IGNORECASE)) if likely else set()
