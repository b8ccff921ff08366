"""All findings of a run, settled: silenced where a comment says so, idle comments told. Pure."""

from collections.abc import Collection, Sequence

from s2sctl.agreement.codes import CODES as PAIR_CODES
from s2sctl.agreement.pairs import sound_pairs
from s2sctl.manifest.codes import CODES as FILE_CODES
from s2sctl.manifest.parse import Parsed
from s2sctl.metadata.codes import CODES as ORG_CODES
from s2sctl.model.finding import Finding
from s2sctl.model.names import OrgAlias

ONE_ORG = frozenset(
    {f"S2S{number}" for number in range(300, 312)} | {"S2S316", "S2S317", "S2S318"}
) - {"S2S306", "S2S307"}
"""Codes of the metadata check that one org's describes are enough for. The marks of copies are
left out: without a login nobody knows which objects should have them already."""

_ELSEWHERE = frozenset({"S2S112", "S2S113", "S2S114"})
"""Codes among the manifest's that are about the disk and the logins."""


def settled(
    parsed: Sequence[Parsed],
    later: Sequence[Finding],
    known: Collection[str],
    checked: Collection[OrgAlias] = (),
) -> tuple[Finding, ...]:
    """Every finding that is left, the files' own first, each once.

    ``later`` are findings of later checks, with their places; ``known`` all codes there are;
    ``checked`` the orgs whose describes were compared. Adds S2S241 to S2S243.
    """
    left: list[Finding] = [found for one in parsed for found in one.findings]
    silenced = tuple(later)
    for one in parsed:
        silenced = one.ignores.silence(silenced)
    left += silenced
    reach = _reach(parsed, checked)
    # A template's comment may be of use to another manifest that stands on it.
    told = (*(found for one in parsed for found in one.told), *later)
    for one in parsed:
        left += one.ignores.idle(told, known, reach[one.index.file])
    return tuple(dict.fromkeys(left))


def _reach(parsed: Sequence[Parsed], checked: Collection[OrgAlias]) -> dict[str, frozenset[str]]:
    """The codes that the run could have found, by file."""
    # What was left out as unreadable was not judged any further.
    reach = {
        one.index.file: frozenset() if one.broken else frozenset(FILE_CODES) - _ELSEWHERE
        for one in parsed
    }
    for one in parsed:
        if one.manifest is not None and one.manifest.org in checked:
            reach[one.index.file] |= ONE_ORG
    for pair in sound_pairs(parsed):
        orgs = {one.manifest.org for one in pair if one.manifest is not None}
        codes = frozenset(PAIR_CODES)
        if orgs <= frozenset(checked):
            codes |= frozenset(ORG_CODES) - {"S2S306", "S2S307"}
        for one in pair:
            reach[one.index.file] |= codes
    return reach
