"""Starts the stand-in: `python -m sandbox.activecampaign --port 8020`."""

from functools import partial

from sandbox.activecampaign.app import build
from sandbox.activecampaign.options import add_arguments, from_arguments
from sandbox.demo.account import fill
from sandbox.kit.server import parser, run


def main() -> None:
    arguments = parser("activecampaign", 8020)
    add_arguments(arguments)
    given = arguments.parse_args()
    options = from_arguments(given)
    seed = partial(
        fill,
        shared=options.shared,
        leads=options.leads,
        dynamics_contacts=options.dynamics_contacts,
    )
    run(build(options, seed), "activecampaign", given.port)


main()
