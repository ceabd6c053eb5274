"""The columns that most Dataverse tables share: id, times, people, owner, currency."""

from sandbox.dataverse.column_kinds import labels, lookup, readonly
from sandbox.dataverse.schema import Column

PRINCIPALS = {"systemuser": "ownerid", "team": "ownerid"}


def primary_id(name: str, english: str) -> Column:
    """Set by the caller on create if wished, never changed."""
    return Column(name, "guid", labels(english), required="SystemRequired", update=False)


def stamps() -> list[Column]:
    """Times, people and version, all kept by the platform; a creation time may be back-dated by
    `overriddencreatedon`."""
    times = [
        readonly(Column("createdon", "datetime", labels("Created On", "Data creazione"))),
        readonly(Column("modifiedon", "datetime", labels("Modified On", "Data modifica"))),
    ]
    for column in times:
        column.format = "DateAndTime"
    overridden = Column(
        "overriddencreatedon",
        "datetime",
        labels("Record Created On", "Record creato il"),
        format="DateOnly",
        update=False,
    )
    return [
        *times,
        overridden,
        lookup("createdby", "systemuser", english="Created By", writable=False),
        lookup("modifiedby", "systemuser", english="Modified By", writable=False),
        lookup("createdonbehalfby", "systemuser", english="Created By (Delegate)", writable=False),
        lookup(
            "modifiedonbehalfby", "systemuser", english="Modified By (Delegate)", writable=False
        ),
        readonly(Column("versionnumber", "bigint", labels("Version Number", "Numero versione"))),
        Column("importsequencenumber", "integer", labels("Import Sequence Number"), format="None",
               minimum=-(2**31), maximum=2**31 - 1, update=False),
    ]  # fmt: skip


def ownership() -> list[Column]:
    return [
        Column(
            "ownerid",
            "owner",
            labels("Owner", "Proprietario"),
            navigation=dict(PRINCIPALS),
            required="SystemRequired",
        ),
        lookup(
            "owningbusinessunit", "businessunit", english="Owning Business Unit", writable=False
        ),
        lookup("owninguser", "systemuser", english="Owning User", writable=False),
        lookup("owningteam", "team", english="Owning Team", writable=False),
    ]


def currency() -> list[Column]:
    return [
        lookup("transactioncurrencyid", "transactioncurrency", english="Currency"),
        readonly(
            Column("exchangerate", "decimal", labels("Exchange Rate", "Tasso di cambio"),
                   minimum=0.000000000001, maximum=100_000_000_000, precision=12)
        ),
    ]  # fmt: skip
