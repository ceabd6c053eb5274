"""The webhook is open to the internet: a flood does not keep people from working, a replay changes
nothing, and no answer gives back what was sent."""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import requests

from tests.integration.api.conftest import Api

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SENDERS = 48
FLOOD_SECONDS = 3.0
CALLS = 15
SLOWEST_SECONDS = 5.0
MARK = "wkx7refl3ct"


def flood(urls: Sequence[str], until: float) -> Counter[int]:
    """Sends deliveries one after the other; how often which status came."""
    seen: Counter[int] = Counter()
    body = urlencode({"type": "update", "contact[id]": "999999"})
    with requests.Session() as session:
        while time.monotonic() < until:
            url = urls[seen.total() % len(urls)]
            seen[session.post(url, data=body, headers=FORM, timeout=30).status_code] += 1
    return seen


def seconds_of_calls(api: Api) -> list[float]:
    taken = []
    for number in range(CALLS):
        person = ("ada", "sam")[number % 2]
        began = time.monotonic()
        assert api.call("GET", "/api/me", person=person).status == 200
        taken.append(time.monotonic() - began)
    return taken


def under_flood(api: Api, urls: Sequence[str]) -> tuple[Counter[int], list[float]]:
    until = time.monotonic() + FLOOD_SECONDS
    with ThreadPoolExecutor(SENDERS) as pool:
        senders = [pool.submit(flood, urls, until) for _ in range(SENDERS)]
        time.sleep(0.5)
        taken = seconds_of_calls(api)
        answered: Counter[int] = Counter()
        for sender in senders:
            answered += sender.result()
    return answered, taken


def test_made_up_secrets_by_the_hundred_do_not_slow_people_down(api: Api) -> None:
    address = f"{api.world.app_url}/api/webhooks/activecampaign?secret="
    urls = [address, address + "x" * 43, address + "y" * 5_000]
    api.settle()
    written = api.written()
    answered, taken = under_flood(api, urls)
    assert set(answered) == {401}
    assert max(taken) < SLOWEST_SECONDS, (answered, taken)
    assert api.written() == written


def test_real_deliveries_by_the_hundred_do_not_slow_people_down(api: Api, hook: str) -> None:
    answered, taken = under_flood(api, [hook])
    assert set(answered) == {200}
    assert max(taken) < SLOWEST_SECONDS, (answered, taken)


def phone(api: Api, record_id: str, number: str) -> None:
    """Gives the record's contact a number in ActiveCampaign, and waits for it in Dynamics."""
    contact_id = api.call("GET", f"/api/records/contact/{record_id}").content["contactId"]
    api.world.activecampaign.post(f"/_sandbox/contacts/{contact_id}", {"phone": number})
    row = f"/_sandbox/rows/contacts/{record_id}"
    api.until(lambda: api.world.dataverse.get(row)["telephone1"] == number)


def test_a_delivery_that_is_replayed_changes_nothing(api: Api, hook: str) -> None:
    """It is only a hint: what it claims of the contact is not taken from it."""
    record_id, other_id = api.linked("contact", 2)
    phone(api, record_id, "+1 555 0137")
    contact_id = api.call("GET", f"/api/records/contact/{record_id}").content["contactId"]
    row, contact = f"/_sandbox/rows/contacts/{record_id}", f"/_sandbox/contacts/{contact_id}"
    before = api.world.dataverse.get(row), api.world.activecampaign.get(contact)
    sent = {"type": "update", "contact[id]": contact_id, "contact[phone]": "+1 555 9999"}
    for _ in range(30):
        answer = requests.post(hook, data=sent, headers=FORM, timeout=30)
        assert (answer.status_code, answer.content) == (200, b"{}")
    phone(api, other_id, "+1 555 0138")  # comes behind them
    assert (api.world.dataverse.get(row), api.world.activecampaign.get(contact)) == before


def test_nothing_that_was_sent_comes_back(api: Api, hook: str) -> None:
    for url in (hook, f"{api.world.app_url}/api/webhooks/activecampaign?secret={MARK}"):
        for body in (f"type={MARK}", f"type=<{MARK}>", f"{MARK}=1", MARK, '{"a":"' + MARK + '"}'):
            for content_type in (FORM["Content-Type"], f"text/{MARK}", "application/json", ""):
                headers = {"Content-Type": content_type, "X-Any": MARK, "Origin": f"https://{MARK}"}
                answer = requests.post(
                    f"{url}&other={MARK}", data=body, headers=headers, timeout=30
                )
                assert answer.status_code in (200, 401, 415, 422)
                assert MARK not in answer.text + str(answer.headers)
