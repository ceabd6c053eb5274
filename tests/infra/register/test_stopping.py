"""Whatever stops it is said with its remedy, and before anything is changed where it can be."""

import base64
import io
import zipfile
from pathlib import Path

import pytest

from infra.register.site import read_site
from infra.register.steps import Stopped
from tests.infra.register.conftest import TENANT, Place


def test_who_may_not_change_dynamics_is_told_the_role_before_anything_is_made(place: Place) -> None:
    place.operator = "ned"
    place.directory(administrators=["ned"])
    with pytest.raises(Stopped, match="role System Administrator"):
        place.run()
    assert place.writes() == 0


def test_who_may_not_register_apps_is_told_the_role(place: Place) -> None:
    place.directory(administrators=[])
    with pytest.raises(Stopped, match="Cloud Application Administrator"):
        place.run()
    assert place.writes() == 0


def test_a_registration_that_is_not_there_is_not_made_under_another_id(place: Place) -> None:
    place.deployment.values["ENTRA_CLIENT_ID"] = "ac100000-0000-4000-8000-0000000000ff"
    with pytest.raises(Stopped, match=r"azd env set ENTRA_CLIENT_ID ''"):
        place.run()
    assert place.writes() == 0


def test_an_unmanaged_solution_is_not_written_over(place: Place) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(place.solution) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "solution.xml":
                content = content.replace(b"<Managed>1</Managed>", b"<Managed>0</Managed>")
            target.writestr(name, content)
    import_by_hand(place, packed.getvalue())
    with pytest.raises(Stopped, match="unmanaged solution"):
        place.run()
    assert place.rows("solutions")[0]["ismanaged"] is False
    lines = place.run(undo=True)
    assert "  left    solution: it is unmanaged, and so was not imported here" in lines
    assert len(place.rows("solutions")) == 1


def import_by_hand(place: Place, packed: bytes) -> None:
    body = {"CustomizationFile": base64.b64encode(packed).decode()}
    place.dynamics("POST", "ImportSolution", json=body)


def test_dynamics_own_reason_is_told_when_an_import_fails(place: Place, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(place.solution) as source, zipfile.ZipFile(broken, "w") as target:
        target.writestr("solution.xml", source.read("solution.xml"))
    place.solution = broken
    with pytest.raises(Stopped, match="The solution file has no"):
        place.run()


def test_an_import_under_way_is_not_disturbed(place: Place) -> None:
    body = {"CustomizationFile": base64.b64encode(place.solution.read_bytes()).decode()}
    place.dynamics("POST", "ImportSolutionAsync", json=body)
    with pytest.raises(Stopped, match="Another import or publishing is under way"):
        place.run()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "DATAVERSE_URL"),
        ({"DATAVERSE_URL": "https://org.crm.dynamics.com/main.aspx"}, "address of a server"),
        ({"DATAVERSE_URL": "http://org.crm.dynamics.com"}, "must begin with https"),
        ({"DATAVERSE_URL": "https://org.example", "ENTRA_CLIENT_ID": "mine"}, "no GUID"),
        ({"DATAVERSE_URL": "https://org.example", "PUBLIC_URL": "http://app"}, "PUBLIC_URL"),
    ],
)
def test_inputs_that_cannot_be_meant_are_refused(given: dict[str, str | None], said: str) -> None:
    with pytest.raises(Stopped, match=said):
        read_site(given, lambda: TENANT, Path("solution.zip"))


@pytest.mark.parametrize("content", [None, b"no zip"])
def test_a_file_that_is_no_solution_is_refused_before_anything_is_made(
    place: Place, tmp_path: Path, content: bytes | None
) -> None:
    place.solution = tmp_path / "solution.zip"
    if content is not None:
        place.solution.write_bytes(content)
    with pytest.raises(Stopped, match=r"make solution|no solution file"):
        place.run()
    assert place.writes() == 0
