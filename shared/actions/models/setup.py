"""Shapes of the set-up check."""

from typing import Literal

from pydantic import Field

from shared.actions.models.base import Output


class CheckOutput(Output):
    """`todo`: nobody has done it yet. `warning`: it works, but not as most people want."""

    code: str
    state: Literal["ok", "todo", "warning", "failed"]
    title: str
    detail: str
    remedy: str | None = Field(description="What helps; null where nothing is wrong.")


class SetupOutput(Output):
    """The checks in the order in which they are best mended."""

    checks: list[CheckOutput]
