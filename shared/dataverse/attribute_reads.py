"""Reads the columns of tables, with what column security withholds from the app."""

from collections.abc import Callable, Sequence

from shared.dataverse import column_security, metadata, people
from shared.dataverse.exchange import Exchange
from shared.dataverse.faults import not_understood
from shared.dataverse.metadata import Attribute
from shared.dataverse.people import Role
from shared.dataverse.reading import Reading


class AttributeReads:
    """Safe for many threads."""

    def __init__(
        self, exchange: Exchange, reading: Reading, roles_of: Callable[[str], list[Role]]
    ) -> None:
        """`roles_of` gives the roles of a user by the systemuserid."""
        self._exchange = exchange
        self._reading = reading
        self._roles_of = roles_of

    def of(self, tables: Sequence[str]) -> dict[str, list[Attribute]]:
        """The columns of each table, by name: one call, and if any is secured up to four more
        for what is withheld from us."""
        parts = [metadata.attribute_parts(table) for table in tables]
        route = f"attributes of {', '.join(tables)}"
        got = self._exchange.read_all([part for of_one in parts for part in of_one], route)
        found: dict[str, list[Attribute]] = {}
        for table, of_one in zip(tables, parts, strict=True):
            answers, got = got[: len(of_one)], got[len(of_one) :]
            attributes = metadata.read_attributes([body for _, body in answers])
            if attributes is None:
                raise not_understood(route, answers[0][0], "is no list of columns")
            found[table] = attributes
        return self._as_seen_by_us(found)

    def _as_seen_by_us(self, tables: dict[str, list[Attribute]]) -> dict[str, list[Attribute]]:
        """Whether the answer on rights tells of the administrators' own profile is not
        documented: their role is asked for as well."""
        if not any(attribute.secured for found in tables.values() for attribute in found):
            return tables
        me = self._reading.result(people.who_am_i_request(), people.read_who_am_i).user_id
        request = column_security.rights_request(me)
        rights = self._reading.result(request, column_security.read_rights)
        seen = {
            table: column_security.with_rights(found, rights) for table, found in tables.items()
        }
        withheld = any(attribute.withheld for found in seen.values() for attribute in found)
        return tables if withheld and self._is_administrator(me) else seen

    def _is_administrator(self, user_id: str) -> bool:
        template = column_security.SYSTEM_ADMINISTRATOR_TEMPLATE
        return any(role.template_id == template for role in self._roles_of(user_id))
