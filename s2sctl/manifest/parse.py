"""A manifest's text to its values, with every problem at once. Pure."""

from dataclasses import dataclass, field

from s2sctl.manifest.ignores import Ignores, read_ignores
from s2sctl.manifest.index import Index, build_index
from s2sctl.manifest.manifest import Manifest
from s2sctl.manifest.rules import rule_findings
from s2sctl.manifest.secrets import secret_findings
from s2sctl.manifest.shape import is_within, shape
from s2sctl.manifest.template import Templates, over_templates
from s2sctl.manifest.yaml_nodes import MappingNode, plain
from s2sctl.manifest.yaml_read import read_yaml
from s2sctl.model.finding import Finding, Place, errors_in


@dataclass(frozen=True, slots=True)
class Parsed:
    """One manifest file read. ``manifest`` is None as soon as one finding is an error.

    ``index`` gives places to findings of later checks (metadata, agreement).
    """

    manifest: Manifest | None
    findings: tuple[Finding, ...]
    index: Index
    readable: Manifest | None = None
    """The manifest without its ``broken`` paths, for checks that only find more; None where not
    even its org can be read."""
    broken: frozenset[str] = frozenset()
    ignores: Ignores = field(default_factory=Ignores)
    """What the file's comments say about findings; later checks' too."""
    told: tuple[Finding, ...] = ()
    """``findings`` as they were before any was silenced."""

    def explains(self, later: Finding) -> bool:
        """Whether what a later check found is only told because of what is wrong here already."""
        errors = [one.path for one in errors_in(self.findings) if one.path]
        if any(is_within(later.path, path) for path in errors):
            return True
        if later.code != "S2S305":
            return False
        # A mapping, or a whole section, that was left out fills no required field.
        return any("." not in path or is_within(path, later.path) for path in self.broken)

    @property
    def connection(self) -> str:
        """The connection the file names, also where it has errors; "" where it names none."""
        named = self.index.scalars.get("connection")
        return named.text if named is not None else ""


def parse(text: str, file: str, templates: Templates = Templates()) -> Parsed:  # noqa: B008 - frozen
    """Read one side. Never raises; ``file`` is how findings name the file, ``templates`` are what
    its ``template:`` leads to.

    Findings come in the order of the file, each with its place; what only follows from another
    finding is not among them.
    """
    read = read_yaml(text, file)
    index = build_index(read.root, file)
    if not isinstance(read.root, MappingNode):
        findings = read.findings or (_no_manifest(read.root is None, file),)
        return Parsed(None, findings, index)
    root, below = over_templates(read.root, templates.files)
    index = build_index(root, file)
    data = plain(root)
    shaped = shape(data if isinstance(data, dict) else {}, index)
    secrets = secret_findings(index)
    manifest = shaped.document.value()
    ruled = (
        found
        for found in rule_findings(manifest, index)
        if not any(is_within(path, found.path) for path in shaped.broken)
    )
    unreadable = [found for found in read.findings if found.code == "S2S109" and found.path]
    later = _beside((*secrets, *unreadable), (*shaped.findings, *ruled))
    if templates.faults:
        later = tuple(one for one in later if not _over_what_is_lost(one))
    found = (*read.findings, *templates.faults, *below, *secrets, *later)
    told = tuple(map(index.locate, found))
    ignores = _ignores(text, file, templates)
    left = (*ignores.silence(told), *ignores.findings)
    ordered = tuple(sorted(left, key=lambda one: _order(one, file)))
    return Parsed(
        manifest=None if errors_in(ordered) else manifest,
        findings=ordered,
        index=index,
        readable=None if "org" in shaped.broken else manifest,
        broken=shaped.broken,
        ignores=ignores,
        told=told,
    )


def _over_what_is_lost(found: Finding) -> bool:
    """Whether a template that cannot be read might have held what a finding says is missing."""
    return found.code in ("S2S103", "S2S105") and is_within(found.path, "publish")


def _ignores(text: str, file: str, templates: Templates) -> Ignores:
    """What the comments say, in the file and in what it stands on."""
    said = [read_ignores(text, file), *(read_ignores(t.text, t.file) for t in templates.files)]
    return Ignores(
        tuple(one for ignores in said for one in ignores.all),
        tuple(found for ignores in said for found in ignores.findings),
    )


def _no_manifest(empty: bool, file: str) -> Finding:
    text = "the file is empty" if empty else "a manifest is a mapping of keys to values"
    help = "s2sctl explain S2S105 shows the smallest manifest"
    return Finding("S2S105", "", text, help, place=Place(file, 1, 1))


def _beside(causes: tuple[Finding, ...], findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that are not about one of the causes: a secret's text could be quoted, and
    what could not be read is wrong in every other way too.
    """
    return tuple(
        found
        for found in findings
        if not any(is_within(cause.path, found.path) and found.path for cause in causes)
    )


def _order(found: Finding, file: str) -> tuple[bool, str, int, int, str]:
    """The manifest's own file first, then its templates."""
    place = found.place
    if place is None:
        return (False, "", 0, 0, found.code)
    return (place.file != file, place.file, place.line, place.column, found.code)
