"""Route templates: what matches, what wins, what is refused."""

import pytest

from sandbox.host.app_settings import SettingsRefused
from sandbox.host.routes import Router, RouteTemplate

ANY: frozenset[str] = frozenset()
ID = "0a1b2c3d-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("api/users/{id}", "/api/users/7", {"id": "7"}),
        ("api/users/{id}", "/api/users", None),
        ("api/users/{id}", "/api/users/7/8", None),
        ("api/users/{id?}", "/api/users", {}),
        ("api/users/{id:int}", "/api/users/x", None),
        ("api/users/{id:guid}", f"/api/users/{ID}", {"id": ID}),
        ("api/{a}-{b}", "/api/x-y", {"a": "x", "b": "y"}),
        ("{*route}", "/", {}),
        ("{*route}", "/a/b", {"route": "a/b"}),
        ("api/{*rest}", "/api", {}),
        ("api/{*rest}", "/apis", None),
        ("api/a.b", "/api/aXb", None),
    ],
)
def test_a_template_matches_a_path(
    template: str, path: str, expected: dict[str, str] | None
) -> None:
    assert RouteTemplate.parse(template).match(path) == expected


def test_a_literal_beats_a_constraint_beats_a_parameter_beats_a_catch_all() -> None:
    router: Router[str] = Router()
    for name in ("{*rest}", "a/{x}", "a/{x:int}", "a/b"):
        router.add(RouteTemplate.parse(name), ANY, name)
    found = [router.find("GET", path) for path in ("/a/b", "/a/1", "/a/c", "/z")]
    assert [match and match[0] for match in found] == ["a/b", "a/{x:int}", "a/{x}", "{*rest}"]


def test_the_same_route_leads_to_another_function_for_another_method() -> None:
    router: Router[str] = Router()
    router.add(RouteTemplate.parse("a"), frozenset({"GET"}), "get")
    router.add(RouteTemplate.parse("a"), frozenset({"POST"}), "post")
    assert router.find("POST", "/a") == ("post", {})
    assert router.find("PUT", "/a") is None


@pytest.mark.parametrize("template", ["a/{*x}/b", "a/{x?}/b", "a/{x:regex(y)}", "a/{x=5}", "a/{"])
def test_a_template_that_is_not_understood_is_refused(template: str) -> None:
    with pytest.raises(SettingsRefused):
        RouteTemplate.parse(template)
