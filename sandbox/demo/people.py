"""The demo company: who signs in, and the leads and contacts it holds. Knows no server."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

RoleName = Literal[
    "System Administrator",
    "System Customizer",
    "Salesperson",
    "Sales Reader",
    "ActiveCampaign Admin",
    "ActiveCampaign User",
    "ActiveCampaign Integration",
]


@dataclass(frozen=True)
class User:
    """One who can sign in: `oid` is the Entra object id (`azureactivedirectoryobjectid` in
    Dataverse), `roles` the Dataverse roles held directly, not those held through a team."""

    key: str
    name: str
    email: str
    oid: str
    roles: tuple[RoleName, ...]


USERS: tuple[User, ...] = (
    User(
        "ada",
        "Ada Admin",
        "ada.admin@contoso.example",
        "a0a00000-0000-4000-8000-000000000001",
        ("System Administrator",),
    ),
    User(
        "anna",
        "Anna Acadmin",
        "anna.acadmin@contoso.example",
        "a0a00000-0000-4000-8000-000000000002",
        ("ActiveCampaign Admin",),
    ),
    User(
        "sam",
        "Sam Seller",
        "sam.seller@contoso.example",
        "a0a00000-0000-4000-8000-000000000003",
        ("ActiveCampaign User", "Salesperson", "Sales Reader"),
    ),
    User(
        "nora",
        "Nora Noaccess",
        "nora.noaccess@contoso.example",
        "a0a00000-0000-4000-8000-000000000004",
        ("ActiveCampaign User", "Salesperson"),
    ),
    User(
        "theo",
        "Theo Team",
        "theo.team@contoso.example",
        "a0a00000-0000-4000-8000-000000000005",
        ("Salesperson",),
    ),
    User(
        "dora",
        "Dora Disabled",
        "dora.disabled@contoso.example",
        "a0a00000-0000-4000-8000-000000000006",
        ("ActiveCampaign User", "Salesperson"),
    ),
    User(
        "ned",
        "Ned Norole",
        "ned.norole@contoso.example",
        "a0a00000-0000-4000-8000-000000000007",
        (),
    ),
)

Json = str | int | float | bool | None

ACCOUNTS: tuple[tuple[str, str], ...] = (
    ("ac000000-0000-4000-8000-000000000001", "Fabrikam, Inc."),
    ("ac000000-0000-4000-8000-000000000002", "Società Agricola Ca' d'Oro S.r.l."),
    ("ac000000-0000-4000-8000-000000000003", "Müller & Söhne GmbH"),
    ("ac000000-0000-4000-8000-000000000004", "株式会社サンプル"),
    ("ac000000-0000-4000-8000-000000000005", "100% Natural_[Foods]"),
)

_FIRST_NAMES = (
    "Anna", "Bjørn", "Chloé", "Dmitri", "Éowyn", "Fatima", "Giulia", "Hồng", "İpek", "José",
    "Kalā", "Łukasz", "Mary-Jane", "Niccolò", "Ólafur", "Priya", "Quentin", "Renée", "Søren",
    "Tomáš", "Ülkü", "Věra", "Wei", "Ximena", "Yūki", "Žofie", "Мария", "山田", "Zoë 🌟", "D'Arcy",
)  # fmt: skip
_LAST_NAMES = (
    "O'Brien", "D'Angelo", "Müller", "de la Cruz", "Nuñez", "Smith", "Rossi", "Östlund", "Çelik",
    "van 't Hof", "Ng", "Петрова", "太郎", "García Márquez", "Dvořák", "Sjöberg", "N'Diaye",
    "Kowalska", "Ferrari", "Schmidt-Lübke", "López", "Bianchi", "Åkesson", "Haddad", "Jones 🚀",
)  # fmt: skip
_CITIES = ("Milano", "München", "São Paulo", "Kraków", "Łódź", "Reykjavík", "東京", "L'Aquila")
_DOMAINS = ("example.com", "example.org", "mail.example.net", "posta.example.it")
_JOBS = (
    "CEO",
    "Büroleiterin",
    "R&D <Lead>",
    "Responsabile acquisti",
    'Chief "Fun" Officer',
    "DJ 🎧",
)
_START = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """One row of demo data. `values` are Dataverse column values by logical name, as the Web API
    would show them (a lookup as `_name_value`); a column that is not there is null."""

    entity: Literal["lead", "contact"]
    id: str
    email: str | None
    values: Mapping[str, Json]


def people(leads: int = 2000, contacts: int = 3000, seed: int = 7) -> list[Person]:
    """Awkward but valid people, the same for the same arguments: leads first, then contacts.

    Of enough rows, about 150 emails stand on a lead and a contact, about 40 twice in one
    entity, about 60 people have none; every custom column is filled on a share of the rows."""
    draw = random.Random(seed)
    emails = _emails(leads, contacts, draw)
    entities: list[Literal["lead", "contact"]] = ["lead"] * leads + ["contact"] * contacts
    return [
        _person(entity, number, email, draw)
        for number, (entity, email) in enumerate(zip(entities, emails, strict=True))
    ]


def _emails(leads: int, contacts: int, draw: random.Random) -> list[str | None]:
    total = leads + contacts
    emails: list[str | None] = [_email(number, draw) for number in range(total)]
    shared = min(150, leads // 4, contacts // 4)
    lead_places = draw.sample(range(leads), min(leads, shared))
    contact_places = draw.sample(range(leads, total), shared)
    for place, other in zip(lead_places, contact_places, strict=True):
        emails[other] = _respelled(emails[place], draw)
    taken = {*lead_places, *contact_places}
    for first, size in ((0, leads), (leads, contacts)):
        free = [place for place in range(first, first + size) if place not in taken]
        twins = min(20, len(free) // 8)
        chosen = draw.sample(free, 2 * twins)
        for place, other in zip(chosen[:twins], chosen[twins:], strict=True):
            emails[other] = _respelled(emails[place], draw)
        taken.update(chosen)
    free = [place for place in range(total) if place not in taken]
    for place in draw.sample(free, min(60, len(free) // 10)):
        emails[place] = None
    return emails


def _email(number: int, draw: random.Random) -> str:
    local = draw.choice(("anna", "b.rossi", "o'brien", "j_doe", "info", "mc-kay", "x"))
    domain = draw.choice(_DOMAINS)
    if number % 17 == 3:
        return f"{local}{number}+news@{domain}"
    if number % 23 == 5:
        return f"{local}{number}@{domain}".upper()
    if number % 29 == 7:
        return f"{local}{number}@{domain} "
    if number % 31 == 11:
        return f"jürgen{number}@bücher.{domain}"
    return f"{local}{number}@{domain}"


def _respelled(email: str | None, draw: random.Random) -> str | None:
    """The same address as another person would type it."""
    if email is None:
        return None
    return draw.choice((email, email.upper(), email.capitalize()))


def _person(
    entity: Literal["lead", "contact"], number: int, email: str | None, draw: random.Random
) -> Person:
    first, last = draw.choice(_FIRST_NAMES), draw.choice(_LAST_NAMES)
    created = _START + timedelta(minutes=37 * number % 1_400_000, seconds=number % 60)
    values: dict[str, Json] = {
        "firstname": first if number % 41 else None,
        "lastname": last,
        "emailaddress1": email,
        "telephone1": f"+39 02 {draw.randrange(10**7):07d}" if number % 3 else None,
        "jobtitle": draw.choice(_JOBS) if number % 4 else None,
        "address1_city": draw.choice(_CITIES) if number % 5 else None,
        "createdon": _instant(created),
        "modifiedon": _instant(created + timedelta(hours=draw.randrange(2000))),
        **_consent_and_state(entity, number),
        **_own_columns(entity, number, draw),
        **_custom_columns(number, draw),
    }
    if number % 97 == 13:
        values["firstname"] = ("Wolfeschlegelsteinhausenbergerdorff " * 2)[:50].rstrip()
    if number % 101 == 17:
        values["lastname"] = "Ünïcödé" * 7
    if number % 211 == 19:
        values["description"] = "Very long. " * 180
    return Person(entity, _guid(draw), email, {k: v for k, v in values.items() if v is not None})


def _consent_and_state(entity: str, number: int) -> dict[str, Json]:
    state: dict[str, Json] = {"statecode": 0, "statuscode": 1, "donotbulkemail": number % 37 == 9}
    if number % 53 == 21:
        state |= {"statecode": 2, "statuscode": 5} if entity == "lead" else {"statecode": 1}
        if entity == "contact":
            state["statuscode"] = 2
    return state


def _own_columns(entity: str, number: int, draw: random.Random) -> dict[str, Json]:
    account, name = draw.choice(ACCOUNTS)
    if entity == "lead":
        return {
            "subject": f"Interested in product {number % 90}",
            "companyname": name if number % 2 else None,
            "leadsourcecode": 1 + number % 10 if number % 3 else None,
            "estimatedclosedate": _day(number) if number % 6 == 0 else None,
            "revenue": round(draw.random() * 90_000, 2) if number % 7 == 0 else None,
            "mobilephone": f"+39 333 {number % 10**7:07d}" if number % 2 else None,
        }
    return {
        "birthdate": _day(number, 1950) if number % 4 == 0 else None,
        "_parentcustomerid_value": account if number % 3 == 0 else None,
        "creditlimit": round(draw.random() * 9_000, 2) if number % 8 == 0 else None,
        "mobilephone": f"+39 333 {number % 10**7:07d} ext. 12345678" if number % 2 else None,
    }


def _custom_columns(number: int, draw: random.Random) -> dict[str, Json]:
    if number % 3 == 2:
        return {}
    seen = _START + timedelta(seconds=draw.randrange(50_000_000))
    chosen = draw.sample(range(727500000, 727500005), number % 4)
    return {
        "cr1_text": ("", "0", "false", " padded ", "日本語のテキスト", "a,b;c|d", "🙂" * 50)[
            number % 7
        ]
        or None,
        "cr1_email": f"second{number}@example.org" if number % 4 == 0 else None,
        "cr1_phone": f"(0{number % 90}) 555-{number % 10_000:04d}" if number % 5 == 0 else None,
        "cr1_url": f"https://example.com/?q={number}&x=ä" if number % 6 == 0 else None,
        "cr1_notes": "Line one\nLine two\twith a tab" if number % 8 == 0 else None,
        "cr1_code": f"C-{number:07d}" if number % 2 == 0 else None,
        "cr1_score": (0, 1, 999, 1000)[number % 4] if number % 5 else None,
        "cr1_bigcount": 9_007_199_254_740_993 + number if number % 9 == 0 else None,
        "cr1_ratio": (0.0, -1.25, 99.99, 0.1)[number % 4] if number % 2 else None,
        "cr1_weight": number / 7 if number % 10 == 0 else None,
        "cr1_spend": round(draw.random() * 5_000, 2) if number % 4 == 1 else None,
        "cr1_vip": (True, False)[number % 2] if number % 3 == 0 else None,
        "cr1_since": _day(number, 2000) if number % 4 == 0 else None,
        "cr1_lastseen": _instant(seen) if number % 5 == 0 else None,
        "cr1_eventtime": _instant(seen) if number % 6 == 0 else None,
        "cr1_tier": 727500000 + number % 3 if number % 2 else None,
        "cr1_interests": ",".join(str(value) for value in sorted(chosen)) or None,
        "_cr1_accountid_value": draw.choice(ACCOUNTS)[0] if number % 4 == 3 else None,
        "cr1_externalid": _guid(draw) if number % 10 == 1 else None,
    }


def _guid(draw: random.Random) -> str:
    digits = f"{draw.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _day(number: int, year: int = 2026) -> str:
    return f"{year + number % 10}-{1 + number % 12:02d}-{1 + number % 28:02d}"


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
