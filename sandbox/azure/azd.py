"""`azd env get-values` and `azd env set` (learn.microsoft.com/azure/developer/azure-developer-cli/
reference, read 2026-11-30). The first argument is the folder of `sandbox.azure.write`; the values
stand in its file `.env`, which is made by `azd env new`, that is by whoever plays the operator."""

import argparse
import sys
from pathlib import Path


def main() -> None:
    values = Path(sys.argv[1]) / ".env"
    parser = argparse.ArgumentParser(prog="azd")
    parser.add_argument("group", choices=["env"])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("get-values")
    setting = commands.add_parser("set")
    setting.add_argument("name")
    setting.add_argument("value")
    order = parser.parse_args(sys.argv[2:])
    if not values.exists():
        sys.stderr.write("ERROR: no environment exists: run `azd env new`\n")
        sys.exit(1)
    if order.command == "get-values":
        sys.stdout.write(values.read_text())
        return
    kept = [
        line for line in values.read_text().splitlines() if line.partition("=")[0] != order.name
    ]
    values.write_text("\n".join([*kept, f'{order.name}="{order.value}"']) + "\n")


if __name__ == "__main__":
    main()
