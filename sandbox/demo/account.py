"""The demo company's ActiveCampaign account: definitions with fixed ids, and its contacts, of
whom five in eight share an email with a person in Dynamics. Knows the stand-in's store only."""

import gc
import random
from itertools import islice

from sandbox.activecampaign.accounts import DEMO, Account
from sandbox.activecampaign.records import (
    ACTIVE,
    BOUNCED,
    UNCONFIRMED,
    UNSUBSCRIBED,
    Automation,
    BounceLog,
    Campaign,
    Contact,
    Field,
    Link,
    MailingList,
    Message,
    Step,
    Trigger,
)
from sandbox.activecampaign.store import ALL_LISTS, Store, email_key
from sandbox.demo.people import Person, people

JOB, NOTES, BIRTHDAY, LAST_VISIT, EMPLOYEES, MEMBERSHIP, PREFERRED, INTERESTS = range(1, 9)
CONSENTS, EXTERNAL_ID, CITY, STAGE, VIP, GREETING, MANAGER = range(9, 16)

_FIELDS: tuple[tuple[int, str, str, str, tuple[str, ...]], ...] = (
    (JOB, "Job title", "text", "JOB_TITLE", ()),
    (NOTES, "Notes", "textarea", "NOTES", ()),
    (BIRTHDAY, "Birthday", "date", "BIRTHDAY", ()),
    (LAST_VISIT, "Last visit", "datetime", "LAST_VISIT", ()),
    (EMPLOYEES, "Employees", "number", "EMPLOYEES", ()),
    (MEMBERSHIP, "Membership", "dropdown", "MEMBERSHIP", ("Gold", "Silver", "Bronze")),
    (PREFERRED, "Preferred contact", "radio", "PREFERRED_CONTACT", ("Email", "Phone", "Post")),
    (INTERESTS, "Interests", "listbox", "INTERESTS", ("Wine", "Olive oil", "Cheese", "Travel")),
    (CONSENTS, "Consents", "checkbox", "CONSENTS", ("Newsletter", "Partners", "Profiling")),
    (EXTERNAL_ID, "External id", "hidden", "EXTERNAL_ID", ()),
    (CITY, "City", "text", "CITY", ()),
    (STAGE, "Lead stage", "text", "LEAD_STAGE", ()),
    (VIP, "VIP", "checkbox", "VIP", ("Yes",)),
    (GREETING, "Greeting", "text", "GREETING", ()),
    (MANAGER, "Account manager", "text", "ACCOUNT_MANAGER", ()),
)
NEWSLETTER, PRODUCTS, EVENTS, INTERNAL = 1, 2, 3, 4
_LISTS = (
    (NEWSLETTER, "Newsletter"),
    (PRODUCTS, "Product updates"),
    (EVENTS, "Event sign-ups"),
    (INTERNAL, "Internal test"),
)
_TAGS = ("customer", "prospect", "partner", "event-2026", "vip")

LEAD_NURTURING, WELCOME_BACK, CREATE_LEAD, OLD_DRIP, CREATE_CONTACT = range(1, 6)
_AUTOMATIONS: tuple[tuple[int, str, int, tuple[Trigger, ...], tuple[Step, ...], bool], ...] = (
    (
        LEAD_NURTURING,
        "Lead nurturing",
        1,
        (Trigger("tag", "start-nurturing"),),
        (
            Step("set", field=STAGE, value="Nurturing"),
            Step("score", points=10),
            Step("tag", value="nurtured"),
            Step("send", campaign=5),
        ),
        False,
    ),
    (
        WELCOME_BACK,
        "Welcome back",
        1,
        (Trigger("field", MEMBERSHIP),),
        (Step("copy", field=MEMBERSHIP, to=GREETING, value="Welcome, %VALUE% member"),),
        True,
    ),
    (
        CREATE_LEAD,
        "Create a lead in Microsoft Dynamics",
        1,
        (Trigger("list", EVENTS),),
        (Step("tag", value="[D365: Lead]"),),
        False,
    ),
    (OLD_DRIP, "Winter drip 2019", 2, (Trigger("list", NEWSLETTER),), (), False),
    (
        CREATE_CONTACT,
        "Create a contact in Microsoft Dynamics",
        1,
        (Trigger("tag", "customer-won"),),
        (Step("tag", value="[D365: Contact]"),),
        False,
    ),
)

