"""Secrets written out where only references belong. Pure; a secret found is never repeated."""

import re

from s2sctl.manifest.index import Index
from s2sctl.model.finding import Finding

_SHAPES = re.compile(
    r"00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}"  # an access token: org id, "!", session
    r"|\b5Aep861[A-Za-z0-9._]{20,}"  # a refresh token
    r"|\b3MVG9[A-Za-z0-9._]{40,}"  # a consumer key
    r"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"  # a JSON Web Token
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bforce://[^\s\"']+@[^\s\"']+"  # an sfdx auth URL
)
_NAMES = re.compile(
    r"(?:^|_)(?:password|passwd|secret|token|access_token|refresh_token|client_secret|"
    r"private_key|api_key|sfdx_auth_url)$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\$\{(?:env|file|cmd|sf|keyring):")
_LINE = re.compile(
    r"(?P<head>(?:password|passwd|secret|token|private_key|api_key|auth_url)[\"']?\s*:\s*)"
    r"(?P<value>(?!\$\{)\S.*)$",
    re.IGNORECASE,
)


def secret_findings(index: Index) -> tuple[Finding, ...]:
    """A finding S2S207 for every literal secret of the file, by its shape or by its key's name."""
    findings: dict[tuple[int, int], Finding] = {}
    for path, scalar in index.scalars.items():
        key = path.rpartition(".")[2]
        if _REFERENCE.match(scalar.text) or not scalar.text:
            continue
        # Below a subscription's fields the keys are the partner's fields and picklist values.
        ours = not (path.startswith("subscribe.") and ".fields." in path)
        if _SHAPES.search(scalar.text) or (ours and _NAMES.search(key)):
            place = scalar.place
            findings.setdefault(
                (place.line, place.column),
                Finding(
                    "S2S207",
                    path,
                    f'"{path}" holds a secret; a file in git must not',
                    "take it out, renew it, and refer to it in configs/orgs.yaml: ${env:NAME}",
                    place=place,
                ),
            )
    return tuple(findings.values())


def masked(line: str) -> str:
    """A line of the file as it may be shown: of the same length, secrets as asterisks."""
    line = _SHAPES.sub(lambda found: "*" * len(found.group()), line)
    return _LINE.sub(lambda found: found["head"] + "*" * len(found["value"]), line)
