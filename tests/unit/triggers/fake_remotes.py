"""Dynamics and ActiveCampaign in a few lines, for tests of the edge and the actions. They keep what
the real ones promise; what the real ones do is tested elsewhere."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from shared.actions.people import (
    ADMIN_ROLE,
    SYSTEM_ADMINISTRATOR_TEMPLATE,
    USER_ROLE,
)
from shared.activecampaign.activity_models import Standing
from shared.activecampaign.models import (
    Account,
    Automation,
    AutomationEntry,
    Campaign,
    CampaignMessage,
    Contact,
    SendAnswer,
    User,
    Webhook,
)
from shared.dataverse.metadata import Attribute
from shared.errors import Gone, RightMissing

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADMIN_OID = "aaaaaaaa-0000-0000-0000-000000000001"
USER_OID = "aaaaaaaa-0000-0000-0000-000000000002"
SYSADMIN_OID = "aaaaaaaa-0000-0000-0000-000000000003"
NOBODY_OID = "aaaaaaaa-0000-0000-0000-000000000004"
DISABLED_OID = "aaaaaaaa-0000-0000-0000-000000000005"
APPLICATION_OID = "aaaaaaaa-0000-0000-0000-000000000006"


def role(**parts: Any) -> Any:
    """A role as Dataverse's client reads it."""
    return SimpleNamespace(
        **{
            "id": "99999999-0000-0000-0000-000000000000",
            "name": "Renamed",
            "root_id": None,
            "template_id": None,
            "via": "direct",
            **parts,
        }
    )


def user(oid: str, *, enabled: bool = True, application: bool = False) -> Any:
    return SimpleNamespace(
        id=f"user-{oid[-1]}",
        name=f"Person {oid[-1]}",
        email=f"person{oid[-1]}@example.com",
        enabled=enabled,
        application=application,
        business_unit_id="",
    )


def attribute(name: str, **parts: Any) -> Attribute:
    """A text column, unless `parts` say otherwise."""
    known: dict[str, Any] = {
        "label_by_language": {1033: name.title()},
        "type": "String",
        "required": "none",
        "custom": False,
        "readable": True,
        "creatable": True,
        "updatable": True,
        "logical": False,
        "attribute_of": None,
        "source_type": 0,
        "max_length": 100,
    }
    return Attribute(name=name, **{**known, **parts})


class FakeDataverse:
    """`unreadable` are ids that exist, but not for the caller."""

    def __init__(self) -> None:
        self.users = {
            oid: user(oid) for oid in (ADMIN_OID, USER_OID, SYSADMIN_OID, NOBODY_OID, DISABLED_OID)
        }
        self.users[DISABLED_OID] = user(DISABLED_OID, enabled=False)
        self.users[APPLICATION_OID] = user(APPLICATION_OID, application=True)
        copy_of_admin = role(id="88888888-0000-0000-0000-000000000000", root_id=ADMIN_ROLE)
        sysadmin = role(template_id=SYSTEM_ADMINISTRATOR_TEMPLATE, via="team")
        self.roles: dict[str, list[Any]] = {
            ADMIN_OID: [copy_of_admin],
            USER_OID: [role(id=USER_ROLE, root_id=USER_ROLE)],
            SYSADMIN_OID: [sysadmin],
            NOBODY_OID: [role(name="ActiveCampaign Admin")],
            DISABLED_OID: [role(id=ADMIN_ROLE)],
            APPLICATION_OID: [role(id=ADMIN_ROLE)],
        }
        self.rows: dict[str, dict[str, dict[str, Any]]] = {"leads": {}, "contacts": {}}
        self.unreadable: set[str] = set()
        self.columns = [
            attribute(name)
            for name in ("emailaddress1", "firstname", "lastname", "telephone1", "jobtitle")
        ]
        self.look_ups = 0
        self.languages: dict[str, int | None] = {}
        self.fail: Callable[[str], None] = lambda _: None

    def ui_language(self, user_id: str) -> int | None:
        if user_id not in self.languages:
            raise RightMissing("dataverse", "No right to read user settings.")
        return self.languages[user_id]

    def user_by_oid(self, oid: str) -> Any:
        self.look_ups += 1
        return self.users.get(oid)

    def roles_of(self, user_id: str) -> list[Any]:
        oid = next(oid for oid, one in self.users.items() if one.id == user_id)
        return self.roles[oid]

    def attributes(self, _: str) -> list[Any]:
        return self.columns

    def row(self, table: str, record_id: str, _: Sequence[str], *, caller: str) -> dict[str, Any]:
        assert caller
        if record_id in self.unreadable:
            raise RightMissing("dataverse", "No read access.")
        if record_id not in self.rows[table]:
            raise Gone("dataverse", "Not there.")
        return self.rows[table][record_id]

    def rows_by_id(
        self, table: str, ids: Sequence[str], _: Sequence[str], *, caller: str | None = None
    ) -> dict[str, dict[str, Any]]:
        if table == "systemusers":
            self.fail(table)
            return {one.id: {"fullname": one.name} for one in self.users.values() if one.id in ids}
        assert caller
        return {
            one: self.rows[table][one]
            for one in ids
            if one in self.rows[table] and one not in self.unreadable
        }

    def rows_where_any(
        self, table: str, column: str, values: Sequence[str], _: Sequence[str]
    ) -> list[dict[str, Any]]:
        return [
            row
            for row in self.rows[table].values()
            if str(row.get(column)).casefold() in {value.casefold() for value in values}
        ]


