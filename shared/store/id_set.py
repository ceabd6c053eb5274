"""A set of ids that may hold a few more than it was given, at eight bytes each. Pure."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class IdSet:
    """Knows an id by its hash: it is never wrong about one that it was given."""

    def __init__(self, ids: Iterable[str]) -> None:
        hashes = array("q", map(hash, ids))
        self._hashes = array("q", sorted(hashes))

    def __contains__(self, id_: object) -> bool:
        place = bisect_left(self._hashes, hash(id_))
        return place < len(self._hashes) and self._hashes[place] == hash(id_)
