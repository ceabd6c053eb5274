"""Ids of the tags that the engine gives and looks for."""

import threading
from collections.abc import Mapping

from shared.activecampaign.client import ActiveCampaign


class TagIds:
    """Tag name -> id. Known ids are not asked for again; a missing tag is made when it is first
    given."""

    def __init__(self, activecampaign: ActiveCampaign, known: Mapping[str, str]) -> None:
        self._activecampaign = activecampaign
        self._known = dict(known)
        self._lock = threading.Lock()

    def of(self, name: str) -> str | None:
        """The id, or None if no contact can carry the tag yet."""
        return self._known.get(name)

    def ensure(self, name: str) -> str:
        """The id of the tag, made if it is not there."""
        with self._lock:
            if name not in self._known:
                self._known[name] = self._activecampaign.ensure_tag(name).id
            return self._known[name]
