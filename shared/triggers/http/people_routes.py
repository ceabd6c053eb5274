"""The routes of who may use the app."""

from shared.actions.erase import erase_person
from shared.actions.models.base import Collection, PageQuery
from shared.actions.models.people import (
    EraseInput,
    EraseOutput,
    FoundPeople,
    PersonPath,
    RoleHolderOutput,
    RoleInput,
    SearchQuery,
)
from shared.actions.users import give_role, search_people, take_role, users_page
from shared.errors import Conflict
from shared.triggers.http.paging import unwrap, with_wrapped_next
from shared.triggers.http.route import Call, Route


def _search(call: Call) -> FoundPeople:
    return search_people(call.services, call.query_as(SearchQuery).q)


def _users(call: Call) -> Collection[RoleHolderOutput]:
    query = call.query_as(PageQuery)
    page = users_page(call.services, unwrap("users", query.after), query.limit)
    return with_wrapped_next("users", page)


def _give_role(call: Call) -> RoleHolderOutput:
    user_id = call.parameters_as(PersonPath).id
    return give_role(call.services, call.person, user_id, call.payload_as(RoleInput).role)


def _take_role(call: Call) -> None:
    take_role(call.services, call.person, call.parameters_as(PersonPath).id)


def _erase(call: Call) -> EraseOutput:
    return erase_person(call.services, call.person, call.payload_as(EraseInput))


PEOPLE_ROUTES = (
    Route(
        "POST",
        "people/erase",
        "erase_person",
        "Deletes what is stored of a person; changes nothing in either system",
        "admin",
        _erase,
        EraseOutput,
        payload=EraseInput,
        refusals=(Conflict,),
    ),
    Route(
        "GET",
        "users/search",
        "search_users",
        "Enabled people whose name or email contains a text",
        "admin",
        _search,
        FoundPeople,
        query=SearchQuery,
    ),
    Route(
        "GET",
        "users",
        "users",
        "Those who hold a role",
        "admin",
        _users,
        Collection[RoleHolderOutput],
        query=PageQuery,
    ),
    Route(
        "PUT",
        "users/{id}",
        "user",
        "Gives a role and takes the other",
        "admin",
        _give_role,
        RoleHolderOutput,
        parameters=PersonPath,
        payload=RoleInput,
        refusals=(Conflict,),
    ),
    Route(
        "DELETE",
        "users/{id}",
        "take_role",
        "Takes the role away",
        "admin",
        _take_role,
        None,
        parameters=PersonPath,
        refusals=(Conflict,),
    ),
)
