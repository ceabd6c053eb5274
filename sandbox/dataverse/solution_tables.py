"""The platform's tables about solutions and their import (learn.microsoft.com, Solution, ImportJob
and AsyncOperation table references, read 2026-11-30)."""

from sandbox.dataverse.column_kinds import (
    flag,
    labels,
    memo,
    readonly,
    state,
    status,
    text,
)  # fmt: skip
from sandbox.dataverse.common_columns import primary_id, stamps
from sandbox.dataverse.schema import Column, Table

READY, LOCKED, COMPLETED = 0, 2, 3
WAITING, IN_PROGRESS, SUCCEEDED, FAILED = 0, 20, 30, 31


def solution() -> Table:
    columns = [
        primary_id("solutionid", "Solution"),
        text("uniquename", 65, "Name"),
        text("friendlyname", 256, "Display Name"),
        text("version", 256, "Version"),
        readonly(flag("ismanaged", "Package Type")),
        *stamps(),
    ]
    return _table("solution", "solutions", "Solution", 7100, "friendlyname", columns)


def importjob() -> Table:
    columns = [
        primary_id("importjobid", "Import Job"),
        text("solutionname", 256, "Solution Name"),
        Column("progress", "double", labels("Progress"), minimum=0, maximum=100),
        memo("data", 1_073_741_823, "Data"),
        *stamps(),
    ]
    return _table("importjob", "importjobs", "ImportJob", 9107, "solutionname", columns)


def asyncoperation() -> Table:
    columns = [
        primary_id("asyncoperationid", "System Job"),
        text("name", 256, "System Job Name"),
        memo("message", 1_073_741_823, "Message"),
        memo("friendlymessage", 1_073_741_823, "Friendly message"),
        state([(READY, "Ready", "Pronto"), (1, "Suspended", "Sospeso"),
               (LOCKED, "Locked", "Bloccato"), (COMPLETED, "Completed", "Completato")]),
        status([(WAITING, READY, "Waiting For Resources", "In attesa di risorse"),
                (10, 1, "Waiting", "In attesa"), (IN_PROGRESS, LOCKED, "In Progress", "In corso"),
                (SUCCEEDED, COMPLETED, "Succeeded", "Riuscito"),
                (FAILED, COMPLETED, "Failed", "Non riuscito"),
                (32, COMPLETED, "Canceled", "Annullato")]),
        *stamps(),
    ]  # fmt: skip
    return _table("asyncoperation", "asyncoperations", "AsyncOperation", 4700, "name", columns)


def _table(
    name: str, set_name: str, schema_name: str, code: int, name_column: str, columns: list[Column]
) -> Table:
    return Table(
        name, set_name, schema_name, labels(schema_name), columns[0].name, name_column, code,
        {column.name: column for column in columns},
    )  # fmt: skip
