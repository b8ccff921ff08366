"""``/services/data``: which API versions there are, and which resources one of them has."""

from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call

OLDEST = 31
NEWEST = 68
"""Winter '27."""

_RESOURCES = (
    "tooling",
    "metadata",
    "queryAll",
    "search",
    "composite",
    "parameterizedSearch",
    "recent",
    "limits",
    "process",
    "query",
    "jobs",
    "compactLayouts",
    "sobjects",
    "actions",
)
_TYPOGRAPHIC_LABEL = 42


def supported(version: str) -> bool:
    """Whether ``vNN.0`` is a version of this org."""
    number, dot, zero = version.removeprefix("v").partition(".")
    known = number.isdecimal() and OLDEST <= int(number) <= NEWEST
    return version.startswith("v") and dot == "." and zero == "0" and known


def retired(version: str) -> bool:
    """Whether the version existed once: Salesforce answers 410 for these."""
    number = version.removeprefix("v").partition(".")[0]
    return number.isdecimal() and 1 < int(number) < OLDEST


def listing() -> Answer:
    """All versions, oldest first. Needs no login (REST guide: Versions)."""
    return Answer(200, [_entry(number) for number in range(OLDEST, NEWEST + 1)])


def _entry(number: int) -> dict[str, str]:
    season = ("Summer", "Winter", "Spring")[(number - OLDEST) % 3]
    year = 14 + (number - OLDEST + 2) // 3
    # The org recorded in wire/versions writes this one label with a typographic quote.
    quote = "’" if number == _TYPOGRAPHIC_LABEL else "'"
    version = f"{number}.0"
    return {
        "label": f"{season} {quote}{year}",
        "url": f"/services/data/v{version}",
        "version": version,
    }


def resources(call: Call) -> Answer:
    """Name and address of each resource of a version; ``identity`` alone is a whole address."""
    root = f"/services/data/{call.version}"
    found = {name: f"{root}/{name}" for name in _RESOURCES}
    found["identity"] = f"{call.ask.base_url}/id/{call.site.org.org_id}/{call.viewer.user_id}"
    return Answer(200, found)
