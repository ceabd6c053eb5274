"""The settings of the sync that an administrator makes."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from shared.store.connection import Storage
from shared.store.documents import Documents

KIND, NAME = "settings", "sync"


class SyncSettings(BaseModel):
    """With its defaults, as they hold until somebody changes them."""

    model_config = ConfigDict(frozen=True)

    global_sync: bool = True
    frequency_hours: Literal[1, 2, 4, 6, 8, 12, 24] = 4
    run_automations: bool = False
    timeline: bool = False
    fuse_percent: int = 30
    fuse_unsubscribed: int = 500


class SyncSettingsStore:
    """One document."""

    def __init__(self, storage: Storage) -> None:
        self._documents = Documents(storage)

    def load(self) -> SyncSettings:
        found = self._documents.get(KIND, NAME, SyncSettings)
        return found[0] if found is not None else SyncSettings()

    def change(self, changes: dict[str, Any]) -> SyncSettings:
        """Sets some of them. Raises pydantic.ValidationError for values that do not fit."""
        while True:
            found = self._documents.get(KIND, NAME, SyncSettings)
            before, version = found if found is not None else (SyncSettings(), None)
            changed = SyncSettings.model_validate({**dict(before), **changes})
            if self._documents.put(KIND, NAME, changed, version) is not None:
                return changed
