"""Tables as JSON and back, each value of the type that Table Storage gave it; and what the stores
read in them."""

import base64
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from azure.data.tables import EdmType, EntityProperty

from shared.entities import ENTITIES
from shared.store.account_stores import stores_of
from shared.store.audit import AuditStore
from shared.store.connection import TABLES, Storage
from shared.store.connection_store import ConnectionStore
from shared.store.consent import ConsentLedger
from shared.store.day_counts import DayCounts
from shared.store.runs import RunStore
from shared.store.sends import SendStore
from shared.store.sync_settings import SyncSettingsStore
from shared.sync.states import SyncStates

Rows = dict[str, list[dict[str, Any]]]
FOLDER = Path(__file__).parent
REQUEST = "5e000000-0000-4000-8000-000000000001"
RUN = "5f000000-0000-4000-8000-000000000001"
"""An act for many and a reconciliation, both under way."""


def dumped(storage: Storage) -> Rows:
    return {
        name: [
            {key: _to_json(value) for key, value in row.items()}
            for row in storage.table(name).list_entities()
        ]
        for name in TABLES
    }


def load(storage: Storage, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    for name, kept in rows.items():
        for row in kept:
            storage.table(name).upsert_entity({key: _from_json(row[key]) for key in row})


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, EntityProperty):
        return {"int64": value.value}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return value


def _from_json(value: Any) -> Any:
    match value:
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"int64": number}:
            return EntityProperty(number, EdmType.INT64)
        case {"time": text}:
            return datetime.fromisoformat(text)
        case _:
            return value


def facts(storage: Storage) -> dict[str, Any]:
    """What the code of today reads, as JSON takes it."""
    known = stores_of(storage, 1, _now)
    connection = ConnectionStore(storage).load()
    links = [link for entity in ENTITIES for page in known.links.all_links(entity) for link in page]
    held = {link.contact_id for link in links if link.contact_id}
    claimed = known.links.of_contacts(held)
    emails = [link.email for link in links if link.email and link.contact_id]
    return {
        "connection": connection and [connection.url, connection.account, connection.key_digest],
        "settings": SyncSettingsStore(storage).load().model_dump(),
        "mappings": {entity: _mapping(known.mappings.load(entity)) for entity in ENTITIES},
        "state": SyncStates(known.cursors).load().model_dump(mode="json"),
        "links": {
            link.record_id: [link.state, link.contact_id, link.reason_code, dict(link.base)]
            for link in links
        },
        "counted": {entity: known.links.counts(entity) for entity in ENTITIES},
        "claims": {one: sorted(link.record_id for link in claimed[one]) for one in sorted(claimed)},
        "index": known.open_contact_index().find(emails),
        "optouts": sorted(ConsentLedger(storage).opted_out(emails)),
        "problems": [
            [problem.record_id, problem.code, problem.attempts]
            for entity in ENTITIES
            for problem in known.problems.page(entity, None, 50)[0]
        ],
        "history": [
            [entry.record_id, entry.what.kind]
            for link in links
            for entry in known.history.newest(link.entity, link.record_id, None, 20)
        ],
        "runs": [[run.id, run.kind, run.state] for run in RunStore(storage).page(None, 20)[0]],
        "audit": [[entry.act, entry.target] for entry in AuditStore(storage).page(None, 20)[0]],
        "acts": {
            key: [act.status, act.code]
            for key, act in SendStore(storage, _now).of_request("enrol", REQUEST).items()
        },
        "counts": {
            day.isoformat(): numbers
            for day, numbers in DayCounts(storage, _now).days(date.min).items()
        },
        "live": [known.live_events.of_contact(contact, 10) for contact in sorted(held)],
        "suspects": known.reconciliations.suspects(RUN, "contact", 10),
    }


def _now() -> datetime:
    return datetime.now(UTC)


def with_more(rows: Rows) -> Rows:
    """As the next version may write them: with a column more, and a property more in each
    document."""
    return {name: [{**_more(row), "later": "news"} for row in kept] for name, kept in rows.items()}


def _more(row: Mapping[str, Any]) -> dict[str, Any]:
    text = row.get("json0")
    if text is None or "json1" in row or not text.startswith('{"'):
        return dict(row)
    return {**row, "json0": text.replace("{", '{"later":{"news":1},', 1)}


def _mapping(found: tuple[dict[str, Any], str] | None) -> dict[str, Any] | None:
    return found[0] if found is not None else None
