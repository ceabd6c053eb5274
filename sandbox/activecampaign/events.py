"""What happened to a contact, told to all who act on it. Knows no listener."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.activecampaign.records import Contact, Source

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is ActiveCampaign's event name. `contact` is None for `sent` only. `changed` holds
    ids of custom fields and names of standard ones. `extra` are the keys a webhook adds.
    `automations` false: no automation starts on it."""

    kind: str
    contact: Contact | None
    source: Source
    list: int = 0
    tag: str = ""
    changed: frozenset[int | str] = frozenset()
    extra: Pairs = ()
    automations: bool = True


Listener = Callable[[Event], None]
