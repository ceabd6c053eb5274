"""The command as the operator runs it: with `az` and `azd` on the path, as processes."""

from pathlib import Path

import pytest

from infra.register.__main__ import main
from infra.register.command_lines import AzureCli, Deployment
from infra.register.steps import Stopped
from sandbox.azure import write
from tests.infra.register.conftest import APP, IDENTITY, TENANT, Place

VALUES = "DATAVERSE_URL", "PUBLIC_URL", "MANAGED_IDENTITY_CLIENT_ID"


@pytest.fixture
def tools(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`az`, signed in, and `azd` with the values of a deployment, and no others."""
    write(tmp_path, place.entra, TENANT, "ada")
    pairs = dict(zip(VALUES, (place.dataverse, APP, IDENTITY), strict=True))
    (tmp_path / ".env").write_text("".join(f'{name}="{v}"\n' for name, v in pairs.items()))
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in (*VALUES, "ENTRA_CLIENT_ID", "ENTRA_TENANT_ID"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def arguments(place: Place, *more: str) -> list[str]:
    return ["--graph", place.graph, "--solution", str(place.solution), *more]


def test_without_apply_it_only_tells(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(place)) == 0
    said = capsys.readouterr().out
    assert f"{place.dataverse}, directory {TENANT}" in said
    assert "changes would be made. Nothing was changed; to do it: make register APPLY=1" in said
    assert place.writes() == 0
    assert "ENTRA_CLIENT_ID" not in (tools / ".env").read_text()


def test_where_all_is_as_it_should_be_it_says_so(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.run()
    assert main(arguments(place, "--apply")) == 0
    client_id = place.application()["appId"]
    assert f'ENTRA_CLIENT_ID="{client_id}"' in (tools / ".env").read_text()
    assert capsys.readouterr().out.endswith("Done: 1 change.\n")
    assert main(arguments(place)) == 0
    assert capsys.readouterr().out.endswith("Nothing to do.\n")


def test_no_token_and_no_secret_is_printed(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments(place))
    said = capsys.readouterr()
    assert "eyJ" not in said.out + said.err


def test_the_command_line_wins_over_azd(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments(place, "--app-url", "https://other.example"))
    assert "set acd_FunctionAppUrl to https://other.example" in capsys.readouterr().out


def test_who_is_not_signed_in_is_told_how(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tools, place.entra, TENANT, None)
    assert main(arguments(place)) == 1
    assert "Run: az login" in capsys.readouterr().err


def test_without_the_azure_cli_it_says_where_it_is_to_be_had(
    tools: Path, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    (tools / "az").unlink()
    assert main(arguments(place)) == 1
    assert "The Azure CLI (az) is not installed" in capsys.readouterr().err


def test_a_service_that_cannot_be_reached_stops_it_without_a_traceback(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(place, "--dataverse", "http://127.0.0.1:9")) == 1
    assert "dataverse gave no answer to GET solutions" in capsys.readouterr().err


def test_without_azd_the_values_are_named_for_doing_it_by_hand(
    place: Place, tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tools / ".env").unlink()
    assert Deployment.read() is None
    assert main(arguments(place, "--dataverse", place.dataverse)) == 0
    assert f"there is no azd environment: DATAVERSE_URL is {place.dataverse}" in (
        capsys.readouterr().out
    )


def test_a_token_is_asked_for_once(place: Place, tools: Path) -> None:
    az = AzureCli()
    token = az.token(place.graph)
    (tools / "az").unlink()
    assert az.token(place.graph) == token
    with pytest.raises(Stopped):
        az.token(place.dataverse)


def test_a_directory_in_which_nobody_is_signed_in_is_named(tools: Path) -> None:
    other = "7e000000-0000-4000-8000-00000000000f"
    with pytest.raises(Stopped, match=f"az login --tenant {other}"):
        AzureCli(other).token("https://graph.microsoft.com")


def test_values_of_azd_are_read_as_it_writes_them(tools: Path) -> None:
    (tools / ".env").write_text('A="with \\"quotes\\" and = signs"\nB=""\n')
    deployment = Deployment.read()
    assert deployment is not None
    assert deployment.values == {"A": 'with "quotes" and = signs', "B": ""}
    deployment.set("C", "new")
    again = Deployment.read()
    assert again is not None
    assert again.values["C"] == "new"
