"""Rows as ActiveCampaign's API v3 shows them: nearly everything is a string."""

from sandbox.activecampaign.records import (
    BounceLog,
    Contact,
    ContactTag,
    Entry,
    FieldValue,
    Membership,
    Note,
    Tag,
)
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import Json

_CONTACT_LINKS = (
    "bounceLogs",
    "contactAutomations?limit=1000&orders%5Blastdate%5D=DESC",
    "contactData",
    "contactGoals",
    "contactLists",
    "contactLogs",
    "contactTags",
    "contactDeals",
    "deals",
    "fieldValues",
    "geoIps",
    "notes",
    "organization",
    "plusAppend",
    "trackingLogs",
    "scoreValues",
    "accountContacts",
    "automationEntryCounts",
)
_LINK_PATHS = tuple((path.partition("?")[0], f"/{path}") for path in _CONTACT_LINKS)


def contact(store: Store, row: Contact) -> Json:
    """A contact as lists and reads show it."""
    times = store.times
    created, updated = times.plain(row.created), times.plain(row.updated)
    base = f"{store.base}/contacts/{row.id}"
    return {
        "cdate": times.iso(row.created),
        "email": row.email,
        "phone": row.phone,
        "firstName": row.first_name,
        "lastName": row.last_name,
        "orgid": "0",
        "orgname": row.account_name,
        "segmentio_id": "",
        "bounced_hard": str(row.bounced_hard),
        "bounced_soft": str(row.bounced_soft),
        "bounced_date": None if row.bounced is None else times.iso(row.bounced)[:10],
        "ip": "0",
        "ua": None,
        "hash": row.hash,
        "socialdata_lastcheck": "0000-00-00 00:00:00",
        "email_local": "",
        "email_domain": "",
        "sentcnt": str(row.sent),
        "rating_tstamp": "0000-00-00",
        "gravatar": "0",
        "deleted": "0",
        "anonymized": "0",
        "adate": None,
        "udate": times.iso(row.updated),
        "edate": None,
        "deleted_at": "0000-00-00 00:00:00",
        "created_utc_timestamp": created,
        "updated_utc_timestamp": updated,
        "created_timestamp": created,
        "updated_timestamp": updated,
        "created_by": None,
        "updated_by": None,
        "email_empty": False,
        "last_open_date": times.iso_or_none(row.last_open),
        "last_click_date": times.iso_or_none(row.last_click),
        "scoreValues": [],
        "accountContacts": [],
        "links": {name: base + path for name, path in _LINK_PATHS},
        "id": str(row.id),
        "organization": None,
    }


def field_value(store: Store, row: FieldValue) -> Json:
    times = store.times
    base = f"{store.base}/fieldValues/{row.id}"
    id_ = str(row.contact)
    return {
        "contact": id_,
        "field": str(row.field),
        "value": row.value,
        "cdate": times.iso(row.created),
        "udate": times.iso(row.updated),
        "created_by": None,
        "updated_by": None,
        "links": {"owner": base + "/owner", "field": base + "/field"},
        "id": str(row.id),
        "owner": id_,
    }


def contact_tag(store: Store, row: ContactTag) -> Json:
    at = store.times.iso(row.created)
    plain = store.times.plain(row.created)
    base = f"{store.base}/contactTags/{row.id}"
    return {
        "contact": str(row.contact),
        "tag": str(row.tag),
        "cdate": at,
        "created_timestamp": plain,
        "updated_timestamp": plain,
        "created_by": None,
        "updated_by": None,
        "links": {"tag": base + "/tag", "contact": base + "/contact"},
        "id": str(row.id),
    }


def tag(store: Store, row: Tag) -> Json:
    return {
        "tagType": row.type,
        "tag": row.name,
        "description": row.description,
        "cdate": store.times.iso(row.created),
        "links": {"contactGoalTags": f"{store.base}/tags/{row.id}/contactGoalTags"},
        "id": str(row.id),
    }


