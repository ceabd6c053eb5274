"""The connection to an ActiveCampaign account, without its key."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.store.connection import Storage
from shared.store.documents import Documents

KIND, NAME = "connection", "activecampaign"


class Connection(BaseModel):
    """`generation` grows when another account is connected."""

    model_config = ConfigDict(frozen=True)

    url: str
    account_name: str
    connected_at: datetime
    connected_by: str
    webhook_id: str | None
    webhook_last_received_at: datetime | None
    generation: int


class ConnectionStore:
    """One document, or none."""

    def __init__(self, storage: Storage) -> None:
        self._documents = Documents(storage)

    def load(self) -> Connection | None:
        found = self._documents.get(KIND, NAME, Connection)
        return found[0] if found is not None else None

    def save(self, connection: Connection) -> None:
        self._documents.overwrite(KIND, NAME, connection)

    def clear(self) -> None:
        self._documents.remove(KIND, NAME)
