"""All checks of one ``validate``, joined to one judgement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.model.finding import Finding
from s2sctl.model.names import OrgAlias

if TYPE_CHECKING:
    from s2sctl.manifest.parse import Parsed
    from s2sctl.wiring.manifests import ManifestFile


class Against(Enum):
    """What manifests are checked against, besides themselves and each other."""

    NOTHING = "nothing"
    ORGS = "orgs"
    PULLED = "pulled"

    @property
    def option(self) -> str:
        """What asks ``s2sctl validate`` for it, with a space before; empty for none."""
        return {"nothing": "", "orgs": " --live", "pulled": " --offline"}[self.value]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found, and which orgs' describes were looked at."""

    findings: tuple[Finding, ...]
    against: Against = Against.NOTHING
    checked: tuple[OrgAlias, ...] = ()
    unchecked: tuple[OrgAlias, ...] = ()


Judge = Callable[[Sequence["ManifestFile"]], Judgement]


def judge_of(project: Path | None, against: Against, max_age: int) -> Judge:
    """The judge of a project's manifests; pulled describes count as old after ``max_age`` days.

    Logins are read, and used, once, however often it judges.
    """
    from s2sctl.agreement.pairs import pair_findings
    from s2sctl.manifest.aliases import alias_findings
    from s2sctl.metadata.reach import settled
    from s2sctl.wiring.project import known_aliases

    known = known_aliases(project)
    look = _look_of(project, against, max_age)

    def judge(files: Sequence["ManifestFile"]) -> Judgement:
        parsed = [file.parsed for file in files]
        seen = look(parsed)
        later = (
            *(alias_findings(parsed, known) if known is not None else ()),
            *pair_findings(parsed),
            *seen.findings,
        )
        findings = settled(parsed, later, _codes(parsed), seen.checked)
        return Judgement(findings, against, seen.checked, seen.unchecked)

    return judge


def _codes(parsed: Sequence["Parsed"]) -> frozenset[str]:
    """All codes there are; gathered only where a comment names one."""
    from s2sctl.cli.every_code import every_code

    return frozenset(every_code()) if any(one.ignores.all for one in parsed) else frozenset()


_Look = Callable[[Sequence["Parsed"]], Judgement]


def _look_of(project: Path | None, against: Against, max_age: int) -> _Look:
    match against:
        case Against.ORGS:
            return _live(project)
        case Against.PULLED:
            return lambda parsed: _offline(parsed, project, max_age)
        case _:
            return lambda parsed: Judgement(())


def _live(project: Path | None) -> _Look:
    from s2sctl.app.live_check import check_live
    from s2sctl.cli.session import Session

    # One session however often it looks: no second login. It opens no store, so none is closed.
    session = Session(project)

    def look(parsed: Sequence["Parsed"]) -> Judgement:
        aliases = session.aliases
        found = check_live(parsed, lambda name: session.org(name) if name in aliases else None)
        return Judgement(found.findings, Against.ORGS, found.checked, found.unchecked)

    return look


def _offline(parsed: Sequence["Parsed"], project: Path | None, max_age: int) -> Judgement:
    from s2sctl.metadata.manifests import used_objects
    from s2sctl.metadata.offline import check_offline
    from s2sctl.wiring.describes import pulled_describes, pulled_folder

    pulled = pulled_describes(pulled_folder(project), used_objects(parsed))
    found = check_offline(parsed, pulled, _today(), max_age)
    return Judgement(found.findings, Against.PULLED, found.checked, found.unchecked)


def _today() -> date:
    from s2sctl.wiring.clock import SystemClock

    return SystemClock().now().date()
