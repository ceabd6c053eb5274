"""Short ways to write a column of each Dataverse type. Knows no table."""

from collections.abc import Sequence

from sandbox.dataverse.schema import Column, Labels, Level, Option


def labels(english: str, italian: str = "") -> Labels:
    return {1033: english, 1040: italian or english}


def text(
    name: str,
    length: int,
    english: str = "",
    italian: str = "",
    *,
    required: Level = "None",
    form: str = "Text",
) -> Column:
    return Column(
        name,
        "string",
        labels(english or _title(name), italian),
        max_length=length,
        format=form,
        required=required,
    )


def memo(name: str, length: int, english: str = "", italian: str = "") -> Column:
    return Column(
        name,
        "memo",
        labels(english or _title(name), italian),
        max_length=length,
        format="TextArea",
    )


def integer(name: str, minimum: int, maximum: int, english: str = "", italian: str = "") -> Column:
    return Column(
        name,
        "integer",
        labels(english or _title(name), italian),
        minimum=minimum,
        maximum=maximum,
        format="None",
    )


def money(name: str, english: str = "", italian: str = "") -> tuple[Column, Column]:
    """The column and its read-only value in the base currency."""
    title = english or _title(name)
    limit = 922_337_203_685_477.0
    column = Column(name, "money", labels(title, italian), minimum=0.0, maximum=limit, precision=2)
    base = Column(
        f"{name}_base",
        "money",
        labels(f"{title} (Base)", f"{italian or title} (base)"),
        minimum=-limit,
        maximum=limit,
        precision=4,
        create=False,
        update=False,
    )
    return column, base


def flag(
    name: str,
    english: str = "",
    italian: str = "",
    *,
    default: bool | None = False,
    inverted: bool = False,
) -> Column:
    yes, no = labels("Yes", "Sì"), labels("No", "No")
    if name.startswith("donot"):
        yes, no = labels("Do Not Allow", "Non consentire"), labels("Allow", "Consenti")
    if inverted:
        yes, no = no, yes
    return Column(
        name,
        "boolean",
        labels(english or _title(name), italian),
        options=(Option(0, no), Option(1, yes)),
        default=default,
    )


def day(name: str, english: str = "", italian: str = "") -> Column:
    return Column(
        name,
        "datetime",
        labels(english or _title(name), italian),
        behavior="DateOnly",
        format="DateOnly",
    )


def choice(
    name: str, english: str, italian: str, options: Sequence[tuple[int, str, str]]
) -> Column:
    return Column(
        name,
        "picklist",
        labels(english, italian),
        options=tuple(Option(value, labels(en, it)) for value, en, it in options),
    )


def lookup(name: str, *targets: str, english: str = "", writable: bool = True) -> Column:
    """A lookup whose navigation property has the column's own name, or one per target."""
    navigation = {targets[0]: name} if len(targets) == 1 else {t: f"{name}_{t}" for t in targets}
    kind = "customer" if set(targets) == {"account", "contact"} else "lookup"
    return Column(
        name,
        kind,
        labels(english or _title(name.removesuffix("id"))),
        navigation=navigation,
        create=writable,
        update=writable,
    )


def state(options: Sequence[tuple[int, str, str]]) -> Column:
    """Not valid for create: a row is born in the first state
    (learn.microsoft.com, Lead entity reference, read 2026-11-24)."""
    return Column(
        "statecode",
        "state",
        labels("Status", "Stato"),
        options=tuple(Option(value, labels(en, it)) for value, en, it in options),
        required="SystemRequired",
        create=False,
        default=options[0][0],
    )


def status(options: Sequence[tuple[int, int, str, str]]) -> Column:
    """Options as (value, state, English, Italian)."""
    return Column(
        "statuscode",
        "status",
        labels("Status Reason", "Motivo stato"),
        options=tuple(Option(value, labels(en, it), of) for value, of, en, it in options),
        default=options[0][0],
    )


def readonly(column: Column) -> Column:
    column.create = column.update = False
    return column


def _title(name: str) -> str:
    return name.replace("_", " ").title()
