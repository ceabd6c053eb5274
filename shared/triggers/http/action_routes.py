"""The routes of what a salesperson sees and does, and of ActiveCampaign's webhook."""

from pydantic import BaseModel, ConfigDict

from shared.actions.activities import activities_page
from shared.actions.automations import automations_page
from shared.actions.campaigns import campaigns_page
from shared.actions.enrol import enrol, enrol_progress
from shared.actions.models.activities import ActivitiesQuery, ActivityOutput
from shared.actions.models.base import Collection, PageQuery, RecordPath
from shared.actions.models.marketing import (
    AutomationOutput,
    AutomationPath,
    CampaignOutput,
    CampaignPath,
    EnrolInput,
    EnrolProgressOutput,
    RequestPath,
    ResultsOutput,
    SendInput,
    SendProgressOutput,
)
from shared.actions.models.records import RecordOutput
from shared.actions.receive import receive
from shared.actions.records import record_of
from shared.actions.send import send, send_progress
from shared.errors import Conflict, Unauthenticated
from shared.triggers.http.paging import unwrap, with_wrapped_next
from shared.triggers.http.route import Call, Route


class WebhookQuery(BaseModel):
    """A delivery without the secret is refused as one with a wrong secret is. What else stands
    in the query is ActiveCampaign's affair."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    secret: str = ""


class Received(BaseModel):
    """Says nothing of what was sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _automations(call: Call) -> Collection[AutomationOutput]:
    query = call.query_as(PageQuery)
    page = automations_page(call.services, unwrap("automations", query.after), query.limit)
    return with_wrapped_next("automations", page)


def _enrol(call: Call) -> ResultsOutput:
    automation_id = call.parameters_as(AutomationPath).automation_id
    return enrol(call.services, call.person, automation_id, call.payload_as(EnrolInput))


def _campaigns(call: Call) -> Collection[CampaignOutput]:
    query = call.query_as(PageQuery)
    page = campaigns_page(call.services, unwrap("campaigns", query.after), query.limit)
    return with_wrapped_next("campaigns", page)


def _send(call: Call) -> ResultsOutput:
    campaign_id = call.parameters_as(CampaignPath).campaign_id
    return send(call.services, call.person, campaign_id, call.payload_as(SendInput))


def _enrol_progress(call: Call) -> EnrolProgressOutput:
    request_id = call.parameters_as(RequestPath).request_id
    return enrol_progress(call.services, call.person, request_id)


def _send_progress(call: Call) -> SendProgressOutput:
    request_id = call.parameters_as(RequestPath).request_id
    return send_progress(call.services, call.person, request_id)


def _record(call: Call) -> RecordOutput:
    path = call.parameters_as(RecordPath)
    return record_of(call.services, call.person, path.entity, path.id)


def _activities(call: Call) -> Collection[ActivityOutput]:
    path, query = call.parameters_as(RecordPath), call.query_as(ActivitiesQuery)
    scope = f"activities {path.entity} {path.id}"
    page = activities_page(
        call.services,
        call.person,
        path.entity,
        path.id,
        unwrap(scope, query.after),
        query.limit,
    )
    return with_wrapped_next(scope, page)


def _receive_webhook(call: Call) -> Received:
    content_type = call.incoming.headers.get("content-type", "")
    secret = call.query_as(WebhookQuery).secret
    receive(call.services, secret, call.incoming.body, content_type)
    return Received()


ACTION_ROUTES = (
    Route(
        "GET",
        "automations",
        "automations",
        "The active automations",
        "user",
        _automations,
        Collection[AutomationOutput],
        query=PageQuery,
        refusals=(Conflict,),
    ),
    Route(
        "POST",
        "automations/{automationId}/enrol",
        "enrol",
        "Adds records to an automation",
        "user",
        _enrol,
        ResultsOutput,
        parameters=AutomationPath,
        payload=EnrolInput,
        refusals=(Conflict,),
    ),
    Route(
        "GET",
        "campaigns",
        "campaigns",
        "The campaigns that can be sent to a person",
        "user",
        _campaigns,
        Collection[CampaignOutput],
        query=PageQuery,
        refusals=(Conflict,),
    ),
    Route(
        "POST",
        "campaigns/{campaignId}/send",
        "send",
        "Sends a campaign to records, to each person once",
        "user",
        _send,
        ResultsOutput,
        parameters=CampaignPath,
        payload=SendInput,
        refusals=(Conflict,),
    ),
    Route(
        "GET",
        "enrolments/{requestId}",
        "enrol_progress",
        "How far an enrol is: one's own, or for an administrator anybody's",
        "user",
        _enrol_progress,
        EnrolProgressOutput,
        parameters=RequestPath,
    ),
    Route(
        "GET",
        "sends/{requestId}",
        "send_progress",
        "How far a send is: one's own, or for an administrator anybody's",
        "user",
        _send_progress,
        SendProgressOutput,
        parameters=RequestPath,
    ),
    Route(
        "GET",
        "records/{entity}/{id}",
        "record",
        "How a record stands",
        "user",
        _record,
        RecordOutput,
        parameters=RecordPath,
    ),
    Route(
        "GET",
        "records/{entity}/{id}/activities",
        "activities",
        "What happened with a record's person, newest first",
        "user",
        _activities,
        Collection[ActivityOutput],
        parameters=RecordPath,
        query=ActivitiesQuery,
        refusals=(Conflict,),
    ),
    Route(
        "POST",
        "webhooks/activecampaign",
        "receive_webhook",
        "Takes an event of ActiveCampaign",
        None,
        _receive_webhook,
        Received,
        query=WebhookQuery,
        takes_form=True,
        refusals=(Unauthenticated,),
    ),
)
