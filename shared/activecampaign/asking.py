"""Sends built requests to ActiveCampaign and hands back JSON: refusals, paging, missing results.
Knows no resource but the key's own user, by which it tells a bad key from a missing right."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from shared.activecampaign.account import me_request, read_user
from shared.activecampaign.faults import ME_ROUTE, body_of, not_understood, without_result
from shared.activecampaign.paging import PAGE_LIMIT, from_offset
from shared.activecampaign.reading import Row, identifier, row, rows, total
from shared.errors import CredentialsRefused, Gone, RightMissing, StopRun
from shared.transport import Answer, Request, Transport

T = TypeVar("T")


class Asking:
    """One account's API. Raises the errors of `shared.errors` only. Safe for many threads."""

    def __init__(
        self, transport: Transport, on_refused: Callable[[StopRun], None] = lambda _: None
    ) -> None:
        """`on_refused` is called with each CredentialsRefused and RightMissing."""
        self._transport = transport
        self._on_refused = on_refused

    def send(self, request: Request) -> Answer:
        """The answer, whatever its status."""
        return self._transport.send(request)

    def checked(self, request: Request, answer: Answer) -> Row:
        """The JSON object of a success. Behind a refusal the key is tried once: if it is bad
        too, CredentialsRefused, else RightMissing."""
        try:
            return body_of(request, answer)
        except (CredentialsRefused, RightMissing) as fault:
            if request.route != ME_ROUTE:
                self.result(me_request(), read_user)
            self._on_refused(fault)
            raise

    def body(self, request: Request) -> Row:
        """The JSON object that answers a request."""
        return self.checked(request, self.send(request))

    def result(self, request: Request, read: Callable[[Row], T | None]) -> T:
        """What `read` finds in the answer. A success without it is a refusal in disguise, or
        not understood."""
        body = self.body(request)
        found = read(body)
        if found is None:
            raise without_result(request, 200, body)
        return found

    def one(self, request: Request, key: str) -> Row:
        """The object `key` of the answer."""
        return self.result(request, lambda body: row(body, key))

    def delete(self, request: Request) -> None:
        """Deletes; what is not there counts as deleted. The body of a success says nothing."""
        answer = self.send(request)
        if not answer.ok:
            try:
                self.checked(request, answer)
            except Gone:
                return

    def all(self, request: Request, key: str) -> list[Row]:
        """The rows of all pages."""
        return [found for _, page in self.pages(request, key) for found in page]

    def pages(self, request: Request, key: str) -> Iterator[tuple[Row, list[Row]]]:
        """Each answer with those of its rows that were not in one before. Lists under a contact
        may know no paging and always answer whole. `meta.total` decides where there is one,
        since a server may give fewer rows than the limit asks for.

        Raises AnswerNotUnderstood if there is more and the same page comes again."""
        seen: set[str] = set()
        read = 0
        while True:
            body = self.body(from_offset(request, read))
            page = rows(body, key)
            if page is None:
                raise without_result(request, 200, body)
            fresh = [found for found in page if identifier(found.get("id")) not in seen]
            seen.update(identifier(found.get("id")) for found in fresh)
            read += len(page)
            in_all = total(body)
            if fresh:
                yield body, fresh
            elif page and in_all is not None and in_all > len(seen):
                raise not_understood(request, 200, "is the same page again")
            more = len(page) >= PAGE_LIMIT if in_all is None else in_all > read
            if not fresh or not more:
                return
