"""How many calls a service allows in how much time, and how far apart they are then. Pure."""

from dataclasses import dataclass

SHARE_USED = 0.975
"""Of a limit. What is left over (25 ms of a second) takes up the differences in the time that
calls are on their way, so that the server too never sees more than its limit in any window."""

WINDOW_SHARE = 0.98
"""A call that left late must not be followed too soon by those after it: this share holds from
the time it really left."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`count` calls in `seconds`."""

    count: float
    seconds: float

    @property
    def spacing_seconds(self) -> float:
        return self.seconds / self.count / SHARE_USED

    @property
    def window_calls(self) -> int:
        return max(1, int(self.count))

    @property
    def window_seconds(self) -> float:
        return self.window_calls * self.seconds / self.count / WINDOW_SHARE
