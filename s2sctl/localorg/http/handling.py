"""The answer of one resource of an API version; for requests and for composite's subrequests."""

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http import refusals
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.routes import Call, Route, find
from s2sctl.localorg.http.site import Site


def handle(
    routes: tuple[Route, ...],
    site: Site,
    ask: Ask,
    version: str,
    viewer: Viewer,
    segments: tuple[str, ...],
) -> Answer:
    """The answer of the resource at ``segments`` below ``/services/data/vNN.0``.

    Refusals (``s2sctl.localorg.faults``) become answers here; nothing of them is raised.
    """
    try:
        handler, parts = find(routes, ask.method, segments)
        return handler(Call(site, ask, version, viewer, parts, routes))
    except RequestError as error:
        return refusals.of_request(error)
    except RowError as error:
        return refusals.of_row(error)
