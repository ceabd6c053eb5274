"""What counts as an email address. Nothing else of a contact is checked by ActiveCampaign."""

import re

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
