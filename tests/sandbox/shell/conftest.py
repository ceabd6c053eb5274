"""A small solution zip, and everything that the shell stands between, on loopback."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.child import Child, free_ports, python
from sandbox.kit.certificate import CERTIFICATE, PRIVATE_KEY, self_signed
from sandbox.shell.package import Package, read_package

TENANT = "7e000000-0000-4000-8000-000000000001"
CLIENT = "ac100000-0000-4000-8000-000000000001"
APP = "http://127.0.0.1:1"

RIBBON = """<RibbonDiffXml>
  <CustomActions>
    <CustomAction Id="a" Location="Mscrm.{place}.lead.MainTab.Save.Controls._children" Sequence="2">
      <CommandUIDefinition><Button Id="b" Command="c" LabelText="$LocLabels:l" Sequence="2"
        ToolTipDescription="Tip" ModernImage="$webresource:acd_/i.svg" /></CommandUIDefinition>
    </CustomAction>
  </CustomActions>
  <CommandDefinitions><CommandDefinition Id="c">
    <EnableRules><EnableRule Id="r" /></EnableRules><DisplayRules />
    <Actions><JavaScriptFunction FunctionName="A.act" Library="$webresource:acd_/s.js">
      <CrmParameter Value="{parameter}" /><StringParameter Value="lead" />
    </JavaScriptFunction></Actions>
  </CommandDefinition></CommandDefinitions>
  <RuleDefinitions>
    <EnableRules><EnableRule Id="r">{rule}</EnableRule></EnableRules>
  </RuleDefinitions>
  <LocLabels><LocLabel Id="l"><Titles>
    <Title description="Act" languagecode="1033" />
    <Title description="Agisci" languagecode="1040" />
  </Titles></LocLabel></LocLabels>
</RibbonDiffXml>"""
COUNT = '<SelectionCountRule AppliesTo="SelectedEntity" Minimum="1" Maximum="9" />'
CUSTOMIZATIONS = """<ImportExportXml>
  <Entities><Entity><Name>Lead</Name>{ribbon}</Entity></Entities>
  <Roles />
  <WebResources>{resources}</WebResources>
  <AppModuleSiteMaps><AppModuleSiteMap><SiteMapUniqueName>acd_Map</SiteMapUniqueName>
    <SiteMap><Area Id="area"><Titles><Title LCID="1033" Title="Area" /></Titles>
      <Group Id="group"><Titles><Title LCID="1033" Title="Group" /></Titles>
        <SubArea Id="page" Url="$webresource:{page}" PassParams="true">
          <Titles><Title LCID="1033" Title="Page" /><Title LCID="1040" Title="Pagina" /></Titles>
        </SubArea></Group></Area></SiteMap></AppModuleSiteMap></AppModuleSiteMaps>
  <AppModules><AppModule><UniqueName>acd_App</UniqueName>
    <AppModuleComponents><AppModuleComponent type="62" schemaName="acd_Map" /></AppModuleComponents>
    <AppModuleRoleMaps><Role id="{{627090ff-40a3-4053-8790-584edc5be201}}" /></AppModuleRoleMaps>
    <LocalizedNames><LocalizedName description="App" languagecode="1033" /></LocalizedNames>
  </AppModule></AppModules>
</ImportExportXml>"""
MANIFEST = (
    "<ImportExportXml><SolutionManifest><UniqueName>Small</UniqueName><Version>1.2.3.4</Version>"
    "<Managed>1</Managed></SolutionManifest></ImportExportXml>"
)
CONTENT = {
    "acd_/p.html": ("1", b"<!doctype html><title>P</title>"),
    "acd_/s.js": ("3", b"window.A = {};"),
    "acd_/i.svg": ("11", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
}
VARIABLES = ("acd_FunctionAppUrl", "acd_TenantId", "acd_ClientId")


def write_zip(
    path: Path,
    *,
    place: str = "Form",
    parameter: str = "PrimaryControl",
    rule: str = COUNT,
    page: str = "acd_/p.html",
) -> Path:
    resources = "".join(
        f"<WebResource><Name>{name}</Name><WebResourceType>{kind}</WebResourceType>"
        f"<FileName>/WebResources/{number}</FileName></WebResource>"
        for number, (name, (kind, _)) in enumerate(CONTENT.items())
    )
    ribbon = RIBBON.format(place=place, parameter=parameter, rule=rule)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types />")
        archive.writestr("solution.xml", MANIFEST)
        filled = CUSTOMIZATIONS.format(ribbon=ribbon, resources=resources, page=page)
        archive.writestr("customizations.xml", filled)
        for number, (_, content) in enumerate(CONTENT.values()):
            archive.writestr(f"WebResources/{number}", content)
        for name in VARIABLES:
            archive.writestr(
                f"environmentvariabledefinitions/{name}/environmentvariabledefinition.xml",
                f'<environmentvariabledefinition schemaname="{name}"><displayname default="x" />'
                "<type>100000000</type></environmentvariabledefinition>",
            )
    return path


def package_with(directory: Path, **parts: Any) -> Package:
    return read_package(write_zip(directory / "small.zip", **parts))


class Browser:
    """One that keeps cookies and follows redirects, to https with a made-up certificate, too."""

    def __init__(self, url: str, certificate: Path) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False  # REQUESTS_CA_BUNDLE would win
        self.session.verify = str(certificate)

    def get(self, path: str, **given: Any) -> requests.Response:
        return self.session.get(self.url + path, timeout=20, **given)

    def enter(self, person: str) -> requests.Response:
        return self.get(f"/_shell/sign-in?person={person}&to=/main.aspx")

    def description(self) -> Any:
        return self.get("/_shell/description").json()


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The shell's address and the certificate of the stand-in of Entra ID."""
    directory = tmp_path_factory.mktemp("shell")
    self_signed(directory)
    entra, secure, dataverse, port = free_ports(4)
    entra_url, dataverse_url = (f"http://127.0.0.1:{one}" for one in (entra, dataverse))
    ours = ("--tenant", TENANT, "--client-id", CLIENT)
    commands = {
        "entra": python(
            "sandbox.entra",
            *("--port", str(entra), "--tls-port", str(secure), *ours),
            *("--tls-certificate", str(directory / CERTIFICATE)),
            *("--tls-key", str(directory / PRIVATE_KEY)),
        ),
        "dataverse": python(
            "sandbox.dataverse",
            *("--port", str(dataverse), "--entra", entra_url, "--tenant", TENANT),
            *("--app-id", CLIENT, "--leads", "20", "--contacts", "20"),
        ),
        "shell": python(
            "sandbox.shell",
            *("--port", str(port), "--package", str(write_zip(directory / "small.zip"))),
            *("--app", APP, "--dataverse", dataverse_url, "--entra", entra_url, *ours),
            *("--entra-secure", f"https://127.0.0.1:{secure}"),
        ),
    }
    children = [Child(name, line, directory / f"{name}.log") for name, line in commands.items()]
    try:
        for child in children:
            child.start()
            child.wait_ready()
        yield f"http://127.0.0.1:{port}", directory / CERTIFICATE
    finally:
        for child in children:
            child.kill()


@pytest.fixture
def browser(shell: tuple[str, Path]) -> Browser:
    return Browser(*shell)
