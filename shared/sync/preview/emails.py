"""Which emails lie between two others, whatever the collation. Pure.

The two systems sort texts each in its own way: punctuation comes before letters, behind them or
not at all. All agree on two texts that are alike up to a place where both have a letter of
a to z, or a digit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.mapping.email import normalise_email


def surely_before(one: str, other: str) -> bool:
    """True if `one` comes before `other` in every collation; both are normalised."""
    for left, right in zip(one, other, strict=False):
        if left != right:
            return (left + right).isascii() and (left + right).isalnum() and left < right
    return False


@dataclass(frozen=True, slots=True)
class EmailRange:
    """Neighbours in ActiveCampaign: of the emails that are surely between the first and the last
    it has these, and no others. `first` and `last` are as ActiveCampaign spells them."""

    first: str
    last: str

    @classmethod
    def of(cls, emails: Sequence[str]) -> "EmailRange | None":
        """The range of emails that came in the order of ActiveCampaign; None if that was no order
        of emails, or if they are too few."""
        spelled = [email for email in emails if email.strip()]
        found = [normalise_email(email) for email in spelled]
        if len(found) < 3 or any(
            surely_before(later, earlier) for earlier, later in pairwise(found)
        ):
            return None
        return cls(spelled[0], spelled[-1])

    def holds(self, email: str) -> bool:
        """True if the email is surely within."""
        wanted = normalise_email(email)
        return surely_before(normalise_email(self.first), wanted) and surely_before(
            wanted, normalise_email(self.last)
        )
