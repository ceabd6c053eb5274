"""Syncs a whole world that another process holds, and prints the most memory it took, in MiB."""

import json
import sys

from bench.engine import InProcess, change_records, linked_pages
from bench.processes import peak_memory_mib
from sandbox.world import Remote


def main() -> None:
    given = json.loads(sys.argv[1])
    engine = InProcess(given["env"], given["activecampaign"], given["key"])
    engine.run("initial")
    engine.run("scheduled")
    for page in linked_pages(engine.app):  # a list of all would be measured, too
        ids = [record for record, _ in page]
        change_records(Remote(given["dataverse"]), ids, {"telephone1": "+39 02 0000001"})
    engine.run("scheduled")
    print(peak_memory_mib())


main()
