"""Reads lists of rows, page by page, and follows only links that lead back to Dataverse. Knows no
table's meaning."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from shared.dataverse.batch import Part
from shared.dataverse.exchange import Exchange
from shared.dataverse.faults import not_understood
from shared.dataverse.links import is_own
from shared.dataverse.rows import Page, Row, read_page
from shared.errors import AnswerNotUnderstood
from shared.transport import Answer, Request

T = TypeVar("T")


class Reading:
    """Reads of one environment, whose address is `url`."""

    def __init__(self, exchange: Exchange, url: str) -> None:
        self._exchange = exchange
        self._url = url

    def result(self, request: Request, read: Callable[[Row], T | None]) -> T:
        """What `read` makes of the answer; None means that it is not understood."""
        answer, body = self._exchange.read(request)
        found = read(body)
        if found is None:
            raise not_understood(request.route, answer, "lacks what was asked for")
        return found

    def page(self, request: Request) -> Page:
        """One page. A link to elsewhere is refused before anything is sent."""
        if request.path.startswith(("https:", "http:")) and not is_own(request.path, self._url):
            raise AnswerNotUnderstood("dataverse", f"A page of {request.route} is elsewhere.")
        answer, body = self._exchange.read(request)
        return _page_in(request.route, answer, body)

    def rows(self, request: Request) -> list[Row]:
        """The rows of all pages."""
        page = self.page(request)
        return [*page.rows, *self._further(request, page.next_link)]

    def rows_of(self, parts: Sequence[Part], route: str) -> list[list[Row]]:
        """The rows that each part gives, all of them asked for in one batch."""
        found = []
        for part, (answer, body) in zip(parts, self._exchange.read_all(parts, route), strict=True):
            page = _page_in(route, answer, body)
            request = Request("GET", part.path, route=route, headers=part.headers)
            found.append([*page.rows, *self._further(request, page.next_link)])
        return found

    def rows_at(self, paths: Sequence[str], route: str, headers: Mapping[str, str]) -> list[Row]:
        """The rows at these paths, asked for with these headers, one call for each."""
        requests = [Request("GET", path, route=route, headers=headers) for path in paths]
        return [row for request in requests for row in self.rows(request)]

    def _further(self, request: Request, link: str | None) -> list[Row]:
        rows: list[Row] = []
        seen: set[str] = set()
        while link is not None:
            if link in seen:
                raise AnswerNotUnderstood("dataverse", f"The pages of {request.route} go round.")
            seen.add(link)
            page = self.page(Request("GET", link, route=request.route, headers=request.headers))
            rows += page.rows
            link = page.next_link
        return rows


def _page_in(route: str, answer: Answer, body: Row) -> Page:
    page = read_page(body)
    if page is None:
        raise not_understood(route, answer, "is no list of rows")
    return page
