"""``# s2s: ignore[CODE] reason``: findings that a person has looked at and lives with. Pure.

A comment behind a value is about its line, one on a line of its own about the next line that
says something. Each code is about that line only.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from s2sctl.model.finding import Finding, Place, Severity
from s2sctl.model.nearest import did_you_mean

UNREADABLE = "what cannot be read cannot be put in force"

NEVER: Mapping[str, str] = {
    **{f"S2S{number}": UNREADABLE for number in range(100, 114)},
    "S2S201": "no org takes a condition that is not SOQL",
    "S2S203": "two fields would overwrite each other",
    "S2S205": "an edit would not know which record it goes back to",
    "S2S206": "Salesforce or s2sctl writes the field, and a mapping would fight them",
    "S2S207": "a secret in git is known, whatever the comment says",
    "S2S208": "records would be sent back to where they came from",
    "S2S211": "the org cannot hold the text, and what does not fit would be lost",
    "S2S212": "records that look shared would not travel",
    "S2S300": "there is nothing to read or write",
    "S2S301": "there is nothing to read or write",
    "S2S302": "the org would refuse every row",
    "S2S303": "the org would refuse the field in every row",
    "S2S304": "the org would refuse the field in every row",
    "S2S306": "without the key a record could be made twice",
    "S2S309": "the org would refuse the field in every row",
    "S2S311": "masks would overwrite values",
    "S2S312": "values that are no values of the other type would be lost",
    "S2S313": "the end of longer texts would be lost",
    "S2S314": "decimals would be lost",
    "S2S320": "nothing would arrive",
    "S2S321": "the field would never arrive",
    "S2S322": "what comes back would overwrite what was sent",
    "S2S324": "an edit would not know which record it goes back to",
}
"""Errors that no comment can silence, and why: data would be lost, or nothing can run. Warnings
of these codes can be."""

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*s2s\s*:\s*ignore")
_WELL = re.compile(r"\[(?P<codes>\s*\w+(?:\s*,\s*\w+)*\s*)\](?P<reason>.*)$")
_WORD = re.compile(r"\w+")
_EXAMPLE = "# s2s: ignore[S2S310] the result only changes with Amount"


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code of one comment: ``line`` is the line whose findings it means."""

    code: str
    reason: str
    line: int
    place: Place

    def means(self, found: Finding) -> bool:
        """Whether it is about this finding."""
        place = found.place
        return (
            place is not None
            and found.code == self.code
            and (place.file, place.line) == (self.place.file, self.line)
        )


@dataclass(frozen=True, slots=True)
class Ignores:
    """All that one file says, and what is wrong with how it says it."""

    all: tuple[Ignore, ...] = ()
    findings: tuple[Finding, ...] = ()

    def silence(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """What is left: those that no comment means, and those that none may silence, each with
        a finding S2S243 at the comment.
        """
        return tuple(kept for found in findings for kept in self._left(found))

    def _left(self, found: Finding) -> Iterator[Finding]:
        meant = next((one for one in self.all if one.means(found)), None)
        if meant is None:
            yield found
        elif found.code in NEVER and found.severity is Severity.ERROR:
            yield found
            text = f"{found.code} cannot be ignored: {NEVER[found.code]}"
            help = "mend what it says, then remove the comment"
            yield Finding("S2S243", found.path, text, help, place=meant.place)

    def idle(
        self, told: Sequence[Finding], known: Collection[str], ran: Collection[str]
    ) -> Iterator[Finding]:
        """S2S242 for codes that are none, S2S241 for comments that silence nothing.

        ``told`` are all findings of the run before any was silenced, ``known`` all codes,
        ``ran`` those that this run could have found: of the others nothing is said.
        """
        for one in self.all:
            if one.code not in known:
                text = f"there is no code {one.code}"
                yield Finding("S2S242", "", text, did_you_mean(one.code, known), place=one.place)
            elif one.code in ran and not any(map(one.means, told)):
                text = f"nothing on line {one.line} is a {one.code}: the comment silences nothing"
                help = "remove it, so that it hides no later finding"
                yield Finding("S2S241", "", text, help, Severity.WARNING, one.place)


def read_ignores(text: str, file: str) -> Ignores:
    """What the comments of a manifest say. ``text`` must be YAML; never raises for any that is."""
    text = text.removeprefix("\ufeff")
    if "ignore" not in text:
        return Ignores()
    lines = text.splitlines()
    hidden = _marked_scalars(text)
    ignores: list[Ignore] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        begun = _COMMENT.finditer(line)
        found = next((one for one in begun if not _within(hidden, number, one.start())), None)
        if found is None:
            continue
        about = number if line[: found.start()].strip() else _next_line(lines, number)
        whole = Place(file, number, found.start() + 1, len(line.rstrip()) - found.start())
        well = _WELL.match(line, found.end())
        if well is None:
            said = "an ignore names its codes in brackets, and then says why"
            findings.append(Finding("S2S244", "", said, _EXAMPLE, place=whole))
        elif not well["reason"].strip():
            said = "an ignore without a reason"
            findings.append(Finding("S2S240", "", said, _EXAMPLE, place=whole))
        else:
            start = well.start("codes") + 1
            ignores += (
                Ignore(
                    code.group(),
                    well["reason"].strip(),
                    about,
                    Place(file, number, start + code.start(), len(code.group())),
                )
                for code in _WORD.finditer(well["codes"])
            )
    return Ignores(tuple(ignores), tuple(findings))


def _next_line(lines: Sequence[str], number: int) -> int:
    """The first line after ``number`` that is neither empty nor a comment."""
    for later in range(number, len(lines)):
        said = lines[later].strip()
        if said and not said.startswith("#"):
            return later + 1
    return number


_Span = tuple[tuple[int, int], tuple[int, int]]


def _marked_scalars(text: str) -> tuple[_Span, ...]:
    """From where to where the quoted and block scalars go: a ``#`` in them begins no comment."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(
        (
            (event.start_mark.line + 1, event.start_mark.column),
            (event.end_mark.line + 1, event.end_mark.column),
        )
        for event in yaml.parse(text, Loader=loader)
        if isinstance(event, yaml.ScalarEvent)
        and event.style
        and event.start_mark
        and event.end_mark
    )


def _within(spans: Sequence[_Span], line: int, column: int) -> bool:
    return any(start <= (line, column) < end for start, end in spans)
