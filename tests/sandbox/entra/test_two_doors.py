"""The stand-in of Entra ID that speaks http to servers and https to browsers."""

from pathlib import Path

import requests

from sandbox.child import Child, free_ports, python
from sandbox.kit.certificate import CERTIFICATE, PRIVATE_KEY, self_signed
from tests.sandbox.entra.conftest import TENANT

CONFIGURATION = f"/{TENANT}/v2.0/.well-known/openid-configuration"


def test_each_door_leads_on_by_itself(tmp_path: Path) -> None:
    self_signed(tmp_path)
    plain, secure = free_ports(2)
    command = python(
        "sandbox.entra",
        *("--port", str(plain), "--tls-port", str(secure), "--tenant", TENANT),
        *("--tls-certificate", str(tmp_path / CERTIFICATE)),
        *("--tls-key", str(tmp_path / PRIVATE_KEY)),
    )
    with Child("entra", command, tmp_path / "entra.log") as child:
        child.wait_ready()
        for own in (f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"):
            answer = requests.get(
                own + CONFIGURATION, verify=str(tmp_path / CERTIFICATE), timeout=20
            ).json()
            named = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
            assert all(answer[name].startswith(f"{own}/") for name in named)
        assert child.terminate() == 0
