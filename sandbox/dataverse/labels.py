"""Labels and option sets in the shape of the metadata API."""

from functools import cache
from uuid import NAMESPACE_URL, uuid5

from sandbox.dataverse.schema import Column, Labels, Option

Json = dict[str, object]


@cache
def metadata_id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(("metadata", *names))))


def label(labels: Labels) -> Json:
    """`UserLocalizedLabel` is in English, the language of every demo user."""
    localized = [
        {
            "Label": text,
            "LanguageCode": language,
            "IsManaged": False,
            "MetadataId": metadata_id("label", text, str(language)),
            "HasChanged": None,
        }
        for language, text in labels.items()
    ]
    user = next((one for one in localized if one["LanguageCode"] == 1033), None)
    return {"LocalizedLabels": localized, "UserLocalizedLabel": user}


def option_set(table: str, column: Column) -> Json:
    kinds = {"state": "State", "status": "Status", "boolean": "Boolean"}
    out: Json = {
        "MetadataId": metadata_id("optionset", table, column.name),
        "HasChanged": None,
        "IsCustomOptionSet": column.custom,
        "IsGlobal": False,
        "IsManaged": False,
        "Name": f"{table}_{column.name}",
        "DisplayName": label(column.labels),
        "Description": label({}),
        "OptionSetType": kinds.get(column.kind, "Picklist"),
    }
    if column.kind == "boolean":
        no, yes = column.options
        return out | {"TrueOption": _option(yes, column), "FalseOption": _option(no, column)}
    return out | {"Options": [_option(option, column) for option in column.options]}


def _option(option: Option, column: Column) -> Json:
    out: Json = {
        "Value": option.value,
        "Color": None,
        "IsManaged": False,
        "ExternalValue": "",
        "ParentValues": [],
        "Tag": None,
        "MetadataId": None,
        "HasChanged": None,
        "Label": label(option.labels),
        "Description": label({}),
    }
    if column.kind == "status":
        out |= {
            "@odata.type": "#Microsoft.Dynamics.CRM.StatusOptionMetadata",
            "State": option.state,
            "TransitionData": None,
        }
    if column.kind == "state":
        out |= {
            "@odata.type": "#Microsoft.Dynamics.CRM.StateOptionMetadata",
            "InvariantName": option.label(),
            "DefaultStatus": option.value + 1,
        }
    return out
