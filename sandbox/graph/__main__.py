"""Starts the stand-in of Microsoft Graph: `python -m sandbox.graph --port 8205 ...`."""

from sandbox.graph.app import graph_app
from sandbox.kit.server import parser, run

PORT = 8205
TENANT = "7e000000-0000-4000-8000-000000000001"


def main() -> None:
    options = parser("graph", PORT)
    options.add_argument(
        "--entra", default="http://127.0.0.1:8200", help="address of the authority"
    )
    options.add_argument("--tenant", default=TENANT)
    options.add_argument("--url", help="own address as clients name it, the audience of tokens")
    chosen = options.parse_args()
    url = chosen.url or f"http://127.0.0.1:{chosen.port}"
    run(graph_app(url, chosen.entra, chosen.tenant), "graph", chosen.port)


if __name__ == "__main__":
    main()
