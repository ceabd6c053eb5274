"""What a measure found, and the table of it all. Knows no measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One line of the result. `met` is None where there is no target."""

    measure: str
    figure: str
    target: str = ""
    met: bool | None = None
    note: str = ""


def at_least(measure: str, value: float, target: float, unit: str, note: str = "") -> Figure:
    return Figure(measure, f"{value:,.0f} {unit}", f"≥ {target:,.0f} {unit}", value >= target, note)


def at_most(measure: str, value: float, target: float, unit: str, note: str = "") -> Figure:
    return Figure(measure, f"{value:,.3g} {unit}", f"≤ {target:,.3g} {unit}", value <= target, note)


def show(console: Console, figures: Sequence[Figure]) -> None:
    """Prints the table."""
    table = Table()
    for column in ("measure", "figure", "target", "", "how"):
        table.add_column(column)
    for line in figures:
        verdict = {True: "met", False: "[bold red]missed[/]", None: ""}[line.met]
        table.add_row(line.measure, line.figure, line.target, verdict, line.note)
    console.print(table)
