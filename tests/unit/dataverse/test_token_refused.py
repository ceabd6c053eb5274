"""A token that Dataverse refuses before its end: it is replaced, and the call sent once more."""

import json
from datetime import UTC, datetime

import pytest
import requests
import responses

from shared.dataverse.connect import open_dataverse
from shared.dataverse.token import TokenSource, token_source
from shared.dataverse.write import Update
from shared.errors import CredentialsRefused
from shared.transport import Calls, open_session
from tests.unit.dataverse.clocked_tokens import Clock, Tokens
from tests.unit.dataverse.identity_provider import IdentityProvider
from tests.unit.dataverse.support import an_id, batch_answer, inner_requests, part, settings


def test_a_token_that_was_refused_is_not_given_out_again() -> None:
    clock = Clock()
    source = TokenSource(Tokens(clock), clock=clock)
    first = source()
    clock.now += 60
    source.refused(first)
    assert source() == "token-2"


def test_a_late_word_of_an_old_token_costs_no_new_one() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    source = TokenSource(tokens, clock=clock)
    first = source()
    clock.now += 60
    source.refused(first)
    source()
    source.refused(first)
    assert source() == "token-2"
    assert tokens.asked == 2


def test_a_token_that_is_refused_as_soon_as_it_is_got_is_kept() -> None:
    """Who is shut out does not ask for a token with each call."""
    clock = Clock()
    tokens = Tokens(clock)
    source = TokenSource(tokens, clock=clock)
    source.refused(source())
    source()
    assert tokens.asked == 1


def test_an_identity_whose_token_was_refused_asks_for_another(identity: IdentityProvider) -> None:
    clock = Clock()
    clock.now = datetime.now(UTC).timestamp()
    ends = str(int(clock.now) + 86400)
    resource = "https://org.crm.dynamics.com"
    answer = {"expires_on": ends, "resource": resource, "token_type": "Bearer"}
    identity.body = {"access_token": "revoked", **answer}
    source = token_source(settings(), session=open_session(), clock=clock)
    assert source() == "revoked"
    identity.body = {"access_token": "good", **answer}
    clock.now += 60
    source.refused("revoked")
    assert source() == "good"


class Guarded:
    """A Dataverse that takes some tokens only."""

    def __init__(self, *good: str) -> None:
        self.good = good
        self.seen: list[str] = []
        self.calls = Calls()
        self.clock = Clock()
        self.tokens = Tokens(self.clock)
        source = TokenSource(self.tokens, clock=self.clock)
        source()
        self.clock.now += 60
        url = "https://org.crm.dynamics.com/api/data/v9.2/"
        responses.add_callback(responses.GET, f"{url}WhoAmI", self._who)
        responses.add_callback(responses.POST, f"{url}$batch", self._batch)
        self.dataverse = open_dataverse(
            settings(),
            calls=self.calls,
            session=open_session(),
            token=source,
            refused=source.refused,
        )

    def _let_in(self, request: requests.PreparedRequest) -> bool:
        token = str(request.headers["Authorization"]).removeprefix("Bearer ")
        self.seen.append(token)
        return token in self.good

    def _who(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        if not self._let_in(request):
            return 401, {}, ""
        ids = {"UserId": an_id(1), "BusinessUnitId": an_id(2), "OrganizationId": an_id(3)}
        return 200, {}, json.dumps(ids)

    def _batch(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        if not self._let_in(request):
            return 401, {}, b""
        assert isinstance(request.body, bytes)
        return batch_answer([part(204) for _ in inner_requests(request.body)])


@responses.activate
def test_a_revoked_token_is_replaced_and_the_call_sent_again() -> None:
    world = Guarded("token-2")
    world.dataverse.who_am_i()
    world.dataverse.who_am_i()
    assert world.seen == ["token-1", "token-2", "token-2"]


@responses.activate
def test_a_write_that_got_a_401_is_sent_again_as_well() -> None:
    world = Guarded("token-2")
    (result,) = world.dataverse.write([Update("leads", an_id(1), {"subject": "A"}, 'W/"1"')])
    assert result.error is None
    assert world.seen == ["token-1", "token-2"]


@responses.activate
def test_where_no_token_is_taken_each_call_is_sent_twice_at_most() -> None:
    world = Guarded()
    for _ in range(2):
        with pytest.raises(CredentialsRefused) as caught:
            world.dataverse.who_am_i()
        assert caught.value.service == "dataverse"
    assert world.seen == ["token-1", "token-2", "token-2", "token-2"]
    assert world.tokens.asked == 2
