"""Decimals and money are kept digit by digit, to the column's precision; floating point numbers
are not (learn.microsoft.com, "Column data types", read 2026-11-24)."""

from typing import Any

import pytest

from tests.sandbox.dataverse.conftest import Client, World

WIDEST = {
    "cr1_exact": ("decimal", 100_000_000_000, 10),
    "cr1_amount": ("money", 922_337_203_685_477, 4),
}


@pytest.fixture
def app(world: World) -> Client:
    client = world.app()
    for name, (kind, limit, precision) in WIDEST.items():
        add: dict[str, Any] = {
            "name": name, "kind": kind, "minimum": -limit, "maximum": limit, "precision": precision,
        }  # fmt: skip
        assert client.control("POST", "schema/lead", {"add": add}).status_code == 200
    return client


def send(app: Client, body: str) -> str:
    """Creates a lead by a body as it is written here; gives its path."""
    headers = {"Content-Type": "application/json"}
    answer = app.call("POST", "leads", data=body.encode(), headers=headers)
    assert answer.status_code == 204, answer.text
    return answer.headers["OData-EntityId"]


@pytest.mark.parametrize(
    ("column", "sent", "kept"),
    [
        ("cr1_exact", "-99999999999.1234567891", "-99999999999.1234567891"),
        ("cr1_exact", "0.0000000001", "0.0000000001"),
        ("cr1_exact", "1.00000000005", "1.0000000000"),
        ("cr1_exact", "1.00000000015", "1.0000000002"),
        ("cr1_exact", "7", "7.0000000000"),
        ("cr1_amount", "922337203685476.9999", "922337203685476.9999"),
        ("cr1_amount", "-0.00005", "0.0000"),
    ],
)
def test_a_number_keeps_its_digits_to_the_precision_of_the_column(
    app: Client, column: str, sent: str, kept: str
) -> None:
    path = send(app, f'{{"lastname":"A","{column}":{sent}}}')
    assert f'"{column}":{kept},' in app.get(f"{path}?$select={column},lastname").text + ","
    shown = app.control("GET", f"rows/leads/{path[-37:-1]}").text
    assert f'"{column}":{kept}' in shown


def test_a_filter_compares_all_digits(app: Client) -> None:
    path = send(app, '{"lastname":"A","cr1_exact":99999999999.1234567891}')
    assert app.ids("leads", "cr1_exact eq 99999999999.1234567891") == {path[-37:-1]}
    assert app.ids("leads", "cr1_exact eq 99999999999.1234567890") == set()
    assert app.ids("leads", "cr1_exact gt 99999999999.1234567890") == {path[-37:-1]}
    between = (
        "Microsoft.Dynamics.CRM.Between(PropertyName='cr1_exact',"
        'PropertyValues=["99999999999.123456789","99999999999.1234567891"])'
    )
    assert app.ids("leads", between) == {path[-37:-1]}


def test_a_number_just_out_of_range_is_refused(app: Client) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"lastname":"A","cr1_exact":100000000000.0000000001}'
    assert app.call("POST", "leads", data=body, headers=headers).status_code == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e1000000000000000000"])
def test_a_number_that_json_has_not_is_refused(app: Client, number: str) -> None:
    headers = {"Content-Type": "application/json"}
    body = f'{{"lastname":"A","cr1_exact":{number}}}'.encode()
    assert app.call("POST", "leads", data=body, headers=headers).status_code == 400


def test_a_floating_point_column_keeps_the_nearest_binary_number(app: Client) -> None:
    path = send(app, '{"lastname":"A","cr1_weight":0.1000000000000000055}')
    assert '"cr1_weight":0.1,' in app.get(f"{path}?$select=cr1_weight,lastname").text + ","
    assert app.ids("leads", "cr1_weight eq 0.1 and lastname eq 'A'") == {path[-37:-1]}
