"""`/WebResources/...`, with or without the version segment that Dynamics puts before it."""

from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.shell.package import Package

# powerapps-docs, "Webpage (HTML) web resources", parameters (read 2026-11-30): other names can give
# an error page.
_KNOWN = {
    "typename", "type", "id", "orgname", "userlcid", "orglcid", "data", "formid", "entrypoint",
    "pagemode", "securitypolicy",
}  # fmt: skip


def answer(request: web.Request, package: Package, headers: dict[str, str]) -> web.Response:
    """404 for a name that no solution brought; 500 for an unknown query name of a page."""
    found = package.resources.get(request.match_info["name"])
    if found is None:
        return web.Response(status=404, text="The resource could not be found.")
    if found.content_type == "text/html":
        names = {name for name, _ in parse_qsl(request.query_string, keep_blank_values=True)}
        if not names <= _KNOWN:
            text = "Error: CRM Parameter Filter - Invalid parameter"
            return web.Response(status=500, text=text, headers=headers)
    return web.Response(
        body=found.content,
        content_type=found.content_type,
        charset="utf-8" if found.content_type.startswith("text/") else None,
        headers={**headers, "Cache-Control": "no-cache"},
    )
