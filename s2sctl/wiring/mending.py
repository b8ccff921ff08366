"""Manifests mended by their findings' fixes, first in memory, then on disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff

from s2sctl.manifest.parse import parse
from s2sctl.manifest.splice import splice
from s2sctl.model.finding import Finding
from s2sctl.wiring.file_text import replace_text
from s2sctl.wiring.manifests import ManifestFile

ROUNDS = 10
"""A mended key lets what is under it be judged, so there can be more to mend; never so deep."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The files as they would be, and what was mended in them."""

    before: tuple[ManifestFile, ...]
    files: tuple[ManifestFile, ...]
    mended: tuple[Finding, ...]

    @property
    def changed(self) -> tuple[tuple[ManifestFile, ManifestFile], ...]:
        """Before and after, of the files that differ."""
        pairs = zip(self.before, self.files, strict=True)
        return tuple((old, new) for old, new in pairs if old.text != new.text)

    def write(self) -> None:
        """Put the mended texts on disk, file by file. Raises UsageError S2S245."""
        for _, new in self.changed:
            replace_text(new.path, new.text)

    def diff(self) -> str:
        """The change as a unified diff, as ``git apply`` takes it."""
        return "".join(_diff(old, new) for old, new in self.changed)


def mend(
    files: Sequence[ManifestFile],
    find: Callable[[Sequence[ManifestFile]], Sequence[Finding]],
) -> Mended:
    """Apply every fix of what ``find`` finds, and of what it finds then, until none is left."""
    now = tuple(files)
    mended: list[Finding] = []
    for _ in range(ROUNDS):
        findings = find(now)
        after, done = _round(now, findings)
        if not done:
            break
        now = after
        mended += done
    return Mended(tuple(files), now, tuple(mended))


def _round(
    files: tuple[ManifestFile, ...], findings: Sequence[Finding]
) -> tuple[tuple[ManifestFile, ...], list[Finding]]:
    after: list[ManifestFile] = []
    done: list[Finding] = []
    for file in files:
        name = file.parsed.index.file
        spliced = splice(file.text, findings, name)
        if spliced.text != file.text:
            done += spliced.mended
            file = replace(
                file, text=spliced.text, parsed=parse(spliced.text, name, file.templates)
            )
        after.append(file)
    return tuple(after), done


def _diff(old: ManifestFile, new: ManifestFile) -> str:
    name = old.parsed.index.file.replace("\\", "/")
    lines = unified_diff(
        old.text.splitlines(keepends=True),
        new.text.splitlines(keepends=True),
        f"a/{name}",
        f"b/{name}",
    )
    ended = (
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
    return "".join(ended)
