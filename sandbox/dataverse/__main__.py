"""Starts the stand-in of Dataverse: `python -m sandbox.dataverse --port 8201 ...`."""

from sandbox.dataverse.app import dataverse_app
from sandbox.dataverse.organisation import Settings
from sandbox.kit.server import parser, run

PORT = 8201
TENANT = "7e000000-0000-4000-8000-000000000001"
APPLICATION = "ac100000-0000-4000-8000-000000000001"


def main() -> None:
    options = parser("dataverse", PORT)
    add = options.add_argument
    add("--url", help="own address as clients name it, also the audience of tokens")
    add("--entra", default="http://127.0.0.1:8200", help="base address of the authority")
    add("--tenant", default=TENANT)
    add("--app-id", default=APPLICATION, help="application id of the application user")
    add("--leads", type=int, default=2000)
    add("--contacts", type=int, default=3000)
    add("--seed", type=int, default=7)
    add("--tracking-days", type=int, default=7, help="expirechangetrackingindays")
    add("--expired-token-status", type=int, default=400, help="HTTP status of a lost delta token")
    add("--accents-count", action="store_true", help="text compares with accents")
    add("--ne-matches-null", action="store_true", help="'x ne a' also returns rows without x")
    add("--no-multiple", action="store_true", help="no CreateMultiple and the like")
    add("--inactive-contacts-read-only", action="store_true")
    add("--bare", action="store_true", help="nothing of the product is there yet")
    chosen = options.parse_args()
    settings = Settings(
        url=chosen.url or f"http://127.0.0.1:{chosen.port}",
        entra=chosen.entra,
        tenant=chosen.tenant,
        app_id=chosen.app_id,
        tracking_days=chosen.tracking_days,
        expired_token_status=chosen.expired_token_status,
        accent_insensitive=not chosen.accents_count,
        ne_matches_null=chosen.ne_matches_null,
        multiple=not chosen.no_multiple,
        inactive_contacts_read_only=chosen.inactive_contacts_read_only,
        bare=chosen.bare,
    )
    run(
        dataverse_app(settings, chosen.leads, chosen.contacts, chosen.seed),
        "dataverse",
        chosen.port,
    )


if __name__ == "__main__":
    main()
