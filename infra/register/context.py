"""What the steps share: where they work, and what earlier ones have found or made."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from infra.register.api import Api, Json
from infra.register.command_lines import Deployment
from infra.register.site import Site


@dataclass
class Context:
    """`application` and `principal` are None until they are found or made."""

    site: Site
    graph: Api
    dynamics: Api
    deployment: Deployment | None = None
    application: Json | None = None
    principal: Json | None = None
    sleep: Callable[[float], None] = field(default=time.sleep)

    @property
    def client_id(self) -> str:
        """Of the app registration; empty until it is known."""
        return str(self.application["appId"]) if self.application else self.site.client_id

    @property
    def principal_id(self) -> str:
        """Of the service principal; empty until it is there."""
        return str(self.principal["id"]) if self.principal else ""

    @property
    def identity(self) -> str:
        """The application id of the application user in Dynamics; empty until it is known."""
        return self.client_id if self.site.own_identity else self.site.identity or ""
