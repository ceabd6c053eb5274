"""Rewrites dist/solution.cdx.json as npm wrote it, so that the same sources give the same list.

npm marks each list with a number and the time, and names what it lists after its folder
(npm 10 and 11, `npm sbom`)."""

import json
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "dist" / "solution.cdx.json"


def reproducible(text: str) -> str:
    """The list without what CycloneDX lets a list go without, under the name of its package."""
    found = json.loads(text)
    found.pop("serialNumber", None)
    found["metadata"].pop("timestamp", None)
    listed = found["metadata"]["component"]
    listed["name"] = listed["bom-ref"].rpartition("@")[0]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    FILE.write_text(reproducible(FILE.read_text()))


if __name__ == "__main__":
    main()
