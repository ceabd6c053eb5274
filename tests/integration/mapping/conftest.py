"""The stand-in of Dataverse alone, with no people in it, as our own client sees it; once for each
way in which text may compare, and in which `ne` may treat an empty column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from sandbox.child import Child, free_ports, python
from sandbox.dataverse import exact_json
from sandbox.world import CLIENT_ID, CLIENT_SECRET, TENANT, Remote
from shared.dataverse.batch import API_PATH, Part
from shared.dataverse.client import Dataverse
from shared.dataverse.exchange import Exchange
from shared.dataverse.query import rows_path
from shared.dataverse.reading import Reading
from shared.mapping.collation import ACCENTS_COUNT, ACCENTS_IGNORED, Collation
from shared.transport import Calls, Transport

TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Organisation:
    """`client` reads as the app does; `control` is what a tester does behind the API's back."""

    client: Dataverse
    reading: Reading
    control: Remote
    collation: Collation

    def change_many(self, table: str, items: Sequence[dict[str, Any]]) -> None:
        """Creates and changes rows, all or none; numbers are sent digit by digit."""
        answer = requests.post(
            f"{self.control.url}/_sandbox/rows/{table}/$many?as=system",
            data=exact_json.dumps(list(items)),
            timeout=TIMEOUT_SECONDS,
        )
        assert answer.ok, answer.text

    def ids_where(self, table: str, key: str, filters: Sequence[str]) -> list[set[str]]:
        """The rows that each filter lets through, all asked in one batch."""
        parts = [Part("GET", rows_path(table, [key], text)) for text in filters]
        return [{row[key] for row in rows} for rows in self.reading.rows_of(parts, table)]


READINGS = [
    pytest.param((ACCENTS_COUNT, ("--accents-count",)), id="accents count"),
    pytest.param((ACCENTS_IGNORED, ("--ne-matches-null",)), id="accents ignored"),
]


@pytest.fixture(scope="package", params=READINGS)
def organisation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Organisation]:
    collation, options = request.param
    directory = tmp_path_factory.mktemp("organisation")
    ports = free_ports(2)
    entra, dataverse = (f"http://127.0.0.1:{port}" for port in ports)
    who = ("--tenant", TENANT, "--port")
    registered = ("--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET)
    served = ("--entra", entra, "--app-id", CLIENT_ID, "--leads", "0", "--contacts", "0", *options)
    commands = {
        "entra": python("sandbox.entra", *who, str(ports[0]), *registered),
        "dataverse": python("sandbox.dataverse", *who, str(ports[1]), *served),
    }
    children = [Child(name, line, directory / f"{name}.log") for name, line in commands.items()]
    with children[0], children[1], requests.Session() as session:
        for child in children:
            child.wait_ready()
        wanted = {"app": True, "audience": dataverse, "expiresIn": 3600}
        token = Remote(entra).post("/_sandbox/tokens", wanted)["token"]
        transport = Transport(
            "dataverse",
            dataverse + API_PATH,
            session=session,
            headers=lambda: {"Authorization": f"Bearer {token}", "Accept": "application/json"},
            calls=Calls(),
        )
        reading = Reading(Exchange(transport), dataverse)
        client = Dataverse(transport, url=dataverse)
        yield Organisation(client, reading, Remote(dataverse), collation)
