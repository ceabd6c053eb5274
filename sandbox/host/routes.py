"""Route templates as the Functions host matches them: ASP.NET Core's rules, the part in use.

Literals without regard to case, `{name}`, `{name?}`, `{name:constraint}` and `{*rest}`; the
most specific template wins. Knows no function and no server.
learn.microsoft.com/aspnet/core/fundamentals/routing (read 2026-11-24)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote

from sandbox.host.app_settings import SettingsRefused

_PARAMETER = re.compile(r"\{(\*{0,2})(\w+)((?::[^{}?=]+)*)(\?)?\}")
_CONSTRAINTS = {
    "guid": r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}",
    "int": r"-?\d{1,10}",
    "long": r"-?\d{1,19}",
    "bool": r"(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])",
    "alpha": r"[a-zA-Z]+",
}
# Rank of a segment in ASP.NET's RoutePrecedence: the smaller wins.
_LITERAL, _CONSTRAINED, _PLAIN, _CATCH_ALL = 1, 2, 3, 5

Target = TypeVar("Target")


@dataclass(frozen=True)
class RouteTemplate:
    """`shape` is equal for two templates that match the same paths."""

    text: str
    pattern: re.Pattern[str]
    precedence: tuple[int, ...]
    shape: str

    @classmethod
    def parse(cls, text: str) -> "RouteTemplate":
        """Raises SettingsRefused for a template or constraint that this host does not know."""
        pattern, shape, precedence = "", "", []
        segments = [segment for segment in text.split("/") if segment]
        for position, segment in enumerate(segments):
            expression, form, rank, optional = _segment(text, segment)
            if rank == _CATCH_ALL and position != len(segments) - 1:
                raise SettingsRefused(f"route '{text}': a catch-all must come last")
            if optional and position != len(segments) - 1:
                raise SettingsRefused(f"route '{text}': an optional part must come last")
            pattern += f"(?:/{expression})?" if optional else f"/{expression}"
            shape += f"/{form}"
            precedence.append(rank)
        return cls(text, re.compile(pattern + "/?"), tuple(precedence), shape)

    def match(self, path: str) -> dict[str, str] | None:
        """The route parameters of `path` (starting with `/`), or None."""
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        return {name: value for name, value in found.groupdict().items() if value}


class Router(Generic[Target]):
    """Finds the target of a method and path."""

    def __init__(self) -> None:
        self._routes: list[tuple[RouteTemplate, frozenset[str], Target]] = []

    def add(self, template: RouteTemplate, methods: frozenset[str], target: Target) -> None:
        self._routes.append((template, methods, target))
        self._routes.sort(key=lambda route: route[0].precedence)

    def find(self, method: str, raw_path: str) -> tuple[Target, Mapping[str, str]] | None:
        """None for an unknown path and for a method that the function does not take: the host
        answers 404 to both."""
        path = decoded(raw_path)
        for template, methods, target in self._routes:
            if methods and method not in methods:
                continue
            parameters = template.match(path)
            if parameters is not None:
                return target, parameters
        return None


def decoded(raw_path: str) -> str:
    """The path with percent-encoding undone, except `%2F`, which the server keeps."""
    return unquote(re.sub("%2[fF]", "%252F", raw_path))


def _segment(text: str, segment: str) -> tuple[str, str, int, bool]:
    """Expression, shape, rank and optionality of one segment."""
    parts: Sequence[re.Match[str]] = list(_PARAMETER.finditer(segment))
    if _PARAMETER.sub("", segment).count("{") or _PARAMETER.sub("", segment).count("}"):
        raise SettingsRefused(f"route '{text}': '{segment}' is not understood by the local host")
    if not parts:
        return f"(?i:{re.escape(segment)})", segment.lower(), _LITERAL, False
    whole = len(parts) == 1 and parts[0][0] == segment
    expression, shape, position, rank = "", "", 0, _PLAIN if whole else _CONSTRAINED
    for part in parts:
        stars, name, constraints, optional = part.groups()
        if (stars or optional) and not whole:
            raise SettingsRefused(f"route '{text}': '{part[0]}' must be a segment of its own")
        if stars:
            return f"(?P<{name}>.*)", "{*}", _CATCH_ALL, True
        value, names = "[^/]+", [item for item in constraints.split(":") if item]
        for constraint in names:
            if constraint not in _CONSTRAINTS:
                raise SettingsRefused(
                    f"route '{text}': constraint '{constraint}' is not known to the local host"
                )
            value, rank = _CONSTRAINTS[constraint], _CONSTRAINED
        literal = segment[position : part.start()]
        expression += f"(?i:{re.escape(literal)})(?P<{name}>{value})"
        shape += f"{literal.lower()}{{{':'.join(names)}}}"
        position = part.end()
    tail = segment[position:]
    optional_segment = whole and bool(parts[0][4])
    return expression + f"(?i:{re.escape(tail)})", shape + tail.lower(), rank, optional_segment
