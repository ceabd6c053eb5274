"""Log lines as whoever watches reads them."""

import json
from collections.abc import Sequence
from typing import Any

import pytest


def lines(caplog: pytest.LogCaptureFixture, *events: str) -> Sequence[dict[str, Any]]:
    """The lines of the product, of all events or of these."""
    ours = [record for record in caplog.records if record.name.startswith("shared")]
    told = [json.loads(record.getMessage()) for record in ours]
    return [line for line in told if not events or line["event"] in events]
