"""What the scripts in the browser are told of a package and of whoever is signed in, as JSON."""

from dataclasses import asdict
from typing import Any

from sandbox.shell.labels import BASE
from sandbox.shell.package import Package
from sandbox.shell.place import Place
from sandbox.shell.platform import Platform
from sandbox.shell.ribbon import Call, Command, CustomRule, FormStateRule, Rule, SelectionCountRule

Json = dict[str, Any]
_ROLE = "roleid,name,_parentrootroleid_value,_roletemplateid_value"


async def described(package: Package, platform: Platform, user_id: str, place: Place) -> Json:
    """`apps` are those that the person's roles open; other apps than the package's are up to the
    scripts."""
    language = await platform.language(user_id)
    user = await platform.get(f"systemusers({user_id})", select="fullname,domainname")
    organization = (await platform.get("organizations"))["value"][0]
    roles = await _roles(platform, user_id)
    keys = {
        row[name] for row in roles for name in ("_parentrootroleid_value", "_roletemplateid_value")
    }
    return {
        "clientUrl": place.origin,
        "version": package.version,
        "user": {
            "id": f"{{{user_id.upper()}}}",
            "name": user["fullname"],
            "login": user["domainname"],
            "languageId": language,
            "roles": [{"id": row["roleid"], "name": row["name"]} for row in roles],
        },
        "organization": {
            "id": organization["organizationid"],
            "uniqueName": organization["name"],
            "languageId": organization["languagecode"] or BASE,
        },
        "app": _app(package, language) if keys & package.app.roles else None,
        "commands": {
            table: [_command(one, language) for one in found]
            for table, found in package.commands.items()
        },
    }


async def _roles(platform: Platform, user_id: str) -> list[Json]:
    """Held directly, and through teams."""
    user = f"systemusers({user_id})"
    answer = await platform.get(f"{user}/systemuserroles_association", select=_ROLE)
    found = {row["roleid"]: row for row in answer["value"]}
    teams = await platform.get(f"{user}/teammembership_association", select="teamid")
    for team in teams["value"]:
        path = f"teams({team['teamid']})/teamroles_association"
        answer = await platform.get(path, select=_ROLE)
        found |= {row["roleid"]: row for row in answer["value"]}
    return list(found.values())


def _app(package: Package, language: int) -> Json:
    app = package.app
    return {
        "id": app.unique_name,
        "title": app.names.text(language),
        "areas": [
            {
                "id": area.id,
                "title": area.titles.text(language),
                "groups": [
                    {
                        "id": group.id,
                        "title": group.titles.text(language),
                        "items": [
                            {
                                "id": item.id,
                                "title": item.titles.text(language),
                                "webResource": item.url,
                                "icon": item.icon,
                                "passParams": item.pass_params,
                            }
                            for item in group.items
                        ],
                    }
                    for group in area.groups
                ],
            }
            for area in app.areas
        ],
    }


def _command(command: Command, language: int) -> Json:
    return {
        "id": command.id,
        "place": command.place,
        "label": command.labels.text(language),
        "tooltip": command.tooltips.text(language),
        "icon": command.icon,
        "rules": [_rule(rule) for rule in command.rules],
        "actions": [_call(call) for call in command.actions],
    }


def _rule(rule: Rule) -> Json:
    match rule:
        case CustomRule():
            return {"kind": "custom", "default": rule.default, "call": _call(rule.call)}
        case SelectionCountRule():
            return {"kind": "selectionCount", **asdict(rule)}
        case FormStateRule():
            return {"kind": "formState", **asdict(rule)}


def _call(call: Call) -> Json:
    return asdict(call)
