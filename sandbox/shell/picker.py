"""The page on which a person is picked, and who there is to pick."""

from dataclasses import dataclass
from html import escape

from sandbox.demo.people import USERS


@dataclass(frozen=True)
class Pick:
    key: str
    name: str
    login: str
    what: str


_WHAT = {
    "ada": "System administrator: opens the app and sets everything",
    "anna": "ActiveCampaign administrator: opens the app, has no sales role; reads Italian",
    "sam": "Salesperson with the role ActiveCampaign User",
    "nora": "Salesperson of another business unit, who may not see most records",
    "theo": "Salesperson who has the role through a team",
    "ned": "Somebody without any role",
}


def picks() -> list[Pick]:
    by_key = {user.key: user for user in USERS}
    return [Pick(key, by_key[key].name, by_key[key].email, what) for key, what in _WHAT.items()]


def page(target: str, fault: str = "") -> str:
    """`target`: where to go once signed in."""
    buttons = "".join(
        f'<li><a href="/_shell/sign-in?person={one.key}&amp;to={escape(target, quote=True)}">'
        f"<strong>{escape(one.name)}</strong> <span>{escape(one.what)}</span></a></li>"
        for one in picks()
    )
    said = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Who are you? - Dynamics, imitated</title>"
        '<link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="/_shell/static/shell.css"></head><body class="picker">'
        f"<main><h1>Who are you?</h1>{said}<ul>{buttons}</ul>"
        "<p>A plain imitation of Dynamics, for trying the product out. The sign-in that follows is "
        "by https with a certificate made for this start: the browser warns of it once.</p>"
        "</main></body></html>"
    )
