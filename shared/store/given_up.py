"""Messages that were given up: tried as often as the host tries, and put aside by it."""

from shared.store.connection import GIVEN_UP_QUEUES, Storage, guarded


class GivenUp:
    """The queues beside those that are worked off. Nothing takes from them but an administrator."""

    def __init__(self, storage: Storage) -> None:
        self._queues = [storage.queue(name) for name in GIVEN_UP_QUEUES]

    def count(self) -> int:
        """About how many there are."""
        found = [guarded(queue.get_queue_properties) for queue in self._queues]
        return sum(int(properties.approximate_message_count or 0) for properties in found)
