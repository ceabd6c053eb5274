"""Starts the shell: `python -m sandbox.shell --package dist/NAME.zip --app URL ...`."""

from pathlib import Path

from sandbox.kit.server import parser, run
from sandbox.shell.app import shell_app
from sandbox.shell.package import read_package
from sandbox.shell.place import Place

PORT = 8203


def main() -> None:
    options = parser("shell", PORT)
    add = options.add_argument
    add("--package", type=Path, required=True, help="the solution's zip")
    add("--app", required=True, help="address of the function app")
    add("--dataverse", required=True)
    add("--entra", required=True, help="plain http, for calls of the shell")
    add("--entra-secure", required=True, help="https, for browsers")
    add("--tenant", required=True)
    add("--client-id", required=True)
    chosen = options.parse_args()
    place = Place(
        origin=f"http://127.0.0.1:{chosen.port}",
        dataverse=chosen.dataverse,
        entra=chosen.entra,
        entra_secure=chosen.entra_secure,
        app=chosen.app,
        tenant=chosen.tenant,
        client_id=chosen.client_id,
    )
    run(shell_app(place, read_package(chosen.package)), "shell", chosen.port)


if __name__ == "__main__":
    main()
