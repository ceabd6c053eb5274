"""Web resources: what Dynamics takes, under which name, and that pages find their own files."""

import re
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from tests.solution.conftest import APP
from tests.solution.zipped import Solution, text
from tools.solution.web_resources import MOST_BYTES, Refused, WebResource, web_resources

REFERENCE = re.compile(r"""(?:src|href)="([^"]+)"|["'`](\./[\w./]+\.(?:js|css))["'`]""")
TYPES = {"html": "1", "css": "2", "js": "3", "png": "5", "svg": "11"}


@pytest.mark.parametrize(
    "name",
    ["acd_/app/a-b.js", "acd_/app//a.js", "acd_/app/a b.js", "app/a.js", "acd_/app/a.json",
     "acd_/app/font.woff", "acd_/app/a.js.map", "acd_/app/a"],
)  # fmt: skip
def test_names_and_types_that_dynamics_refuses_stop_the_build(name: str) -> None:
    with pytest.raises(Refused):
        WebResource(name, b"content")


@pytest.mark.parametrize("size", [0, MOST_BYTES])
def test_a_file_that_is_empty_or_too_large_stops_the_build(size: int) -> None:
    with pytest.raises(Refused, match="bytes"):
        WebResource("acd_/app/a.js", b"x" * size)


def test_without_built_pages_nothing_is_built(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make pages"):
        web_resources(tmp_path / "dist")


def test_an_id_is_the_name_s_for_good() -> None:
    assert (
        WebResource("acd_/app/dashboard.html", b"<p>").id == "1e9f44b9-5393-5dd9-9af9-f9c794396e43"
    )


def test_each_names_its_type_and_its_file(unmanaged: Solution) -> None:
    for one in unmanaged.customizations.iter("WebResource"):
        name = text(one, "Name")
        assert text(one, "WebResourceType") == TYPES[name.rsplit(".", 1)[1]]
        assert text(one, "FileName").endswith(text(one, "WebResourceId").strip("{}").upper())
        assert unmanaged.web_resources[name]


def test_every_file_of_the_folder_is_a_web_resource(unmanaged: Solution) -> None:
    named = {text(one, "FileName") for one in unmanaged.customizations.iter("WebResource")}
    assert named == {f"/{name}" for name in unmanaged.files if name.startswith("WebResources/")}


def test_what_pages_and_scripts_load_is_there(unmanaged: Solution) -> None:
    missing = [
        (name, found)
        for name, content in unmanaged.web_resources.items()
        if name.endswith((".html", ".js"))
        for found in map("".join, REFERENCE.findall(content.decode()))
        if found.startswith(".") and resolved(name, found) not in unmanaged.web_resources
    ]
    assert missing == []


def test_pages_load_nothing_from_elsewhere(unmanaged: Solution) -> None:
    pages = [body for name, body in unmanaged.web_resources.items() if name.endswith(".html")]
    loaded = [src or href for body in pages for src, href in REFERENCE.findall(body.decode())]
    assert loaded
    assert all(address.startswith(".") for address in loaded)


def test_the_page_that_entra_id_answers_to_has_the_address_that_the_pages_give(
    unmanaged: Solution,
) -> None:
    client = (APP / "src" / "auth" / "client.ts").read_text()
    (address,) = re.findall(r'REDIRECT_PATH = "/WebResources/([^"]+)"', client)
    assert address in unmanaged.web_resources


def test_the_environment_variables_that_pages_read_are_there(unmanaged: Solution) -> None:
    source = (APP / "src" / "config" / "environment.ts").read_text()
    read = set(re.findall(r'read\("(acd_\w+)"\)', source))
    # Only for another directory than Microsoft's: of no use to a customer, so not in the solution.
    assert read - {"acd_Authority"} == {
        root.attrib["schemaname"]
        for name, root in unmanaged.documents.items()
        if name.startswith("environmentvariabledefinitions/")
    }


def test_the_functions_of_the_buttons_are_in_the_script(
    unmanaged: Solution, tmp_path: Path
) -> None:
    """The script is run, as the command bar would: as a classic script."""
    called = {
        (one.attrib["Library"].removeprefix("$webresource:"), one.attrib["FunctionName"])
        for ribbon in unmanaged.ribbons.values()
        for one in ribbon.iter()
        if "FunctionName" in one.attrib
    }
    assert len(called) == 4
    for library, function in called:
        script = tmp_path / "script.js"
        script.write_bytes(unmanaged.web_resources[library])
        check = (
            "const vm = require('vm'), fs = require('fs');"
            "const page = vm.createContext({}); page.window = page;"
            "vm.runInContext(fs.readFileSync(process.argv[1], 'utf8'), page);"
            f"process.stdout.write(vm.runInContext('typeof {function}', page));"
        )
        done = subprocess.run(
            ["node", "-e", check, str(script)], capture_output=True, text=True, check=True
        )
        assert done.stdout == "function", function


def test_the_pages_that_the_buttons_open_are_there(unmanaged: Solution) -> None:
    script = unmanaged.web_resources["acd_/ribbon/commands.js"].decode()
    opened = set(re.findall(r"acd_/[\w./]+\.html", script))
    assert opened
    assert opened <= set(unmanaged.web_resources)


def resolved(page: str, address: str) -> str:
    """The name in Dynamics of what `page` calls by a relative address."""
    steps: list[str] = []
    for step in (PurePosixPath(page).parent / address).parts:
        if step == "..":
            steps.pop()
        else:
            steps.append(step)
    return "/".join(steps)
