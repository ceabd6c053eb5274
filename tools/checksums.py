"""Writes dist/SHA256SUMS over all that is released, as `sha256sum --check` reads it."""

import hashlib
from pathlib import Path

DIST = Path(__file__).resolve().parent.parent / "dist"
NAME = "SHA256SUMS"
RELEASED = ("*.zip", "*.cdx.json")


def lines(folder: Path) -> list[str]:
    files = sorted({file for pattern in RELEASED for file in folder.glob(pattern)})
    return [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]


def main() -> None:
    (DIST / NAME).write_text("".join(f"{line}\n" for line in lines(DIST)))


if __name__ == "__main__":
    main()