def membership(store: Store, row: Membership) -> Json:
    times = store.times
    base = f"{store.base}/contactLists/{row.id}"
    owner = store.contacts[row.contact]
    campaign = None if row.campaign is None else str(row.campaign)
    return {
        "contact": str(row.contact),
        "list": str(row.list),
        "form": None,
        "seriesid": "0",
        "sdate": times.iso_or_none(row.subscribed),
        "udate": times.iso_or_none(row.unsubscribed),
        "status": str(row.status),
        "responder": "1",
        "sync": "0",
        "unsubreason": row.reason,
        "campaign": campaign,
        "message": None,
        "first_name": owner.first_name,
        "last_name": owner.last_name,
        "ip4Sub": "0",
        "sourceid": str(row.source_id),
        "autosyncLog": None,
        "ip4_last": "0",
        "ip4Unsub": "0",
        "created_timestamp": times.plain(row.created),
        "updated_timestamp": times.plain(row.updated),
        "created_by": None,
        "updated_by": None,
        "unsubscribeAutomation": None,
        "links": {"list": base + "/list", "contact": base + "/contact"},
        "id": str(row.id),
        "automation": None,
    }


def entry(store: Store, row: Entry) -> Json:
    """completedElements, totalElements, completed and completeValue are numbers, also here."""
    times = store.times
    done = row.status == 2
    base = f"{store.base}/contactAutomations/{row.id}"
    share = 100 if done or row.all_steps == 0 else round(100 * row.done_steps / row.all_steps)
    return {
        "contact": str(row.contact),
        "seriesid": str(row.automation),
        "startid": "0",
        "status": str(row.status),
        "batchid": "completed" if done else None,
        "adddate": times.iso(row.added),
        "remdate": times.iso_or_none(row.removed),
        "timespan": None if row.removed is None else str(row.removed - row.added),
        "lastblock": str(row.done_steps),
        "lastlogid": "0",
        "lastdate": times.iso(row.last),
        "in_als": "0",
        "completedElements": row.done_steps,
        "totalElements": row.all_steps,
        "completed": 1 if done else 0,
        "completeValue": share,
        "links": {"automation": base + "/automation", "contact": base + "/contact"},
        "id": str(row.id),
        "automation": str(row.automation),
    }


def note(store: Store, row: Note) -> Json:
    return {
        "relid": str(row.contact),
        "reltype": "Subscriber",
        "userid": str(row.user),
        "is_draft": "0",
        "cdate": store.times.iso(row.created),
        "mdate": store.times.iso(row.updated),
        "note": row.text,
        "links": {"user": f"{store.base}/notes/{row.id}/user"},
        "id": str(row.id),
        "user": str(row.user),
        "owner": {"type": "contact", "id": str(row.contact)},
    }


def bounce(store: Store, row: BounceLog) -> Json:
    plain = store.times.plain(row.at)
    return {
        "tstamp": store.times.iso(row.at),
        "bounceid": "1",
        "subscriberid": str(row.contact),
        "campaignid": str(row.campaign),
        "messageid": str(row.message),
        "codeid": row.code,
        "email": row.email,
        "error": row.error,
        "source": "",
        "created_timestamp": plain,
        "updated_timestamp": plain,
        "created_by": None,
        "updated_by": None,
        "links": {"contact": f"{store.base}/bounceLogs/{row.id}/contact"},
        "id": str(row.id),
        "bounce": "1",
        "contact": str(row.contact),
        "campaign": str(row.campaign),
        "message": str(row.message),
        "code": row.code,
    }


def score_value(store: Store, row: Contact) -> Json:
    return {
        "score": "1",
        "contact": str(row.id),
        "deal": None,
        "cdate": store.times.iso(row.created),
        "mdate": store.times.iso(row.scored or row.created),
        "scoreValue": str(row.score),
        "links": {"score": f"{store.base}/scoreValues/{row.id}/score"},
        "id": str(row.id),
    }
