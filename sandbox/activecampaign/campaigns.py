"""Campaigns, their messages and links. There is no v3 call that sends; see v1.py."""

from aiohttp import web

from sandbox.activecampaign.accounts import account_of
from sandbox.activecampaign.records import Campaign, Link, Message
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import (
    Json,
    Refused,
    body_of,
    complete,
    listing,
    not_found,
    order_of,
    row_at,
    text,
    whole,
)
from sandbox.kit.server import json_response, wrote

_LINKS = (
    "user",
    "automation",
    "campaignMessage",
    "campaignMessages",
    "links",
    "aggregateRevenues",
    "campaignLists",
)


def shape(store: Store, row: Campaign) -> Json:
    times = store.times
    base = f"{store.base}/campaigns/{row.id}"
    return {
        "type": row.type,
        "userid": "1",
        "segmentid": "0",
        "bounceid": "-1",
        "realcid": "0",
        "sendid": "0",
        "seriesid": str(row.series),
        "formid": "0",
        "addressid": "0",
        "source": "web",
        "name": row.name,
        "cdate": times.iso(row.created),
        "mdate": times.iso(row.updated),
        "sdate": times.iso_or_none(row.sent),
        "ldate": times.iso_or_none(row.last_sent),
        "send_amt": str(row.amount),
        "total_amt": str(row.amount),
        "opens": str(row.opens),
        "uniqueopens": str(row.opens),
        "linkclicks": str(row.clicks),
        "uniquelinkclicks": str(row.clicks),
        "subscriberclicks": str(row.clicks),
        "forwards": str(row.forwards),
        "hardbounces": str(row.hard_bounces),
        "softbounces": str(row.soft_bounces),
        "unsubscribes": str(row.unsubscribes),
        "replies": str(row.replies),
        "status": str(row.status),
        "public": "1",
        "tracklinks": "all",
        "trackreads": "1",
        "links": {name: f"{base}/{name}" for name in _LINKS},
        "id": str(row.id),
        "user": "1",
        "automation": str(row.series) if row.series else None,
    }


def shape_message(store: Store, row: Message) -> Json:
    return {
        "userid": "1",
        "cdate": store.times.iso(row.created),
        "mdate": store.times.iso(row.updated),
        "name": "",
        "fromname": row.from_name,
        "fromemail": row.from_email,
        "reply2": row.from_email,
        "priority": "3",
        "charset": "utf-8",
        "format": "mime",
        "subject": row.subject,
        "preheader_text": "",
        "text": row.text,
        "html": row.html,
        "links": {"user": f"{store.base}/messages/{row.id}/user"},
        "id": str(row.id),
        "user": "1",
    }


def _shape_tie(store: Store, campaign: Campaign, message: Message, place: int) -> Json:
    """A campaignMessage; its id is made of the campaign's and the place."""
    id_ = campaign.id * 10 + place
    base = f"{store.base}/campaignMessages/{id_}"
    return {
        "campaignid": str(campaign.id),
        "messageid": str(message.id),
        "percentage": str(round(100 / len(campaign.messages))),
        "sourcesize": str(len(message.html)),
        "spamcheck_score": None,
        "send_amt": str(campaign.amount),
        "total_amt": str(campaign.amount),
        "opens": str(campaign.opens),
        "subject": message.subject,
        "links": {"campaign": base + "/campaign", "message": base + "/message"},
        "id": str(id_),
        "campaign": str(campaign.id),
        "message": str(message.id),
    }


def shape_link(store: Store, row: Link) -> Json:
    base = f"{store.base}/links/{row.id}"
    return {
        "campaignid": str(row.campaign),
        "messageid": str(row.message),
        "link": row.url,
        "name": row.name,
        "ref": "",
        "tracked": "1",
        "links": {"campaign": base + "/campaign", "message": base + "/message"},
        "id": str(row.id),
        "campaign": str(row.campaign),
        "message": str(row.message),
    }


async def list_campaigns(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.campaigns.values())
    series = whole(request.query.get("filters[seriesid]"))
    if series is not None:
        rows = [row for row in rows if row.series == series]
    status = whole(request.query.get("filters[status]"))
    if status is not None:
        rows = [row for row in rows if row.status == status]
    order = order_of(request, "sdate", "ldate")
    if order is not None:
        column = {"sdate": lambda r: r.sent or 0, "ldate": lambda r: r.last_sent or 0}[order[0]]
        rows.sort(key=column, reverse=order[1])
    return listing(request, "campaigns", rows, lambda row: shape(store, row))


