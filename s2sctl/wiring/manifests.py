"""Manifest files on disk: which there are, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from s2sctl.agreement.pairs import belong
from s2sctl.errors import FindingsPresent, UsageError
from s2sctl.manifest.manifest import Manifest
from s2sctl.manifest.parse import Parsed, parse
from s2sctl.manifest.template import Templates
from s2sctl.model.finding import Finding, Place
from s2sctl.model.names import ConnectionName
from s2sctl.model.nearest import did_you_mean, nearest
from s2sctl.wiring.file_text import replace_text
from s2sctl.wiring.paths import shown as shown
from s2sctl.wiring.templates import templates_of

MAX_BYTES = 4_000_000
_GO = "name a manifest file; those of a project are under its configs/"
_NOT_MANIFESTS = frozenset({"orgs.yaml", "orgs.yml"})


NO_TEMPLATES = Templates()


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file that was read: its text for frames, and what it parsed to."""

    path: Path
    text: str
    parsed: Parsed
    templates: Templates = NO_TEMPLATES

    @property
    def texts(self) -> dict[str, str]:
        """Every text that findings may point into, by the name they give its file."""
        below = {one.file: one.text for one in self.templates.files}
        return {**below, self.parsed.index.file: self.text}


def configs_folder(project: Path | None) -> Path:
    """The project's ``configs/``; without ``project`` that of the nearest folder upwards.

    Raises UsageError S2S112 where there is none.
    """
    here = project if project is not None else Path.cwd()
    folders = [here] if project is not None else [here, *here.parents]
    root = next((one for one in folders if (one / "configs").is_dir()), None)
    if root is None:
        raise UsageError(
            f"There is no configs folder in {here}" + ("" if project else " or above it") + ".",
            code="S2S112",
            help="go to your project's folder, name it with --project, or name the manifest: "
            "s2sctl validate FILE",
        )
    return root / "configs"


def manifest_files(project: Path | None) -> tuple[Path, ...]:
    """Every YAML file under the project's ``configs/`` but ``orgs.yaml``, sorted.

    Raises UsageError where there is no such folder, or no manifest in it.
    """
    configs = configs_folder(project)
    found = sorted(
        path
        for path in configs.rglob("*")
        if path.suffix in (".yaml", ".yml") and path.name not in _NOT_MANIFESTS and path.is_file()
    )
    if not found:
        raise UsageError(
            f"There is no manifest under {shown(configs)}.",
            code="S2S112",
            help="s2sctl explain S2S105 shows the smallest one",
        )
    return tuple(found)


def read_manifest(path: Path) -> ManifestFile:
    """Read and parse one file; its findings name it relative to the current folder.

    Raises UsageError (S2S112) for a file that is missing, too large or cannot be read. Text that
    is not UTF-8 is a finding.
    """
    name = shown(path)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UsageError(
                f"{name} is larger than {MAX_BYTES // 1_000_000} MB: that is no manifest.",
                code="S2S112",
                help="name a manifest file",
            )
    except OSError as error:
        raise UsageError(
            f"Cannot read {name}: {error.strerror}.",
            code="S2S112",
            help=_other_file(path),
        ) from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return ManifestFile(path, "", _not_utf8(name, line))
    found = templates_of(path, text)
    return ManifestFile(path, text, parse(text, name, found), found)


def named_by_partner(folder: Path, org: str, partner: str) -> str | None:
    """The name that the partner's own manifest in this project gives the connection with ``org``;
    None where there is no such manifest."""
    for path in sorted((folder / "configs").rglob("*.y*ml")):
        if path.name in _NOT_MANIFESTS:
            continue
        manifest = read_manifest(path).parsed.readable
        if manifest is not None and (manifest.org, manifest.partner.org) == (partner, org):
            return str(manifest.connection)
    return None


def write_manifest(path: Path, text: str, *, force: bool) -> None:
    """Write a new manifest, whole, its folders too.

    Raises UsageError S2S453 for a file that is there (unless ``force``), S2S451 where it cannot
    be written.
    """
    if path.exists() and not force:
        raise UsageError(
            f"{shown(path)} is there already.",
            code="S2S453",
            help="name another file with --out, or write over it with --force",
        )
    try:
        replace_text(path, text)
    except UsageError as error:
        help = "name a file in a folder that may be written to:  --out FILE"
        raise UsageError(error.message, code="S2S451", help=help) from error


def _other_file(path: Path) -> str:
    """What else could be meant by a file that is not there: one beside it, or of the project."""
    try:
        known = [*path.parent.glob("*.y*ml"), *manifest_files(None)]
    except (OSError, UsageError):
        known = []
    names = {shown(one): one for one in known if one.name not in _NOT_MANIFESTS}
    by_name = {one.name: name for name, one in names.items()}
    near = nearest(path.name, by_name)
    return f"did you mean {by_name[near]}?" if near else did_you_mean("", names) or _GO


def sound_manifest(path: Path) -> tuple[Manifest, ManifestFile]:
    """One manifest without errors; raises FindingsPresent with all of them otherwise."""
    file = read_manifest(path)
    if file.parsed.manifest is None:
        count = len(file.parsed.findings)
        raise FindingsPresent(
            f"{shown(path)} has {count} finding{'s' if count != 1 else ''}.",
            file.parsed.findings,
            help=f"s2sctl validate {shown(path)}",
        )
    return file.parsed.manifest, file


def read_all(paths: Sequence[Path], project: Path | None) -> tuple[ManifestFile, ...]:
    """The named files, or all of the project's, each once."""
    chosen = dict.fromkeys(paths or manifest_files(project))
    read = tuple(read_manifest(path) for path in chosen)
    if paths:
        return read
    below = {one.file for file in read for one in file.templates.files}
    # A template is no manifest of its own.
    return tuple(file for file in read if file.parsed.index.file not in below)


def manifests_of(name: ConnectionName, project: Path | None) -> list[ManifestFile]:
    """All sound manifests of one connection in the project.

    Raises FindingsPresent where one of them has errors, UsageError S2S113 where there is none.
    A file so broken that it tells no connection is passed over.
    """
    read = read_all((), project)
    found = [file for file in read if file.parsed.connection == name]
    for file in found:
        sound_manifest(file.path)
    if not found:
        known = sorted({file.parsed.connection for file in read} - {""})
        raise UsageError(
            f"No manifest of this project is about {name}.",
            code="S2S113",
            help=did_you_mean(name, known) or "name the file:  s2sctl diff FILE",
        )
    return found


def partner_manifest(side: Manifest, project: Path | None) -> ManifestFile | None:
    """The other side's manifest, where the project holds a sound one."""
    try:
        read = read_all((), project)
    except UsageError:
        return None
    return next(
        (one for one in read if one.parsed.manifest and belong(side, one.parsed.manifest)), None
    )


def _not_utf8(name: str, line: int) -> Parsed:
    read = parse("", name)
    found = Finding(
        "S2S101",
        "",
        "not YAML: the file is not UTF-8 text",
        "save it as UTF-8",
        place=Place(name, line, 1),
    )
    return Parsed(None, (found,), read.index)
