"""The languages of Dataverse, and which of them a caller asks for. Pure.

Dataverse names a language by its LCID (learn.microsoft.com, "Supported languages" and
[MS-LCID], read 2026-11-24), HTTP by its tag (RFC 9110, 12.5.4)."""

from collections.abc import Iterator, Mapping
from typing import Final

ENGLISH: Final = 1033

_MOST_RANGES: Final = 20
"""Of one header; what comes after them is not read."""

_TAGS: Final[Mapping[int, str]] = {
    1025: "ar-sa",
    1026: "bg-bg",
    1027: "ca-es",
    1028: "zh-tw",
    1029: "cs-cz",
    1030: "da-dk",
    1031: "de-de",
    1032: "el-gr",
    1033: "en-us",
    1035: "fi-fi",
    1036: "fr-fr",
    1037: "he-il",
    1038: "hu-hu",
    1040: "it-it",
    1041: "ja-jp",
    1042: "ko-kr",
    1043: "nl-nl",
    1044: "nb-no",
    1045: "pl-pl",
    1046: "pt-br",
    1048: "ro-ro",
    1049: "ru-ru",
    1050: "hr-hr",
    1051: "sk-sk",
    1053: "sv-se",
    1054: "th-th",
    1055: "tr-tr",
    1057: "id-id",
    1058: "uk-ua",
    1060: "sl-si",
    1061: "et-ee",
    1062: "lv-lv",
    1063: "lt-lt",
    1066: "vi-vn",
    1069: "eu-es",
    1081: "hi-in",
    1086: "ms-my",
    1087: "kk-kz",
    1110: "gl-es",
    2052: "zh-cn",
    2070: "pt-pt",
    2074: "sr-latn-cs",
    3076: "zh-hk",
    3082: "es-es",
    3098: "sr-cyrl-cs",
}


def languages_asked_for(accept_language: str) -> tuple[int, ...]:
    """The LCIDs that an `Accept-Language` header names, the most wanted first. A tag stands for
    its own region first, then for the others of its language."""
    wanted = sorted(_ranges(accept_language), key=lambda item: -item[1])
    found: dict[int, None] = {}
    for tag, _ in wanted:
        primary = tag.partition("-")[0]
        near = [lcid for lcid, one in _TAGS.items() if one.partition("-")[0] == primary]
        found |= dict.fromkeys(sorted(near, key=lambda lcid: not _TAGS[lcid].startswith(tag)))
    return tuple(found)


def in_language(labels: Mapping[int, str], languages: tuple[int, ...] = ()) -> str:
    """The label in the first of `languages` that has one, else in English, else in any; "" if
    there is none at all."""
    for lcid in (*languages, ENGLISH, *labels):
        if labels.get(lcid):
            return labels[lcid]
    return ""


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Language ranges in lower case with their weights; those of weight 0 are not wanted."""
    for item in header.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        tag, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = _weight(parameters)
        if tag and weight > 0:
            yield tag, weight


def _weight(parameters: list[str]) -> float:
    """1 without a weight, 0 for one that is no number from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
