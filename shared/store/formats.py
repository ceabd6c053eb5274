"""The format of what is stored, and what brings the rows of one format to the next. Pure but for
the note of the format itself.

Rows are read across one format in both directions, so that an update can be rolled back by one and
hosts of two versions may overlap: code fills in what a row lacks and leaves aside what it does not
know. A migration therefore adds, and what nobody reads any more is taken away one format later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared.errors import AppError
from shared.store.bulk import Row
from shared.store.connection import Storage
from shared.store.documents import Documents

FORMAT: Final = 1
"""Of the rows that this code writes."""

KIND, NAME = "format", "storage"


class StorageTooNew(AppError):
    code = "storage.too_new"
    title = "The stored data are of a newer version"


@dataclass(frozen=True)
class Migration:
    """Brings the rows of one of `TABLES` to the format `number`. `change` gives the whole new row,
    or None for one that stays as it is; asked again about its own result it gives None, since a
    migration may be killed and begun anew."""

    number: int
    table: str
    change: Callable[[Row], dict[str, Any] | None]


MIGRATIONS: Final[tuple[Migration, ...]] = ()
"""In the order in which they are carried out; those of one number together."""


class StoredFormat(BaseModel):
    """`number` is the format of the rows, `readable_from` the oldest code that can read them."""

    model_config = ConfigDict(frozen=True)

    number: int = 1
    readable_from: int = 1


class FormatNote:
    """Where the format of the storage account is noted. Nothing noted means the first."""

    def __init__(self, storage: Storage) -> None:
        self._documents = Documents(storage)

    def load(self) -> tuple[StoredFormat, str | None]:
        """The format and the version of its note; None if there is none."""
        return self._documents.get(KIND, NAME, StoredFormat) or (StoredFormat(), None)

    def save(self, reached: int, version: str | None) -> str | None:
        """The new version, or None if somebody else has noted a format since `version`."""
        stored = StoredFormat(number=reached, readable_from=max(1, reached - 1))
        return self._documents.put(KIND, NAME, stored, version)


def check_readable(stored: StoredFormat, own: int) -> None:
    """Raises StorageTooNew if code of the format `own` cannot read what is stored."""
    if own < stored.readable_from:
        raise StorageTooNew(
            f"The stored data have format {stored.number}; this version of the app knows formats "
            f"up to {own}, and reads at most {own + 1}.",
            remedy="Deploy the newer version again. Nothing was changed by this one.",
        )
