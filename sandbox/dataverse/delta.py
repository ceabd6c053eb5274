"""Change tracking: the tracked first read, the delta that follows, tokens and their life.

Source: learn.microsoft.com, "Use change tracking to synchronize data with external systems"
(read 2026-11-24) and github.com/MicrosoftDocs/powerapps-docs/issues/3845 for expiry."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from sandbox.dataverse.call import MAX_PAGE, Answer
from sandbox.dataverse.paging import Position, link, position
from sandbox.dataverse.query import Query
from sandbox.dataverse.refusals import TOKEN_EXPIRED, Refusal, bad_query
from sandbox.dataverse.rendering import Json
from sandbox.dataverse.store import Deleted

_TOKEN = re.compile(r"(\d{1,18})!(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)")
_TOKEN_TIME = "%m/%d/%Y %H:%M:%S"
_FORBIDDEN = ("$filter", "$orderby", "$expand", "$top")


@dataclass(frozen=True)
class Token:
    """All changes up to `version` are known to its holder, since `issued`."""

    version: int
    issued: datetime

    def text(self) -> str:
        return f"{self.version}!{self.issued.strftime(_TOKEN_TIME)}"


class Delta(Query):
    """A tracked read of one table."""

    def tracked(self) -> Answer:
        """A page of the first read or of a delta; the delta link stands on the last page only."""
        self._check()
        start = self._start()
        size = self.call.prefer.page_size or MAX_PAGE
        rows = self.org.store.tables[self.table.name]
        render = self.renderer.for_rows(self.table, self.select, None)
        if start.since < 0:
            found = (rows.rows[i] for i in self._from(rows.ids, start.last))
            page = list(islice(found, size + 1))
            value: list[Json] = [render(row) for row in page[:size]]
            following = self._next_full(start, page, size)
        else:
            value, following = self._changes(start, size, render)
        suffix = "" if start.since < 0 else "/$delta"
        body: Json = {"@odata.context": self.renderer.context(
            self.table, self.select, None, suffix)}  # fmt: skip
        body |= self.renderer.list_annotations(None, False)
        if following is None:
            token = Token(start.until, self.org.now().astimezone(UTC)).text()
            base = f"{self.org.api}/{self.table.set_name}"
            body["@odata.deltaLink"] = link(base, self.call.raw_query, "$deltatoken", token)
        else:
            body["@odata.nextLink"] = self.next_link(following)
        body["value"] = value
        return Answer(200, body)

    def count_changes(self) -> Answer:
        """`/$count?$deltatoken=`: how many changes wait."""
        self._check()
        start = self._start()
        rows = self.org.store.tables[self.table.name]
        changed = sum(1 for _ in rows.changed_since(start.since, start.until))
        gone = sum(1 for _ in self._gone(start.since, start.until))
        return Answer(200, str(changed + gone))

    def _check(self) -> None:
        for name in _FORBIDDEN:
            if name in self.call.options:
                raise bad_query(f"The {name} query option is not supported with change tracking.")
        if not self.table.change_tracking:
            raise Refusal(
                400,
                "0x80044350",
                f"Entity: {self.table.name} does not have change tracking enabled.",
            )
        self.call.caller.require(self.table, "Read", reach=3)

    def _start(self) -> Position:
        if "$skiptoken" in self.call.options:
            return position(self.call.option("$skiptoken"))
        now = self.org.store.version
        text = self.call.option("$deltatoken")
        if text is None:
            return Position(1, tracking=True, until=now)
        token = self._token(text)
        return Position(1, tracking=True, since=token.version, until=now, version=token.version)

    def _token(self, text: str) -> Token:
        """Raises Refusal for a token that is unknown, too old, or revoked."""
        match = _TOKEN.fullmatch(text)
        days = int(self.org.organization()["expirechangetrackingindays"])  # type: ignore[arg-type]
        if match:
            version = int(match.group(1))
            try:
                issued = datetime.strptime(match.group(2), _TOKEN_TIME).replace(tzinfo=UTC)
            except ValueError:
                issued = datetime.min.replace(tzinfo=UTC)
            known = self.org.tokens_valid_after <= version <= self.org.store.version
            if known and self.org.now() - issued <= timedelta(days=days):
                return Token(version, issued)
        raise Refusal(
            self.org.settings.expired_token_status,
            TOKEN_EXPIRED,
            "Version stamp associated with the client has expired. Please perform a full sync.",
        )

    def _next_full(self, start: Position, page: list, size: int) -> Position | None:
        if len(page) <= size:
            return None
        last = str(page[size - 1][self.table.id_column])
        return replace(start, page=start.page + 1, last=last)

    def _changes(self, start: Position, size: int, render) -> tuple[list[Json], Position | None]:
        """Changed rows by version, then deleted ones by version."""
        rows = self.org.store.tables[self.table.name]
        value: list[Json] = []
        at = start
        if not at.in_deleted:
            page = list(islice(rows.changed_since(at.version, at.until), size + 1))
            value = [render(row) for row in page[:size]]
            if len(page) > size:
                version = int(page[size - 1]["versionnumber"])
                return value, replace(start, page=start.page + 1, version=version)
            at = replace(at, in_deleted=True, version=at.since)
        room = size - len(value)
        gone = list(islice(self._gone(at.version, at.until), room + 1))
        value += [self._tombstone(one) for one in gone[:room]]
        if len(gone) <= room:
            return value, None
        version = gone[room - 1].version if room else at.version
        return value, replace(at, page=start.page + 1, version=version)

    def _gone(self, since: int, until: int) -> Iterator[Deleted]:
        """Rows deleted in (since, until] that have not come back; also those never seen."""
        rows = self.org.store.tables[self.table.name]
        start = bisect_right(rows.deleted, since, key=lambda one: one.version)
        for one in islice(rows.deleted, start, None):
            if one.version > until:
                return
            if one.id not in rows.rows:
                yield one

    def _tombstone(self, gone: Deleted) -> Json:
        return {
            "@odata.context": f"{self.org.api}/$metadata#{self.table.set_name}/$deletedEntity",
            "id": gone.id,
            "reason": "deleted",
        }
