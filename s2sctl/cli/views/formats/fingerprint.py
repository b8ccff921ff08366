"""What tells one finding from another over time, whatever line it stands on today."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import quote

from s2sctl.model.finding import Finding

NOWHERE = "configs/orgs.yaml"
"""The file of a finding that is about no manifest; the formats want one."""


def fingerprinted(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with 64 hexadecimal digits of its own, made of its code, file and path.

    Lines above that come or go change nothing; of several alike in one place each has its own.
    """
    seen: Counter[str] = Counter()
    for found in findings:
        name = "\n".join((found.code, file_of(found), found.path or found.message))
        seen[name] += 1
        yield found, sha256(f"{name}\n{seen[name]}".encode()).hexdigest()


def file_of(found: Finding) -> str:
    """The file as programs want it: with forward slashes and without ``./``."""
    name = found.place.file if found.place else NOWHERE
    return name.replace("\\", "/").removeprefix("./")


def uri_of(found: Finding) -> str:
    """The file as a relative URI reference (RFC 3986)."""
    return quote(file_of(found))


def told(found: Finding) -> str:
    """The sentence and the help, in one line."""
    return f"{found.message} ({found.help})" if found.help else found.message
