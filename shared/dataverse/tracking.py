"""Change tracking: builds its calls and reads its pages. Keeps no link and decides nothing.

Facts by learn.microsoft.com, "Use change tracking to synchronize data with external systems"
(read 2026-11-24)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.dataverse.lookups import Lookups
from shared.dataverse.query import name, names, preferences, with_options
from shared.dataverse.rows import Row, guid_within, next_link, read_rows
from shared.transport import Request

METADATA_VERSION = "Microsoft.Dynamics.CRM.globalmetadataversion"

READ_TIMEOUT_SECONDS = 120.0


@dataclass(frozen=True)
class ChangePage:
    """One page of changes.

    `rows` are present states, new and changed ones alike; `deleted_ids` may hold ids that were
    never seen before. `delta_link` comes with the last page only, and counts once all pages are
    worked off. `metadata_version` changes whenever a table or column does."""

    rows: Sequence[Row]
    deleted_ids: Sequence[str]
    next_link: str | None
    delta_link: str | None
    metadata_version: str | None


def changes_request(
    table: str,
    select: Sequence[str],
    *,
    link: str | None,
    page_size: int,
    lookups: Lookups,
) -> Request:
    """The first page of a tracked read of all rows, or what `link` leads to. Filter, order and
    expansion are forbidden with it. The preferences must be the same on each page."""
    path = with_options(name(table), {"$select": names(select)}) if link is None else link
    return Request(
        "GET",
        path,
        route=f"{table} changes",
        headers=preferences(
            "odata.track-changes",
            f"odata.maxpagesize={page_size}",
            annotations=(METADATA_VERSION, *lookups.annotations),
        ),
        read_timeout_seconds=READ_TIMEOUT_SECONDS,
    )


def read_changes(body: Row) -> ChangePage | None:
    """A page, or None if `body` is no list of changes."""
    found = read_rows(body)
    if found is None:
        return None
    rows: list[Row] = []
    deleted_ids: list[str] = []
    for row in found:
        if not _is_deletion(row):
            rows.append(row)
            continue
        deleted_id = guid_within(str(row.get("id", "")))
        if deleted_id is None:
            return None
        deleted_ids.append(deleted_id)
    delta_link = body.get("@odata.deltaLink")
    version = body.get(f"@{METADATA_VERSION}")
    return ChangePage(
        rows,
        deleted_ids,
        next_link(body),
        delta_link if isinstance(delta_link, str) else None,
        str(version) if version is not None else None,
    )


def _is_deletion(row: Row) -> bool:
    context = row.get("@odata.context")
    if isinstance(context, str) and context.endswith("/$deletedEntity"):
        return True
    return row.get("reason") == "deleted" and "id" in row and "@odata.etag" not in row
