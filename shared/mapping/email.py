"""Email addresses: how they are compared, and which can receive mail. Pure."""

import re

_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\]{1,64}")
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
LONGEST = 254


def normalise_email(email: str) -> str:
    """The form in which emails are compared: without outer blanks, in lower case."""
    return email.strip().casefold()


def is_mailable(email: str) -> bool:
    """True if the address has the form that mail systems accept: one `@`, a local part of at
    most 64 characters, a domain of at least two labels. Whether it exists is not asked."""
    text = email.strip()
    local, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST or not _LOCAL.fullmatch(local):
        return False
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    labels = domain.split(".")
    return len(labels) >= 2 and all(_LABEL.fullmatch(label) for label in labels)