def _campaign_at(request: web.Request) -> Campaign:
    return row_at(request, account_of(request).store.campaigns, "Campaign")


async def get_campaign(request: web.Request) -> web.Response:
    return json_response({"campaign": shape(account_of(request).store, _campaign_at(request))})


def _ties(store: Store, campaign: Campaign) -> list[Json]:
    return [
        _shape_tie(store, campaign, store.messages[message], place)
        for place, message in enumerate(campaign.messages, 1)
    ]


async def messages_of_campaign(request: web.Request) -> web.Response:
    ties = _ties(account_of(request).store, _campaign_at(request))
    return json_response({"campaignMessages": ties})


async def message_of_campaign(request: web.Request) -> web.Response:
    """The first only, where a campaign has several."""
    ties = _ties(account_of(request).store, _campaign_at(request))
    if not ties:
        raise not_found("CampaignMessage", request.match_info["id"])
    return json_response({"campaignMessage": ties[0]})


async def lists_of_campaign(request: web.Request) -> web.Response:
    campaign = _campaign_at(request)
    rows = [
        {
            "campaignid": str(campaign.id),
            "listid": str(list_id),
            "id": str(campaign.id * 10 + place),
            "campaign": str(campaign.id),
            "list": str(list_id),
        }
        for place, list_id in enumerate(campaign.lists, 1)
    ]
    return json_response({"campaignLists": rows})


async def links_of_campaign(request: web.Request) -> web.Response:
    store, campaign = account_of(request).store, _campaign_at(request)
    rows = [store.links[id_] for id_ in campaign.links]
    return complete("links", rows, lambda row: shape_link(store, row))


async def all_ties(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = [tie for campaign in store.campaigns.values() for tie in _ties(store, campaign)]
    return listing(request, "campaignMessages", rows, lambda row: row)


async def create(request: web.Request) -> web.Response:
    """`POST /campaign`: a draft without a message. Its refusals are plain strings."""
    store = account_of(request).store
    sent = await body_of(request)
    faults = [f"Field {name} is required" for name in ("name", "type") if not sent.get(name)]
    if faults:
        raise Refused(400, {"errors": faults})
    now = store.now()
    row = Campaign(store.next_id("campaign"), text(sent["name"]), text(sent["type"]), 0, now, now)
    store.campaigns[row.id] = row
    wrote(request, 1, campaign=row.id)
    split = sent.get("canSplitContent") is True
    return json_response(
        {"id": row.id, "name": row.name, "type": row.type, "canSplitContent": split}
    )


async def delete(request: web.Request) -> web.Response:
    """A campaign that was sent is not deleted: 200, with `succeeded` 0."""
    store, row = account_of(request).store, _campaign_at(request)
    if row.status != 0:
        return json_response({"succeeded": 0, "message": "Campaign could not be deleted"})
    del store.campaigns[row.id]
    wrote(request, 1, campaign=row.id)
    return json_response({"succeeded": 1, "message": "Campaign deleted"})


async def list_messages(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.messages.values())
    return listing(request, "messages", rows, lambda row: shape_message(store, row))


async def get_message(request: web.Request) -> web.Response:
    store = account_of(request).store
    row = row_at(request, store.messages, "Message")
    return json_response({"message": shape_message(store, row)})


async def not_allowed(_: web.Request) -> web.Response:
    raise Refused(405, {"message": "Method Not Allowed"})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/campaigns", list_campaigns)
    router.add_post("/api/3/campaign", create)
    router.add_get("/api/3/campaigns/{id}", get_campaign)
    router.add_delete("/api/3/campaigns/{id}", delete)
    router.add_get("/api/3/campaigns/{id}/campaignMessages", messages_of_campaign)
    router.add_get("/api/3/campaigns/{id}/campaignMessage", message_of_campaign)
    router.add_get("/api/3/campaigns/{id}/campaignLists", lists_of_campaign)
    router.add_get("/api/3/campaigns/{id}/links", links_of_campaign)
    router.add_post("/api/3/campaigns/{id}/test", not_allowed)
    router.add_get("/api/3/campaignMessages", all_ties)
    router.add_get("/api/3/messages", list_messages)
    router.add_get("/api/3/messages/{id}", get_message)
