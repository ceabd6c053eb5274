"""The routes of health, of who has signed in, and of the connection."""

from shared.actions.connect import connect, connection_state, disconnect
from shared.actions.me import me
from shared.actions.models.connection import ConnectionInput, ConnectionOutput
from shared.actions.models.people import MeOutput
from shared.actions.models.sync import HealthOutput
from shared.triggers.http.route import Call, Route
from shared.triggers.http.version import VERSION


def _health(_: Call) -> HealthOutput:
    return HealthOutput(status="ok", version=VERSION)


def _me(call: Call) -> MeOutput:
    return me(call.services, call.person, call.incoming.headers.get("accept-language"))


def _connection(call: Call) -> ConnectionOutput:
    return connection_state(call.services)


def _connect(call: Call) -> ConnectionOutput:
    wanted = call.payload_as(ConnectionInput)
    return connect(call.services, call.person, wanted.url, wanted.key.get_secret_value())


def _disconnect(call: Call) -> None:
    disconnect(call.services, call.person)


CONNECTION_ROUTES = (
    Route("GET", "health", "health", "Whether the app runs", None, _health, HealthOutput),
    Route("GET", "me", "me", "Who has signed in, and their roles", "user", _me, MeOutput),
    Route(
        "GET",
        "connection",
        "connection",
        "What is connected",
        "admin",
        _connection,
        ConnectionOutput,
    ),
    Route(
        "POST",
        "connection",
        "connect",
        "Checks and stores address and key, registers the webhook",
        "admin",
        _connect,
        ConnectionOutput,
        payload=ConnectionInput,
    ),
    Route(
        "DELETE",
        "connection",
        "disconnect",
        "Removes webhook and key; links stay",
        "admin",
        _disconnect,
        None,
    ),
)
