"""Changing the definition of a table, and the action PublishXml that lets the change take effect.

"Create and update table definitions using the Web API", "PublishXml Action" (learn.microsoft.com,
read 2026-11-30): PUT replaces the definition, so that everything that was there must be sent; it
takes effect once it is published."""

from xml.etree import ElementTree

from sandbox.dataverse import definitions
from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import bad_payload, bad_query
from sandbox.dataverse.rights import CUSTOMIZE
from sandbox.dataverse.schema import Table

_PUBLISH = "prvPublishCustomization"


def put_definition(org: Organisation, call: Call, table: Table) -> Answer:
    """The whole definition; only change tracking can be moved, and only on. A definition with less
    than there was is refused, where the service would set what is missing back to its default."""
    call.caller.require_general(CUSTOMIZE, "entity")
    body = call.json("EntityDefinitions")
    missing = definitions.entity(table).keys() - body.keys()
    if body.get("LogicalName") != table.name or missing:
        raise bad_query(f"The whole definition of the table is needed: {sorted(missing)}")
    if call.headers.get("mscrm.mergelabels", "false").lower() != "true":
        raise bad_query("Without MSCRM.MergeLabels, labels of other languages would be lost.")
    if body["ChangeTrackingEnabled"] is not True and table.change_tracking:
        raise bad_query("Change tracking cannot be turned off once it is on.")
    if body["ChangeTrackingEnabled"] is True and not table.change_tracking:
        org.unpublished.add(table.name)
        call.wrote += 1
    return Answer(204)


def publish(org: Organisation, call: Call) -> Answer:
    """`{"ParameterXml": "<importexportxml><entities><entity>lead</entity>..."}`"""
    call.caller.require_general(_PUBLISH, "organization")
    text = call.json("PublishXml").get("ParameterXml")
    try:
        wanted = ElementTree.fromstring(str(text))  # noqa: S314 - a tester's own text
    except ElementTree.ParseError as fault:
        raise bad_payload("PublishXml", f"ParameterXml: {fault}") from None
    if wanted.tag != "importexportxml":
        raise bad_payload("PublishXml", "ParameterXml: importexportxml was expected.")
    for one in wanted.iterfind("./entities/entity"):
        name = (one.text or "").strip()
        if name not in org.schema.tables:
            raise bad_payload("PublishXml", f"There is no entity '{name}'.")
        if name in org.unpublished:
            org.unpublished.discard(name)
            org.schema.tables[name].change_tracking = True
            org.schema.changed(org.schema.tables[name])
            call.wrote += 1
    return Answer(204)
