"""Makes types.json: of Azure/bicep-types-az only what the resource types of infra/ need.

    git clone --depth 1 https://github.com/Azure/bicep-types-az CLONE
    .venv/bin/python -m tests.infra.distil CLONE

These are the types that the Bicep compiler itself checks with (MIT licence, Microsoft Corporation).
A type of the answer is a list whose first item says what it is; `"#n"` stands for type n."""

import json
import sys
from pathlib import Path
from typing import Any

from tests.infra.bicep import read_all

TARGET = Path(__file__).with_name("types.json")
REQUIRED, READ_ONLY = 1, 2


class Distiller:
    """Copies the types reachable from a resource type, each once, under a number of its own."""

    def __init__(self) -> None:
        self.types: list[Any] = []
        self._numbers: dict[str, int] = {}

    def resource(self, source: Path, name: str) -> str | None:
        """The reference to the body of resource type `name` (`Type@version`), None if the file
        does not know it."""
        graph = json.loads(source.read_text())
        for row in graph:
            if row["$type"] == "ResourceType" and row["name"].lower() == name.lower():
                return self._reference(str(source), graph, row["body"])
        return None

    def _reference(self, source: str, graph: list[Any], reference: dict[str, str]) -> str:
        index = int(reference["$ref"].removeprefix("#/"))
        row = graph[index]
        place = f"{source}#{index}"
        if row["$type"] in ("StringType", "IntegerType", "BooleanType", "AnyType", "NullType"):
            place = json.dumps({key: row.get(key) for key in ("$type", "minLength", "maxLength")})
        if place not in self._numbers:
            number = self._numbers[place] = len(self.types)
            self.types.append(None)
            self.types[number] = self._copy(source, graph, row)
        return f"#{self._numbers[place]}"

    def _copy(self, source: str, graph: list[Any], row: dict[str, Any]) -> list[Any]:
        def follow(reference: dict[str, str]) -> str:
            return self._reference(source, graph, reference)

        def properties(rows: dict[str, Any]) -> dict[str, list[Any]]:
            kept = REQUIRED | READ_ONLY
            return {
                key: [follow(value["type"]), value["flags"] & kept] for key, value in rows.items()
            }

        kind = row["$type"].removesuffix("Type")
        if kind == "Object":
            more = row.get("additionalProperties")
            return [kind, properties(row["properties"]), follow(more) if more else None]
        if kind == "DiscriminatedObject":
            variants = {key: follow(value) for key, value in row["elements"].items()}
            return [kind, row["discriminator"], properties(row["baseProperties"]), variants]
        if kind == "Array":
            return [kind, follow(row["itemType"])]
        if kind == "Union":
            return [kind, [follow(element) for element in row["elements"]]]
        if kind == "StringLiteral":
            return [kind, row["value"]]
        return [kind]


def main(clone: Path) -> None:
    names = sorted({r.type_name for file in read_all().values() for r in file.resources.values()})
    distiller = Distiller()
    resources = {}
    for name in names:
        provider, version = name.split("/")[0].lower(), name.split("@")[1]
        sources = sorted(clone.glob(f"generated/*/{provider}/{version}/types.json"))
        found = [body for source in sources if (body := distiller.resource(source, name))]
        if not found:
            sys.exit(f"{name}: not in this clone")
        resources[name] = found[0]
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in distiller.types)
    TARGET.write_text(f'{{"resources":{json.dumps(resources, indent=1)},\n"types":[\n{rows}\n]}}\n')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
