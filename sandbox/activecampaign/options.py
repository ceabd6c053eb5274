"""How the stand-in may differ where no public source settles what ActiveCampaign does."""

import argparse
from dataclasses import dataclass
from typing import Literal

ADMIN_KEY = "sandbox-key-admin"
LIMITED_KEY = "sandbox-key-limited"
SECOND_KEY = "sandbox-key-second"


@dataclass(frozen=True)
class Options:
    """`contacts` of 0 is an account without contacts, fields, lists, automations or campaigns.

    `updated_after`: the date-time filters of `GET /contacts` honour seconds, only the day, or
    nothing. `include` false drops the undocumented sideloads; `sideload_rows` is how many rows
    each of them holds at most on a list of contacts. `zone` is the account's.
    `import_blanks`: what "" in a bulk import does. `re_enrol`: what adding a contact to an
    automation that it has been through does; `enrol_refusal` the status of a refusal.
    `webhook_fields`: what stands in the brackets of `contact[fields][...]`."""

    contacts: int = 800
    shared: int | None = None
    leads: int = 2000
    dynamics_contacts: int = 3000
    key: str = ADMIN_KEY
    limits: bool = True
    updated_after: Literal["second", "day", "ignore"] = "second"
    include: bool = True
    sideload_rows: int | None = None
    zone: str = "America/Chicago"
    import_seconds: float = 1.0
    import_blanks: Literal["ignore", "clear"] = "ignore"
    re_enrol: Literal["refuse", "again"] = "refuse"
    enrol_refusal: Literal[403, 422] = 403
    webhook_fields: Literal["id", "perstag"] = "id"
    webhook_timeout_seconds: float = 5.0
    automation_seconds: float = 1.0
    link_data: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--contacts", type=int, default=800, help="0: an empty account")
    parser.add_argument(
        "--shared", type=int, help="contacts with the email of a Dynamics person (default 5 of 8)"
    )
    parser.add_argument("--leads", type=int, default=2000, help="leads of the Dynamics stand-in")
    parser.add_argument(
        "--dynamics-contacts", type=int, default=3000, help="contacts of the Dynamics stand-in"
    )
    parser.add_argument("--key", default=ADMIN_KEY, help="API key of the admin user")
    parser.add_argument("--no-limits", dest="limits", action="store_false")
    parser.add_argument("--updated-after", choices=("second", "day", "ignore"), default="second")
    parser.add_argument("--no-include", dest="include", action="store_false")
    parser.add_argument("--sideload-rows", type=int, help="cuts what `include` gives beside a list")
    parser.add_argument("--zone", default="America/Chicago", help="IANA name")
    parser.add_argument("--import-seconds", type=float, default=1.0)
    parser.add_argument("--import-blanks", choices=("ignore", "clear"), default="ignore")
    parser.add_argument("--re-enrol", choices=("refuse", "again"), default="refuse")
    parser.add_argument("--enrol-refusal", type=int, choices=(403, 422), default=403)
    parser.add_argument("--webhook-fields", choices=("id", "perstag"), default="id")
    parser.add_argument("--webhook-timeout-seconds", type=float, default=5.0)
    parser.add_argument("--automation-seconds", type=float, default=1.0)
    parser.add_argument(
        "--link-data", action="store_true", help="serve /linkData and /messageActivities"
    )


def from_arguments(arguments: argparse.Namespace) -> Options:
    given = vars(arguments)
    return Options(**{name: given[name] for name in Options.__dataclass_fields__})
