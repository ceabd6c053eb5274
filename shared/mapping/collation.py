"""How a Dataverse organisation compares texts: never by case, and by accents in some languages.
Pure."""

import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Collation:
    """`accents`: é and e are different letters."""

    accents: bool

    def fold(self, text: str) -> str:
        """What all texts have in common that are equal but for trailing blanks. A capital sigma
        is the same letter at the end of a word, which `lower` by itself would not see."""
        if text.isascii():
            return text.lower()
        if not self.accents:
            parts = unicodedata.normalize("NFKD", text)
            text = "".join(part for part in parts if not unicodedata.combining(part))
        return text.replace("Σ", "σ").lower()


ACCENTS_COUNT: Final = Collation(accents=True)
ACCENTS_IGNORED: Final = Collation(accents=False)

_ACCENTS_COUNT_IN: Final = frozenset(
    (
        *(1035, 1048, 1050, 1051, 1053, 1054, 1057, 1058, 1060, 1061, 1062, 1063, 1066, 1069),
        *(1081, 1086, 1087, 1110, 2055, 2057, 2064, 2074, 3079, 3081),
    )
)


def collation_of(language: int) -> Collation:
    """By the base language of the organisation (LCID, the column `languagecode`), with which its
    database was made: English and Italian ignore accents, Swedish does not
    (learn.microsoft.com, "Dataverse language collations", read 2026-11-24)."""
    return ACCENTS_COUNT if language in _ACCENTS_COUNT_IN else ACCENTS_IGNORED
