"""The resources of one API version."""

from s2sctl.localorg.http import limits, versions
from s2sctl.localorg.http.routes import Route

ROUTES: tuple[Route, ...] = (
    Route("", {"GET": versions.resources}),
    Route("limits", {"GET": limits.limits}),
    Route("limits/recordCount", {"GET": limits.record_count}),
)
