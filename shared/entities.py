"""The Dynamics tables that are synced, by their logical names."""

from typing import Literal

Entity = Literal["lead", "contact"]

ENTITIES: tuple[Entity, ...] = ("contact", "lead")
"""In the order in which they are synced: a contact's values win over a lead's with its email."""
