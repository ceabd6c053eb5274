"""The mapping that a new connection starts with. Pure."""

from shared.entities import Entity
from shared.mapping.model import FieldPair, Mapping


def standard_mapping(entity: Entity) -> Mapping:
    """Email (locked), first and last name, and phone, both ways, for all records."""
    return Mapping(
        entity=entity,
        fields=(
            FieldPair("email", "emailaddress1", locked=True),
            FieldPair("firstName", "firstname"),
            FieldPair("lastName", "lastname"),
            FieldPair("phone", "telephone1"),
        ),
    )
