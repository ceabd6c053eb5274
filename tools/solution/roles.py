"""Security roles with what each needs, and the same as a table for docs/security.md."""

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from tools.solution.sources import Level, Role
from tools.solution.xml import add, add_all, braced

_REACH: Sequence[Level] = ("Basic", "Local", "Deep", "Global")
_FAR = {"Basic": "own rows", "Local": "business unit", "Deep": "units below", "Global": "all rows"}


def privileges(role: Role, roles: Sequence[Role]) -> dict[str, Level]:
    """Privilege -> level, by name, with those of the roles that it includes; the further level
    wins. Raises KeyError for an included role that is not there."""
    by_name = {one.name: one for one in roles}
    found: dict[str, Level] = {}
    for name in role.includes:
        _merge(found, privileges(by_name[name], roles))
    for one in role.privileges:
        _merge(found, {f"prv{verb}{one.table}": level for verb, level in one.may.items()})
    _merge(found, {one.name: one.level for one in role.general})
    return dict(sorted(found.items()))


def add_roles(parent: Element, roles: Sequence[Role]) -> None:
    for role in roles:
        found = add(parent, "Role", id=braced(role.id), name=role.name, isinherited="1")
        add_all(
            found,
            (
                ("IsCustomizable", "1"),
                ("IsAutoAssigned", "0"),
                ("Description", role.description),
            ),
        )
        held = add(found, "RolePrivileges")
        for name, level in privileges(role, roles).items():
            add(held, "RolePrivilege", name=name, level=level)


def markdown(roles: Sequence[Role]) -> str:
    """One table for each role: what it may, how far, and why."""
    return "\n".join("\n".join(_lines(role)) + "\n" for role in roles)


def _lines(role: Role) -> Iterator[str]:
    yield f"**{role.name}** (`{role.id}`)"
    yield ""
    if role.includes:
        yield f"All of {', '.join(role.includes)}, and:"
        yield ""
    yield "| may | in | how far | why |"
    yield "| --- | --- | --- | --- |"
    for one in role.privileges:
        for level in sorted(set(one.may.values()), key=_REACH.index):
            verbs = ", ".join(verb for verb, far in one.may.items() if far == level)
            yield f"| {verbs} | {one.table} | {_FAR[level]} | {one.why} |"
    for general in role.general:
        yield f"| `{general.name}` |  | {_FAR[general.level]} | {general.why} |"


def _merge(found: dict[str, Level], more: Mapping[str, Level]) -> None:
    for name, level in more.items():
        held = found.get(name)
        if held is None or _REACH.index(held) < _REACH.index(level):
            found[name] = level
