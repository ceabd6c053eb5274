"""What nothing that is written may hold: all that both systems know of people, every secret there
is, and what somebody tried to smuggle in. Found by searching."""

import re
from collections.abc import Collection
from typing import Any

import requests

from sandbox import azurite
from sandbox.world import CLIENT_SECRET, KEY, World

TRIED = "caught.red-handed@evil.example"
TOLD_OF_PEOPLE = ("emailaddress1", "lastname", "telephone1", "mobilephone", "cr1_phone", "cr1_text")
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
    rows = [
        row
        for table in ("leads", "contacts")
        for row in world.dataverse.get(f"/_sandbox/rows/{table}?limit=5000")["items"]
    ]
    found = {str(row[name] or "") for row in rows for name in TOLD_OF_PEOPLE if name in row}
    found |= {f"{row['firstname'] or ''} {row['lastname'] or ''}" for row in rows}
    contacts = world.activecampaign.get("/_sandbox/contacts?limit=5000")["items"]
    found |= {str(contact.get(name) or "") for contact in contacts for name in ("email", "phone")}
    told = {value.strip() for value in found if len(value.strip()) >= SHORTEST}
    return (told - JSON_WORDS) | {TRIED}


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
    value = rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(people)))})(?!\w)"
    return set(re.findall(value, text, re.IGNORECASE))
