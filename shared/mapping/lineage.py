"""What the base of a link is still worth after the mapping or the schema has changed. Pure.

The values that both sides last agreed on are compared with what stands there today. That is right
only as long as they speak of the same column: one that was deleted and made anew is empty for
another reason than that somebody cleared it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import fields as parts_of
from typing import Final

from shared.mapping.kinds import column_kind
from shared.mapping.model import FieldPair
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.schema import Column, Field
from shared.mapping.values import Canonical

_OF_NO_CONSEQUENCE: Final = frozenset({"label", "perstag", "required"})
"""Parts of a column or a field on which no conversion depends."""

_BETWEEN: Final = "-"


def mark_of(content: object) -> str:
    """A short text of its own for every content that is made of texts and frozen values."""
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def content_of(
    mapping: FieldMapping, columns: Mapping[str, Column], fields: Mapping[str, Field]
) -> str:
    """Changes with the pairs, and with all of their columns and fields that converting a value
    depends on."""
    return mark_of(
        sorted(
            (
                pair.activecampaign,
                pair.dynamics,
                str(mapping.direction_of(pair)),
                _traits(columns.get(pair.dynamics)),
                _traits(fields.get(pair.activecampaign)),
            )
            for pair in mapping.fields
        )
    )


@dataclass(frozen=True, slots=True)
class Lineage:
    """One generation of a mapping with its schema. `columns` tells by ActiveCampaign key which
    column it is tied to, "" if that or the field is not there; `born` in which generation it came
    to be so. `synced` is False while the entity is switched off or cannot be synced."""

    generation: int = 0
    content: str = ""
    synced: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    born: dict[str, int] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Marks the links whose two sides were compared in this generation."""
        return f"{self.generation}{_BETWEEN}{self.content}"

    def followed_by(self, content: str, columns: dict[str, str], *, synced: bool) -> "Lineage":
        """The lineage as it is today. It is another generation if something has changed, or the
        entity is synced again: nobody looked at what changed in its contacts meanwhile."""
        same = content == self.content and (self.synced or not synced)
        generation = self.generation if same else self.generation + 1
        born = {
            key: self.born.get(key, generation) if column == self.columns.get(key) else generation
            for key, column in columns.items()
        }
        return Lineage(generation, content, synced, columns, born)

    def still_valid(self, base: Mapping[str, Canonical], mark: str) -> dict[str, Canonical]:
        """The values of `base` that are of today's columns. `mark` is the link's."""
        compared = _generation(mark)
        return {key: value for key, value in base.items() if self.born.get(key, 0) <= compared}


def columns_tied(
    mapping: FieldMapping, columns: Mapping[str, Column], fields: Mapping[str, Field]
) -> dict[str, str]:
    """`Lineage.columns`. The type of a column belongs to it: none can be changed, so that one of
    another type is another column, and so is one of the same name with another id."""
    return {
        pair.activecampaign: _tied(pair, columns) if pair.activecampaign in fields else ""
        for pair in mapping.fields
    }


def _tied(pair: FieldPair, columns: Mapping[str, Column]) -> str:
    column = columns.get(pair.dynamics)
    if column is None:
        return ""
    return f"{column.name} {column.id} {column.type} {column_kind(column)}"


def _generation(mark: str) -> int:
    number, between, _ = mark.partition(_BETWEEN)
    return int(number) if between and number.isdecimal() else 0


def _traits(of: Column | Field | None) -> str:
    if of is None:
        return ""
    names = [part.name for part in parts_of(of) if part.name not in _OF_NO_CONSEQUENCE]
    return repr([(name, _ordered(getattr(of, name))) for name in names])


def _ordered(value: object) -> object:
    """A set is not shown in the same order by every process."""
    return sorted(value) if isinstance(value, frozenset) else value
