"""Which contact has an email, for every contact of the account that was seen. A hint: whoever
uses it reads the contact and compares."""

from collections.abc import Collection, Iterable

from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import digest


class ContactIndex:
    """Email -> contact id, by a hash of the email."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("contacts")

    def put(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Notes (email, contact id) pairs; the last one of an email stays."""
        bulk.put(
            self._table,
            [
                {"PartitionKey": partition, "RowKey": key, "contactId": contact_id}
                for (partition, key), contact_id in (
                    (_key(email), contact_id) for email, contact_id in pairs
                )
            ],
        )

    def find(self, emails: Collection[str]) -> dict[str, str]:
        """Normalised email -> contact id, for the emails that are known."""
        email_of = {_key(email): _normalised(email) for email in emails}
        rows = bulk.read(self._table, email_of)
        return {email_of[key]: row["contactId"] for key, row in rows.items()}


def _normalised(email: str) -> str:
    return email.strip().casefold()


def _key(email: str) -> bulk.Key:
    key = digest(_normalised(email))
    return (f"{int(key[:2], 16) % 64:02d}", key)
