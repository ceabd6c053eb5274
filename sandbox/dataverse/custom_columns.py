"""The demo customer's own columns (prefix `cr1_`), one of every Dataverse type, on lead and
contact."""

from sandbox.dataverse.column_kinds import (
    choice,
    day,
    flag,
    integer,
    labels,
    lookup,
    memo,
    money,
    text,
)  # fmt: skip
from sandbox.dataverse.schema import Column, Key, Option, Table

TIERS = [
    (727500000, "Gold", "Oro"),
    (727500001, "Silver", "Argento"),
    (727500002, "Bronze", "Bronzo"),
]
INTERESTS = [
    (727500000, "Sailing", "Vela"),
    (727500001, "Skiing", "Sci"),
    (727500002, "Cooking", "Cucina"),
    (727500003, "Wine & Food", "Vino e cibo"),
    (727500004, "Música", "Musica"),
]
_SCHEMA_NAMES = {
    "cr1_lastseen": "cr1_LastSeen",
    "cr1_eventtime": "cr1_EventTime",
    "cr1_bigcount": "cr1_BigCount",
    "cr1_accountid": "cr1_AccountId",
    "cr1_externalid": "cr1_ExternalId",
}


def add_custom_columns(table: Table) -> None:
    """Adds them to `table`, with the alternate key `cr1_code_key` on `cr1_code`."""
    for column in _columns():
        column.custom = True
        column.schema_name = _SCHEMA_NAMES.get(column.name) or _pascal(column.name)
        table.columns[column.name] = column
    key = Key("cr1_code_key", ("cr1_code",))
    table.keys[key.name] = key
    table.refresh()


def _columns() -> list[Column]:
    account = lookup("cr1_accountid", "account", english="Loyalty Account")
    account.navigation = {"account": "cr1_AccountId"}
    return [
        text("cr1_text", 100, "Free Text", "Testo libero"),
        text("cr1_email", 100, "Second Email", "Seconda e-mail", form="Email"),
        text("cr1_phone", 50, "Service Phone", "Telefono assistenza", form="Phone"),
        text("cr1_url", 200, "Profile Page", "Pagina profilo", form="Url"),
        text("cr1_code", 40, "Customer Code", "Codice cliente"),
        memo("cr1_notes", 4000, "Loyalty Notes", "Note fedeltà"),
        integer("cr1_score", 0, 1000, "Score", "Punteggio"),
        Column("cr1_bigcount", "bigint", labels("Big Count", "Conteggio grande")),
        Column(
            "cr1_ratio", "decimal", labels("Ratio", "Rapporto"),
            minimum=-100_000.0, maximum=100_000.0, precision=2,
        ),
        Column(
            "cr1_weight", "double", labels("Weight", "Peso"),
            minimum=0.0, maximum=1_000_000_000.0, precision=2,
        ),
        *money("cr1_spend", "Spend", "Spesa"),
        flag("cr1_vip", "VIP", "VIP", default=None),
        day("cr1_since", "Customer Since", "Cliente dal"),
        Column("cr1_lastseen", "datetime", labels("Last Seen", "Ultima visita"),
               format="DateAndTime"),
        Column("cr1_eventtime", "datetime", labels("Event Time", "Ora evento"),
               format="DateAndTime", behavior="TimeZoneIndependent"),
        choice("cr1_tier", "Tier", "Livello", TIERS),
        Column(
            "cr1_interests", "multiselect", labels("Interests", "Interessi"),
            options=tuple(Option(value, labels(en, it)) for value, en, it in INTERESTS),
        ),
        account,
        Column("cr1_externalid", "guid", labels("External Id", "Id esterno")),
    ]  # fmt: skip


def _pascal(name: str) -> str:
    prefix, _, rest = name.partition("_")
    return f"{prefix}_{rest.capitalize()}"
