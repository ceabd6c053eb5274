"""The custom activity table of the product's solution, as an import makes it, and its removal.

What an activity table has by itself, `statecode` that is not valid for create, a subject of 200
characters, and that a completed one is read-only: learn.microsoft.com, Phone Call (PhoneCall)
table reference and "Custom activities" (read 2026-11-30). A row goes with the record that it
regards, as the regarding relationship is parental."""

from sandbox.dataverse.collation import Collation
from sandbox.dataverse.column_kinds import (
    choice,
    labels,
    lookup,
    memo,
    readonly,
    state,
    status,
    text,
)  # fmt: skip
from sandbox.dataverse.common_columns import ownership, primary_id, stamps
from sandbox.dataverse.schema import BUSINESS_TABLES, Column, Schema, Table
from sandbox.dataverse.store import Store, TableRows

NAME = "acd_marketingactivity"
KINDS = [
    "sent", "opened", "clicked", "replied", "forwarded", "bounced", "unsubscribed", "subscribed",
    "automation", "other",
]  # fmt: skip
FIRST_KIND = 727_500_000


def table() -> Table:
    kinds = [(FIRST_KIND + n, kind.title(), kind.title()) for n, kind in enumerate(KINDS)]
    own = [
        choice("acd_kind", "Kind", "Tipo", kinds),
        text("acd_campaign", 250, "Campaign", "Campagna"),
        text("acd_campaignid", 20, "Campaign id", "Id campagna"),
        text("acd_automation", 250, "Automation", "Automazione"),
        text("acd_url", 2000, "Address", "Indirizzo", form="Url"),
    ]
    for column in own:
        column.custom = True
    columns = [
        primary_id("activityid", "Marketing activity"),
        text("subject", 200, "Subject", "Oggetto", required="ApplicationRequired"),
        memo("description", 2000, "Description", "Descrizione"),
        readonly(text("activitytypecode", 64, "Activity Type", "Tipo di impegno")),
        _regarding(),
        *(_time(name) for name in ("actualstart", "actualend", "scheduledstart", "scheduledend")),
        _time("sortdate"),
        *own,
        state([(0, "Open", "Aperto"), (1, "Completed", "Completato"),
               (2, "Canceled", "Annullato"), (3, "Scheduled", "Pianificato")]),
        status([(1, 0, "Open", "Aperto"), (2, 1, "Completed", "Completato"),
                (3, 2, "Canceled", "Annullato"), (4, 3, "Scheduled", "Pianificato")]),
        *ownership(), *stamps(),
    ]  # fmt: skip
    return Table(
        NAME,
        "acd_marketingactivities",
        "acd_marketingactivity",
        labels("Marketing activity", "Attività di marketing"),
        "activityid",
        "subject",
        10_500,
        {column.name: column for column in columns},
        owned="user",
        messages=frozenset(("CreateMultiple", "UpdateMultiple", "UpsertMultiple")),
        custom=True,
        activity=True,
    )


def install(schema: Schema, store: Store, collation: Collation) -> None:
    """An import over what is there changes nothing."""
    if NAME not in schema.tables:
        made = table()
        schema.add(made)
        store.tables[NAME] = TableRows(made, collation, store.references)


def remove(schema: Schema, store: Store) -> None:
    """The table goes with its rows."""
    if NAME in schema.tables:
        for row_id in list(store.tables[NAME].ids):
            store.remove(NAME, row_id)
        del store.tables[NAME]
        schema.drop(NAME)


def _regarding() -> Column:
    """One navigation property per target, named after it and this table."""
    column = lookup("regardingobjectid", *sorted(BUSINESS_TABLES), english="Regarding")
    column.navigation = {
        target: f"regardingobjectid_{target}_{NAME}" for target in column.navigation
    }
    return column


def _time(name: str) -> Column:
    return Column(name, "datetime", labels(name.title()), format="DateAndTime")
