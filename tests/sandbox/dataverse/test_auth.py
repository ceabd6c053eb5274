"""Who is let in, and as whom."""

import time
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.demo.people import USERS
from tests.sandbox.dataverse.conftest import KID, World, error_code


def test_an_app_token_acts_as_the_application_user(world: World) -> None:
    answer = world.app().get("WhoAmI()")
    user_id = answer.json()["UserId"]
    user = world.app().get(f"systemusers({user_id})?$select=applicationid,accessmode").json()
    assert user["applicationid"] == "ac100000-0000-4000-8000-000000000001"
    assert user["accessmode"] == 4


def test_a_v2_app_token_is_known_by_azp(world: World) -> None:
    token = world.sign(appid=None, azp="ac100000-0000-4000-8000-000000000001", aud=world.url + "/")
    assert world.client(token).get("WhoAmI").status_code == 200


def test_a_user_token_acts_as_that_user(world: World) -> None:
    user_id = world.user("sam").get("WhoAmI()").json()["UserId"]
    shown = world.user("sam").get(f"systemusers({user_id})?$select=fullname").json()
    assert shown["fullname"] == "Sam Seller"


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"aud": "https://other.example"}, id="another audience"),
        pytest.param({"exp": int(time.time()) - 5}, id="expired"),
        pytest.param({"iss": f"https://sts.windows.net/{uuid4()}/"}, id="another tenant"),
    ],
)
def test_a_token_that_is_not_for_us_is_refused(world: World, claims: dict[str, object]) -> None:
    assert world.client(world.sign(**claims)).get("WhoAmI()").status_code == 401


def test_a_token_signed_by_a_stranger_is_refused(world: World) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = World(world.url, stranger, world.app().session)
    assert forged.app().get("WhoAmI()").status_code == 401


def test_an_unsigned_or_hmac_token_is_refused(world: World) -> None:
    claims = jwt.decode(world.sign(), options={"verify_signature": False})
    for token in (
        jwt.encode(claims, None, algorithm="none", headers={"kid": KID}),
        jwt.encode(claims, "k" * 40, algorithm="HS256", headers={"kid": KID}),
        "nonsense",
    ):
        assert world.client(token).get("WhoAmI()").status_code == 401


def test_no_token_is_401_with_a_challenge(world: World) -> None:
    client = world.app()
    answer = client.session.get(f"{client.api}/WhoAmI()", timeout=5)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_one_who_is_not_in_the_organisation_is_403(world: World) -> None:
    answer = world.client(world.sign(appid=str(uuid4()))).get("WhoAmI()")
    assert (answer.status_code, error_code(answer)) == (403, "0x80072560")


def test_a_disabled_user_is_403(world: World) -> None:
    answer = world.user("dora").get("leads?$top=1")
    assert (answer.status_code, error_code(answer)) == (403, "0x80040225")


def test_a_user_without_roles_may_not_read(world: World) -> None:
    answer = world.user("ned").get("leads?$top=1")
    assert (answer.status_code, error_code(answer)) == (403, "0x80040220")


def test_the_object_ids_of_the_demo_people_are_those_of_the_users(world: World) -> None:
    rows = world.app().value("systemusers?$select=azureactivedirectoryobjectid,fullname")
    known = {row["azureactivedirectoryobjectid"]: row["fullname"] for row in rows}
    assert {user.oid: user.name for user in USERS}.items() <= known.items()
