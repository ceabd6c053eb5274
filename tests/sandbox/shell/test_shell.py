"""The shell before a browser: who may have what, under which policy, and whose rights count."""

from tests.sandbox.shell.conftest import APP, CLIENT, TENANT, Browser

VARIABLES = (
    "/api/data/v9.2/environmentvariabledefinitions?$select=schemaname"
    "&$expand=environmentvariabledefinition_environmentvariablevalue($select=value)"
)
VALUES = "environmentvariabledefinition_environmentvariablevalue"


def test_whoever_is_not_signed_in_picks_a_person(browser: Browser) -> None:
    assert "Who are you?" in browser.get("/main.aspx").text
    assert browser.get("/api/data/v9.2/WhoAmI").status_code == 401
    assert browser.get("/_shell/description").status_code == 401


def test_a_person_signs_in_at_entra_and_is_one_in_dynamics(browser: Browser) -> None:
    answer = browser.enter("ada")
    assert answer.url == f"{browser.url}/main.aspx"
    described = browser.description()
    assert described["user"]["name"] == "Ada Admin"
    assert described["app"]["areas"][0]["groups"][0]["items"][0]["title"] == "Page"


def test_an_app_is_there_for_its_roles_only(browser: Browser) -> None:
    browser.enter("sam")
    assert browser.description()["app"] is None


def test_labels_are_those_of_the_persons_language(browser: Browser) -> None:
    browser.enter("ada")
    address = f"{browser.url}/_shell/language"
    assert browser.session.post(address, json={"languageId": 1040}, timeout=20).ok
    described = browser.description()
    assert described["user"]["languageId"] == 1040
    assert described["commands"]["lead"][0]["label"] == "Agisci"
    browser.session.post(address, json={"languageId": 1033}, timeout=20)


def test_the_web_api_answers_with_the_rights_of_the_person(browser: Browser) -> None:
    browser.enter("ned")
    assert browser.get("/api/data/v9.2/leads?$top=1").status_code == 403
    browser.enter("ada")
    page = browser.session.get(
        f"{browser.url}/api/data/v9.2/leads?$select=fullname",
        headers={"Prefer": "odata.maxpagesize=5"},
        timeout=20,
    ).json()
    assert len(page["value"]) == 5
    # Addresses in answers are the shell's own, as a page may call no other.
    assert page["@odata.nextLink"].startswith(browser.url)
    assert browser.session.get(page["@odata.nextLink"], timeout=20).ok


def test_the_solution_is_imported_and_its_variables_are_set(browser: Browser) -> None:
    browser.enter("ada")
    rows = browser.get(VARIABLES).json()["value"]
    set_to = {row["schemaname"]: row[VALUES][0]["value"] for row in rows if row[VALUES]}
    assert set_to["acd_FunctionAppUrl"] == APP
    assert (set_to["acd_TenantId"], set_to["acd_ClientId"]) == (TENANT, CLIENT)
    assert set_to["acd_Authority"].startswith("https://")


def test_web_resources_come_with_and_without_a_version_under_a_strict_policy(
    browser: Browser,
) -> None:
    for path in ("/WebResources/acd_/p.html", "/%7B000000001%7D/WebResources/acd_/p.html"):
        answer = browser.get(path)
        assert answer.headers["Content-Type"].startswith("text/html")
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert f"connect-src 'self' {APP} https://127.0.0.1:" in policy
    script = browser.get("/WebResources/acd_/s.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert browser.get("/WebResources/acd_/missing.js").status_code == 404


def test_a_page_is_given_no_query_names_but_those_documented(browser: Browser) -> None:
    assert browser.get("/WebResources/acd_/p.html?data=a%3D1&userlcid=1033").ok
    assert browser.get("/WebResources/acd_/p.html?mine=1").status_code == 500


def test_nobody_is_sent_to_another_place_after_the_sign_in(browser: Browser) -> None:
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        answer = browser.get("/_shell/sign-in", params={"person": "ada", "to": target})
        assert answer.status_code == 404


def test_an_answer_that_was_not_asked_for_signs_nobody_in(browser: Browser) -> None:
    answer = browser.get("/_shell/signed-in?code=x&state=y")
    assert answer.status_code == 400
    assert browser.get("/api/data/v9.2/WhoAmI").status_code == 401
