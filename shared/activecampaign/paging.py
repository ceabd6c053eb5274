"""How lists are asked for page by page. Pure; knows no resource."""

from dataclasses import replace

from shared.transport import Request

PAGE_LIMIT = 100
"""The most that ActiveCampaign gives at a time, of 20 by itself; more is clamped without a word
(developers.activecampaign.com, "Pagination", read 2026-11-24)."""


def from_offset(request: Request, offset: int) -> Request:
    """The request for the rows from `offset` (zero based) on."""
    paging = (("limit", str(PAGE_LIMIT)), ("offset", str(offset)))
    return replace(request, query=(*request.query, *paging))
