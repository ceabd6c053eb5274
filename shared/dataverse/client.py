"""Dataverse's Web API, one method for each operation that the product needs. Builds, sends and
reads by the modules beside it; stores nothing.

`table` is an entity set, such as `leads`, where rows are meant, and a logical name, such as
`lead`, where metadata is. Columns are given as the Web API names them (`_ownerid_value`).

Every method raises RetryLater (Throttled, Unreachable) and StopRun (CredentialsRefused,
RightMissing, AnswerNotUnderstood), and RequestRefused where Dataverse finds the request wrong."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from shared.dataverse import metadata, people, query, sampling
from shared.dataverse.attribute_reads import AttributeReads
from shared.dataverse.batch import API_PATH, Part
from shared.dataverse.deleting import Deleting
from shared.dataverse.exchange import Exchange
from shared.dataverse.faults import DuplicateRefused, not_understood, tracking_fault
from shared.dataverse.links import is_own
from shared.dataverse.lookups import NO_LOOKUPS, LookupEmails, Lookups
from shared.dataverse.metadata import Attribute, EntityDefinition
from shared.dataverse.people import Role, RoleHolder, User, WhoAmI
from shared.dataverse.reading import Reading
from shared.dataverse.rows import Page, Row, guid, id_column, row_id
from shared.dataverse.sampling import FirstRows
from shared.dataverse.tracking import ChangePage, changes_request, read_changes
from shared.dataverse.write import Write, WriteResult, with_lookups, write_part, write_result
from shared.errors import AnswerNotUnderstood, Gone, TrackingLost
from shared.transport import Request, Transport

__all__ = ["Dataverse", "Row"]

BATCH_SIZE = 200
"""Writes in one batch."""

READ_PARTS = 20
"""Filters of 50 values in one batch."""

PAGE_SIZE = 1000

MATCHES = 10
"""People that a search shows."""


class Dataverse:
    """One environment, seen as the app itself, or as `caller` where one is given: the Entra
    object id of a user, whose rights then count besides our own. Safe for many threads."""

    def __init__(
        self,
        transport: Transport,
        *,
        url: str,
        batch_size: int = BATCH_SIZE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`url` is the environment's address, as in DATAVERSE_URL."""
        self._exchange = Exchange(transport, sleep=sleep)
        self._reading = Reading(self._exchange, url)
        self._emails = LookupEmails(self._reading.rows_of)
        self.with_emails = self._emails.added_to
        """Adds the emails of lookups to rows that were read to have them `later`."""
        self.delete = Deleting(self._exchange).rows
        self._attributes = AttributeReads(self._exchange, self._reading, self.roles_of)
        self._url = url
        self._batch_size = batch_size

    # Reading rows

    def changes(
        self,
        table: str,
        select: Sequence[str],
        *,
        link: str | None,
        page_size: int,
        lookups: Lookups = NO_LOOKUPS,
    ) -> ChangePage:
        """The first page of a tracked read of all rows, or what `link` (a next or delta link, as
        it came) leads to. `lookups` has to be the same for each page.

        Raises TrackingLost if Dataverse does not know the link any more, or it is of another
        environment."""
        request = changes_request(table, select, link=link, page_size=page_size, lookups=lookups)
        if link is None:
            answer, body = self._exchange.read(request)
        elif not is_own(link, self._url):
            raise TrackingLost("dataverse", f"The link of {request.route} is of elsewhere.")
        else:
            answer, body = self._exchange.read(request, tracking_fault)
        page = read_changes(body)
        if page is None:
            raise not_understood(request.route, answer, "is no list of changes")
        if page.next_link is not None and page.next_link == link:
            raise not_understood(request.route, answer, "leads to itself")
        return replace(page, rows=self._emails.added_to(page.rows, lookups))

    def page(
        self,
        table: str,
        select: Sequence[str],
        *,
        filter: str | None = None,  # noqa: A002
        order_by: str | None = None,
        page_size: int = PAGE_SIZE,
        link: str | None = None,
        caller: str | None = None,
        count: bool = False,
    ) -> Page:
        """The first page of the rows that `filter` (OData) lets through, or the one that `link`
        leads to. An order is made total by the primary key."""
        if link is not None:
            request = query.link_request(
                table, link, page_size=page_size, count=count, caller=caller
            )
        else:
            request = query.page_request(
                table,
                select,
                row_filter=filter,
                order_by=order_by,
                page_size=page_size,
                count=count,
                caller=caller,
            )
        page = self._reading.page(request)
        if page.next_link is not None and page.next_link == link:
            raise AnswerNotUnderstood("dataverse", f"A page of {table} leads to itself.")
        return page

    def row(
        self,
        table: str,
        record_id: str,
        select: Sequence[str],
        *,
        caller: str | None = None,
    ) -> Row:
        """Raises Gone, and RightMissing also if only `caller` may not read it."""
        _, row = self._exchange.read(query.row_request(table, record_id, select, caller))
        return row

    def rows_by_id(
        self,
        table: str,
        ids: Sequence[str],
        select: Sequence[str],
        *,
        caller: str | None = None,
        lookups: Lookups = NO_LOOKUPS,
    ) -> dict[str, Row]:
        """Id -> row of those that are there and may be read: one call per 1,000 ids. With a
        caller, one per 50, since impersonation within a batch is not documented."""
        key = id_column(table)
        wanted = list(dict.fromkeys(guid(wanted_id) for wanted_id in ids))
        columns = query.with_key(key, select)
        paths = [
            query.rows_path(table, columns, query.any_id(key, chunk))
            for chunk in query.chunks(wanted)
        ]
        headers = lookups.headers
        if caller is None:
            rows = self._rows_in_batches(paths, table, headers)
        else:
            headers = {**headers, **query.caller_headers(caller)}
            rows = self._reading.rows_at(paths, table, headers)
        return {row_id(row, table): row for row in self._emails.added_to(rows, lookups)}

    def rows_where_any(
        self,
        table: str,
        column: str,
        values: Sequence[str],
        select: Sequence[str],
        *,
        lookups: Lookups = NO_LOOKUPS,
    ) -> list[Row]:
        """The rows whose column, a text or a lookup such as `_masterid_value`, equals one of
        `values`, each once. Of texts Dataverse disregards case, and may disregard accents and
        trailing blanks: compare what comes back."""
        key = id_column(table)
        wanted = list(dict.fromkeys(values))
        columns = query.with_key(key, select)
        paths = [
            query.rows_path(table, columns, query.any_of(column, chunk))
            for chunk in query.chunks(wanted)
        ]
        rows = self._rows_in_batches(paths, table, lookups.headers)
        found = {row_id(row, table): row for row in rows}
        return list(self._emails.added_to(list(found.values()), lookups))

    def first_rows(
        self,
        table: str,
        select: Sequence[str],
        wanted: Sequence[FirstRows],
        *,
        lookups: Lookups = NO_LOOKUPS,
    ) -> list[list[Row]]:
        """The rows of each of `wanted`, in their order: one call for all."""
        parts = sampling.first_rows_parts(table, select, wanted, lookups)
        found = self._reading.rows_of(parts, f"first {table}")
        together = iter(self._emails.added_to([row for rows in found for row in rows], lookups))
        return [list(islice(together, len(rows))) for rows in found]

    def row_counts(self, tables: Sequence[str]) -> Mapping[str, int]:
        """Logical name -> rows of the whole table, as they were up to a day ago."""
        return self._reading.result(sampling.counts_request(tables), sampling.read_counts)

    # Writing rows

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        """Carries out `writes` in batches, and tells what came of each, in order: none keeps
        another from being done. A call that fails as a whole raises; repeating all is harmless,
        and those done already then give StateChanged."""
        results: list[WriteResult] = []
        for start in range(0, len(writes), self._batch_size):
            chunk = writes[start : start + self._batch_size]
            answers = self._exchange.carry_out([write_part(write) for write in chunk], "writes")
            results += map(write_result, chunk, answers)
        return with_lookups(writes, results, self._emails.added_to)

    # Metadata

    def entity_definition(self, table: str) -> EntityDefinition:
        """Raises Gone if there is no such table."""
        return self._reading.result(metadata.definition_request(table), metadata.read_definition)

    def attributes(self, table: str) -> list[Attribute]:
        """As `attributes_of`, for one table."""
        return self._attributes.of([table])[table]

    def attributes_of(self, tables: Sequence[str]) -> dict[str, list[Attribute]]:
        """Table -> its columns that hold values, by name: one call, five where some are secured."""
        return self._attributes.of(tables)

    # People

    def who_am_i(self) -> WhoAmI:
        """The cheapest test of the connection."""
        return self._reading.result(people.who_am_i_request(), people.read_who_am_i)

    def user_by_oid(self, oid: str) -> User | None:
        """The user with this Entra object id, enabled or not."""
        page = self.page("systemusers", people.USER_COLUMNS, filter=people.oid_filter(oid))
        users = sorted(map(people.read_user, page.rows), key=lambda user: not user.enabled)
        return users[0] if users else None

    def user(self, user_id: str) -> User:
        """The user with this systemuserid. Raises Gone."""
        return people.read_user(self.row("systemusers", user_id, people.USER_COLUMNS))

    def ui_language(self, user_id: str) -> int | None:
        """LCID of the language in which a user sees Dynamics; None if it is not told. Raises
        RightMissing without the right to read user settings."""
        row = self.row(people.USER_SETTINGS, user_id, [people.UI_LANGUAGE])
        return people.read_ui_language(row)

    def users_matching(self, text: str) -> list[User]:
        """At most ten enabled people, by name, whose name or email contains `text`."""
        page = self.page(
            "systemusers",
            people.USER_COLUMNS,
            filter=people.matching_filter(text),
            order_by="fullname",
            page_size=MATCHES,
        )
        return [people.read_user(row) for row in page.rows[:MATCHES]]

    def roles_of(self, user_id: str) -> list[Role]:
        """The roles that a user holds, directly and through teams: two calls. A role held both
        ways is there for each."""
        parts = [
            people.related_part(
                "systemusers", user_id, "systemuserroles_association", people.ROLE_COLUMNS
            ),
            people.related_part("systemusers", user_id, "teammembership_association", ["teamid"]),
        ]
        direct, teams = self._reading.rows_of(parts, "roles of a user")
        parts = [
            people.related_part(
                "teams", str(team["teamid"]), "teamroles_association", people.ROLE_COLUMNS
            )
            for team in teams
        ]
        held = [people.read_role(row) for row in direct]
        for rows in self._reading.rows_of(parts, "roles of teams"):
            held += [people.read_role(row, "team") for row in rows]
        return list(dict.fromkeys(held))

    def role_holders(
        self, root_ids: Sequence[str], template_ids: Sequence[str] = ()
    ) -> list[RoleHolder]:
        """Who holds one of the roles with these root ids or from these templates, directly or
        through a team: three calls. A user is there once for each role and way."""
        copies = self._copies(root_ids, template_ids)
        users = [
            people.related_part(
                "roles", role.id, "systemuserroles_association", people.USER_COLUMNS
            )
            for role in copies
        ]
        teams = [
            people.related_part("roles", role.id, "teamroles_association", ["teamid"])
            for role in copies
        ]
        found = self._reading.rows_of(users + teams, "holders of roles")
        holders = [
            RoleHolder(people.read_user(row), role)
            for role, rows in zip(copies, found[: len(copies)], strict=True)
            for row in rows
        ]
        in_teams = [
            (replace(role, via="team"), str(row["teamid"]))
            for role, rows in zip(copies, found[len(copies) :], strict=True)
            for row in rows
        ]
        parts = [
            people.related_part("teams", team, "teammembership_association", people.USER_COLUMNS)
            for _, team in in_teams
        ]
        for (role, _), rows in zip(in_teams, self._reading.rows_of(parts, "members"), strict=True):
            holders += [RoleHolder(people.read_user(row), role) for row in rows]
        return list(dict.fromkeys(holders))

    def assign_role(self, user_id: str, root_role_id: str) -> None:
        """Gives a user the copy of a role that is in the user's business unit; one who has it
        keeps it. Raises Gone if there is no such user, or the role is not installed."""
        unit = self.user(user_id).business_unit_id
        (copies,) = self._reading.rows_of([people.copy_part(root_role_id, unit)], "role of a unit")
        if not copies:
            raise Gone(
                "dataverse",
                "The role is not there in the user's business unit.",
                remedy="Import the solution, which brings the role along.",
            )
        role = people.read_role(copies[0])
        try:
            self._exchange.send(people.assign_request(user_id, role.id, self._url + API_PATH))
        except DuplicateRefused:
            return

    def remove_role(self, user_id: str, root_role_id: str) -> None:
        """Takes every copy of a role that a user holds directly; what comes through a team
        stays. One who does not have it is left alone."""
        part = people.related_part(
            "systemusers", user_id, "systemuserroles_association", people.ROLE_COLUMNS
        )
        (held,) = self._reading.rows_of([part], "roles of a user")
        for role in map(people.read_role, held):
            if role.root_id != guid(root_role_id):
                continue
            try:
                self._exchange.send(people.remove_request(user_id, role.id))
            except Gone:
                continue

    def _copies(self, root_ids: Sequence[str], template_ids: Sequence[str]) -> list[Role]:
        if not root_ids and not template_ids:
            return []
        row_filter = people.roles_filter(root_ids, template_ids)
        path = query.rows_path("roles", people.ROLE_COLUMNS, row_filter)
        rows = self._reading.rows(Request("GET", path, route="roles"))
        return [people.read_role(row) for row in rows]

    def _rows_in_batches(
        self, paths: Sequence[str], route: str, headers: Mapping[str, str]
    ) -> list[Row]:
        parts = [Part("GET", path, headers) for path in paths]
        return [
            row
            for start in range(0, len(parts), READ_PARTS)
            for rows in self._reading.rows_of(parts[start : start + READ_PARTS], route)
            for row in rows
        ]
