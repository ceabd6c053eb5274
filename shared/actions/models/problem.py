"""RFC 9457 problem details, as every error is answered."""

from pydantic import Field

from shared.actions.models.base import Output


class FieldFaultOutput(Output):
    field: str = Field(description="JSON path of what is wrong, such as `fields[2].dynamics`.")
    code: str
    message: str


class ProblemOutput(Output):
    type: str = Field(description="URN that ends in `code`.")
    title: str
    status: int
    detail: str = Field(description="What is wrong and what mends it, in English.")
    code: str = Field(description="Stable; pages translate by it.")
    errors: list[FieldFaultOutput] | None = None