_CAMPAIGNS: tuple[tuple[int, str, str, int, int, tuple[str, ...]], ...] = (
    (1, "Spring news", "single", 5, 0, ("News for you, %FIRSTNAME%",)),
    (2, "Summer offers", "single", 5, 0, ("Three offers for the summer",)),
    (3, "Autumn draft", "single", 0, 0, ("Draft: autumn",)),
    (4, "Subject test", "split", 5, 0, ("Short", "A longer subject line")),
    (5, "Lead nurturing: first mail", "responder", 1, LEAD_NURTURING, ("Hello %FIRSTNAME%",)),
    (6, "Christmas", "single", 1, 0, ("Season's greetings",)),
    (7, "Empty draft", "single", 0, 0, ()),
    (8, "Weekly digest", "recurring", 2, 0, ("This week",)),
)
_DAY = 86_400
_HISTORY = 60
_FIRST_NAMES = ("Ines", "Karl", "Lucía", "Mads", "Noor", "Otto", "Pía", "Rui", "Siân", "Tove")
_LAST_NAMES = ("Alvarez", "Brandt", "Costa", "Duval", "Eriksen", "Fontana", "Girard", "Holm")
_JOBS = ("Buyer", "Owner", "IT manager", "Head of sales", "R&amp;D engineer")
_CITIES = ("Torino", "Wien", "Lyon", "Porto", "Málaga")


def fill(
    account: Account,
    contacts: int,
    *,
    shared: int | None = None,
    leads: int = 2000,
    dynamics_contacts: int = 3000,
) -> None:
    """`contacts` of 0 leaves the account empty, without definitions. `shared` of them (5 in 8,
    or as many as there are) have the email of one of `people(leads, dynamics_contacts)`; the
    second account belongs to another company and shares nobody."""
    if contacts == 0:
        return
    gc.disable()
    store = account.store
    _define(store)
    wanted = contacts * 5 // 8 if shared is None else min(shared, contacts)
    if account.name != DEMO:
        wanted = 0
    known = _with_distinct_emails(people(leads, dynamics_contacts)) if wanted else []
    draw = random.Random(11)
    chosen = known if wanted >= len(known) else draw.sample(known, wanted)
    persons: list[Person | None] = [*chosen, *[None] * (contacts - len(chosen))]
    draw.shuffle(persons)
    now = store.now()
    for number, person in enumerate(persons):
        _add_contact(store, number, person, now, draw)
    for contact in islice(store.contacts.values(), _HISTORY):
        _add_history(account, contact)
    store.updated_from(now)  # orders the index now, not in the first request
    gc.enable()
    # Rows that stay must not be walked by every collection: pauses of a second at 200,000.
    gc.freeze()


def _define(store: Store) -> None:
    created = store.now() - 500 * _DAY
    for id_, title, type_, perstag, options in _FIELDS:
        field = Field(id_, title, type_, perstag, created, created, order=id_)
        if id_ == MANAGER:
            field.required, field.default = True, "Unassigned"
        store.add_field(field, options)
    store.start_ids("field", len(_FIELDS) + 1)
    for id_, name in _LISTS:
        store.lists[id_] = MailingList(id_, name, name.lower().replace(" ", "-"), created)
    store.start_ids("list", len(_LISTS) + 1)
    for name in _TAGS:
        store.add_tag(name, "contact")
    store.add_tag("layout-2026", "template")
    for id_, name, status, triggers, steps, repeats in _AUTOMATIONS:
        store.automations[id_] = Automation(
            id_, name, status, created, created, triggers, steps, repeats
        )
    store.start_ids("automation", len(_AUTOMATIONS) + 1)
    for row in _CAMPAIGNS:
        _define_campaign(store, row, created)
    store.start_ids("campaign", len(_CAMPAIGNS) + 1)
    store.excluded_emails.add("abuse@audience.example")


def _define_campaign(
    store: Store, row: tuple[int, str, str, int, int, tuple[str, ...]], created: int
) -> None:
    id_, name, type_, status, series, subjects = row
    campaign = Campaign(id_, name, type_, status, created, created, series, lists=[NEWSLETTER])
    if status == 5:
        campaign.sent = campaign.last_sent = created + (100 + id_) * _DAY
        campaign.amount = 300
    for subject in subjects:
        message = Message(
            store.next_id("message"),
            subject,
            "Contoso Marketing",
            "news@contoso.example",
            f"<p>Dear %FIRSTNAME% %LASTNAME%,</p><p>{name}.</p>",
            f"Dear %FIRSTNAME% %LASTNAME%,\n{name}.",
            created,
            created,
        )
        store.messages[message.id] = message
        campaign.messages.append(message.id)
    for url, label in (("open", "Read Tracker"), ("https://shop.contoso.example/", "Shop")):
        if campaign.messages:
            link = Link(store.next_id("link"), id_, campaign.messages[0], url, label)
            store.links[link.id] = link
            campaign.links.append(link.id)
    store.campaigns[id_] = campaign


def _with_distinct_emails(everybody: list[Person]) -> list[Person]:
    seen: dict[str, Person] = {}
    for person in everybody:
        if person.email is not None:
            seen.setdefault(email_key(person.email), person)
    return list(seen.values())


