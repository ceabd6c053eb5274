"""The strictest Content-Security-Policy that an administrator of Dynamics can switch on; what it
gives to the platform's own hosts is left out.

learn.microsoft.com/power-platform/admin/content-security-policy (read 2026-11-24)."""

from sandbox.shell.place import Place


def policy(place: Place) -> str:
    """With the function app and Entra ID let in, as the guide tells administrators to."""
    others = f"{place.app} {place.entra_secure}"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "worker-src 'self' blob:",
            f"connect-src 'self' {others}",
            f"frame-src 'self' {others}",
            "frame-ancestors 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
