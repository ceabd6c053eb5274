"""Where everything is that the shell stands between: addresses on loopback, without a slash at
their end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """`origin` is the shell's own. `entra` is plain http, for calls from here; `entra_secure` is
    https, for browsers."""

    origin: str
    dataverse: str
    entra: str
    entra_secure: str
    app: str
    tenant: str
    client_id: str

    @property
    def authority(self) -> str:
        return f"{self.entra_secure}/{self.tenant}/v2.0"

    @property
    def redirect(self) -> str:
        """To which Entra ID sends whoever signs in to the shell itself."""
        return f"{self.origin}/_shell/signed-in"