def _add_contact(
    store: Store, number: int, person: Person | None, now: int, draw: random.Random
) -> None:
    created = now - 400 * _DAY + number % (300 * 24) * 3600
    updated = created + draw.randrange(1, 90 * _DAY)
    email, first, last, phone = _identity(number, person)
    contact = store.add_contact(email, phone, first, last, created, updated)
    for field, value in _values(number, person, store.times.iso(updated)):
        store.put_value(contact, field, value, updated)
    for place, tag in enumerate((1, 2, 3, 4), 2):
        if number % (place * 3) == 0:
            store.tie_tag(contact, tag, updated)
    _add_consent(store, contact, number, created, updated)


def _identity(number: int, person: Person | None) -> tuple[str, str, str, str]:
    """Email, first and last name, phone; a shared person is not always the same on both sides."""
    if person is None or person.email is None:
        first = _FIRST_NAMES[number % len(_FIRST_NAMES)]
        last = _LAST_NAMES[number % len(_LAST_NAMES)]
        phone = f"+49 30 {number:07d}" if number % 3 else ""
        return f"reader{number}@audience.example", first, last, phone
    email = person.email.strip()
    if number % 7 == 0:
        email = email.swapcase()
    first, last, phone = (
        str(person.values.get(column, "")) for column in ("firstname", "lastname", "telephone1")
    )
    if number % 5 == 0:
        first = _FIRST_NAMES[number % len(_FIRST_NAMES)]
    if number % 4 == 0:
        phone = f"+39 06 {number:07d}"
    if number % 6 == 0:
        last = ""
    return email, first, last, phone


def _values(number: int, person: Person | None, visited: str) -> list[tuple[int, str]]:
    values = [(MEMBERSHIP, ("Gold", "Silver", "Bronze")[number % 3])]
    if number % 2:
        job = None if person is None else person.values.get("jobtitle")
        values.append((JOB, str(job) if job is not None else _JOBS[number % len(_JOBS)]))
    if number % 3:
        values.append((CITY, _CITIES[number % len(_CITIES)]))
    if number % 4 == 1:
        values.append((INTERESTS, ("||Wine||", "||Wine||Travel||", "")[number % 3]))
        values.append((EMPLOYEES, ("0", "12", "2500.5")[number % 3]))
    if number % 5 == 2:
        values.append(
            (BIRTHDAY, f"{1950 + number % 50}-{1 + number % 12:02d}-{1 + number % 28:02d}")
        )
        values.append((PREFERRED, ("Email", "Phone", "Post")[number % 3]))
    if number % 9 == 4:
        values.append((LAST_VISIT, visited))
    if number % 10 == 3:
        values.append((VIP, "||Yes||" if number % 20 == 3 else "||"))
        values.append((CONSENTS, "||Newsletter||Partners||"))
        values.append((NOTES, "Met at the fair.\nCall in May."))
    return values


def _add_consent(store: Store, contact: Contact, number: int, created: int, updated: int) -> None:
    """One in 17 is on no list, one in 13 unsubscribed from all, one in 29 bounced."""
    if number % 17 == 5:
        return
    lists = [NEWSLETTER, PRODUCTS] if number % 3 == 0 else [NEWSLETTER]
    for list_id in lists:
        membership = store.put_membership(contact, list_id, ACTIVE, created)
        membership.subscribed = created
        membership.updated = updated
        if number % 13 == 4:
            membership.status = UNSUBSCRIBED
            membership.unsubscribed = updated
            membership.reason = "Too many mails"
            store.remember_unsubscribe(contact.email, list_id)
        elif number % 29 == 8:
            membership.status = BOUNCED
        elif number % 43 == 12:
            membership.status = UNCONFIRMED
    if number % 13 == 4:
        store.remember_unsubscribe(contact.email, ALL_LISTS)
    elif number % 29 == 8:
        contact.bounced_hard = 1
        contact.bounced = updated
        store.bounces.append(
            BounceLog(
                store.next_id("bounce"),
                contact.id,
                1,
                1,
                "5.1.1",
                contact.email,
                "No such user",
                updated,
            )
        )


def _add_history(account: Account, contact: Contact) -> None:
    """Mails received, opened and clicked, of campaigns 1 and 2."""
    store, stream = account.store, account.stream
    for campaign_id in (1, 2):
        campaign = store.campaigns[campaign_id]
        sent = campaign.sent or contact.created
        mail = {"campaign": campaign.id, "message": campaign.messages[0]}
        stream.record(contact, "Log", "", None, mail, at=sent)
        contact.sent += 1
        for place, link in enumerate(campaign.links, 1):
            if contact.id % (place + 1) == 0:
                read = {"campaign": campaign.id, "link": link}
                at = sent + place * 3600
                stream.record(contact, "LinkData", "", None, read, at=at)
                contact.last_open = at