def contact(contact_id: str, email: str, **parts: Any) -> Contact:
    known = {
        "first_name": "",
        "last_name": "",
        "phone": "",
        "fields": {},
        "tag_ids": None,
        "lists": {"1": "1"},
        "created_at": None,
        "updated_at": None,
        "hard_bounced": False,
    }
    return Contact(id=contact_id, email=email, **{**known, **parts})


class FakeActiveCampaign:
    """`mails` and `entries` are what was done; `fail` may raise before anything of a call is."""

    url = "https://acme.api-us1.com"

    def __init__(self) -> None:
        self.contacts: dict[str, Contact] = {}
        self.known_automations = [Automation("7", "Welcome", True), Automation("8", "Old", False)]
        self.known_campaigns = [
            Campaign("5", "News", "single", "5", None, NOW, None),
            Campaign("6", "Draft", "single", "0", None, None, None),
            Campaign("9", "Drip", "single", "5", None, NOW, "3"),
        ]
        self.known_fields: list[Any] = []
        self.entries: list[tuple[str, str]] = []
        self.mails: list[str] = []
        self.hooks: list[Webhook] = []
        self.fail: Callable[[str], None] = lambda _: None
        self.calls: list[str] = []
        self.activity = SimpleNamespace(standing=self._standing)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        self.fail(name)

    def me(self) -> User:
        self._call("me")
        return User("1", "admin", "admin@acme.example", "", "")

    def account(self) -> Account:
        return Account("Acme", self.url)

    def lists(self) -> list[Any]:
        self._call("lists")
        return []

    def fields(self) -> list[Any]:
        self._call("fields")
        return self.known_fields

    def tags(self) -> list[Any]:
        self._call("tags")
        return []

    def automations(self) -> list[Automation]:
        self._call("automations")
        return self.known_automations

    def campaigns(self) -> list[Campaign]:
        self._call("campaigns")
        return self.known_campaigns

    def campaign(self, campaign_id: str) -> Campaign:
        for one in self.known_campaigns:
            if one.id == campaign_id:
                return one
        raise Gone("activecampaign", "No such campaign.")

    def campaign_messages(self, campaign_id: str) -> list[CampaignMessage]:
        self._call("campaign_messages")
        return [CampaignMessage(f"{campaign_id}00", f"Subject {campaign_id}")]

    def contacts_by_id(self, ids: Sequence[str], *, lists: bool = False) -> dict[str, Contact]:
        self._call("contacts_by_id lists" if lists else "contacts_by_id")
        return {one: self.contacts[one] for one in ids if one in self.contacts}

    def _standing(self, contact_id: str) -> Standing | None:
        self._call("standing")
        found = self.contacts.get(contact_id)
        return None if found is None else Standing(found, 25, NOW, None, ("VIP",))

    def automation_entries(self, contact_id: str) -> list[AutomationEntry]:
        self._call("automation_entries")
        if contact_id not in self.contacts:
            raise Gone("activecampaign", "No such contact.")
        return [
            AutomationEntry(str(place), automation, "1", NOW)
            for place, (one, automation) in enumerate(self.entries)
            if one == contact_id
        ]

    def enrol(self, contact_id: str, automation_id: str) -> str:
        self._call("enrol")
        self.entries.append((contact_id, automation_id))
        return "added"

    def send_campaign(self, *, email: str, campaign_id: str, message_id: str) -> SendAnswer:
        self._call("send_campaign")
        assert message_id == f"{campaign_id}00"
        self.mails.append(email)
        return SendAnswer(True, "Message sent")

    def webhooks(self) -> list[Webhook]:
        self._call("webhooks")
        return list(self.hooks)

    def webhook_events(self) -> frozenset[str]:
        return frozenset({"subscribe", "update", "sms_sent"})

    def create_webhook(
        self, *, name: str, url: str, events: Sequence[str], sources: Sequence[str]
    ) -> Webhook:
        self._call("create_webhook")
        number = str(len(self.hooks) + 1 + self.calls.count("delete_webhook"))
        made = Webhook(number, name, url, frozenset(events), frozenset(sources), True)
        self.hooks.append(made)
        return made

    def delete_webhook(self, webhook_id: str) -> None:
        self._call("delete_webhook")
        self.hooks = [one for one in self.hooks if one.id != webhook_id]
