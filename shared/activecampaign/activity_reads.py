"""Reads what happened with one contact, source by source, newest first. Knows no merging and no
order among sources."""

from dataclasses import replace

from shared.activecampaign.activities import (
    SOURCES,
    contact_request,
    score_values_request,
    standing_request,
    tag_names_request,
)
from shared.activecampaign.activity_contact import (
    read_history,
    read_score,
    read_standing,
    read_tag_names,
)
from shared.activecampaign.activity_logs import read_page
from shared.activecampaign.activity_models import (
    ActivityPage,
    ContactHistory,
    Names,
    Source,
    Standing,
)
from shared.activecampaign.asking import Asking
from shared.activecampaign.faults import without_result
from shared.activecampaign.lists import contact_lists_request, read_statuses
from shared.activecampaign.paging import PAGE_LIMIT
from shared.activecampaign.reading import Row, moment, rows, total
from shared.errors import AnswerNotUnderstood, Gone, RequestRefused, RightMissing
from shared.transport import Request

NOT_OFFERED = (Gone, RightMissing, RequestRefused, AnswerNotUnderstood)
"""How an account says that it lacks a source: by its plan or by the rights of the key's user."""

DEEPEST = 10_000
"""Rows of one source that are read at most, so that one that ignores `offset` comes to an end."""


class ActivityReads:
    """One account's activities. Raises as `ActiveCampaign` does, and one of NOT_OFFERED for a
    source that the account lacks. Safe for many threads."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def history(self, contact_id: str) -> ContactHistory:
        """What the contact itself tells. To be read first: ActiveCampaign then brings the stream
        of activities up to date. Raises Gone."""
        return self._asking.result(contact_request(contact_id), read_history)

    def page(self, source: Source, contact_id: str, start: int) -> ActivityPage:
        """At most a hundred rows, from the one on that has `start` newer ones."""
        kind = SOURCES[source]
        request = kind.request(contact_id)
        body, found = self._rows(request, kind.key, start, PAGE_LIMIT)
        in_all = total(body)
        if _rises(found, kind.time):
            if in_all is not None and in_all > len(found):
                limit = min(PAGE_LIMIT, max(0, in_all - start))
                body, found = self._rows(request, kind.key, max(0, in_all - start - limit), limit)
            found = found[::-1]
        read = start + len(found)
        more = len(found) == PAGE_LIMIT if in_all is None else in_all > read
        return read_page(source, body, found, contact_id, more=more and 0 < read < DEEPEST)

    def tag_names(self, contact_id: str) -> Names:
        """The names of the tags that the contact has."""
        return read_tag_names(self._asking.body(tag_names_request(contact_id)))

    def standing(self, contact_id: str) -> Standing | None:
        """How engaged the contact is, in one to three calls; None if there is no such contact."""
        try:
            found = read_standing(self._asking.body(standing_request(contact_id)), contact_id) or (
                read_standing(self._asking.body(contact_request(contact_id)), contact_id)
            )
        except Gone:
            return None
        if found is None:
            return None
        contact = found.contact
        if contact.lists is None:
            ties = self._asking.all(contact_lists_request(contact_id), "contactLists")
            found = replace(found, contact=replace(contact, lists=read_statuses(ties)))
        if found.score is None:
            found = replace(found, score=self._score(contact_id))
        return found

    def _score(self, contact_id: str) -> int | None:
        try:
            body = self._asking.body(score_values_request(contact_id))
        except NOT_OFFERED:
            return None
        return read_score(rows(body, "scoreValues") or (), contact_id)

    def _rows(self, request: Request, key: str, offset: int, limit: int) -> tuple[Row, list[Row]]:
        paging = (("limit", str(limit)), ("offset", str(offset)))
        body = self._asking.body(replace(request, query=(*request.query, *paging)))
        found = rows(body, key)
        if found is None:
            raise without_result(request, 200, body)
        return body, found


def _rises(found: list[Row], time: str) -> bool:
    """True if the rows come oldest first, as where the order asked for is not known."""
    times = [at for one in found if (at := moment(one.get(time))) is not None]
    return bool(times) and times[0] < times[-1]
