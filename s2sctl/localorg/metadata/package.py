"""A deployment's zip file: ``package.xml``, the files, what is to be removed."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.localorg.deployables import ComponentProblem
from s2sctl.localorg.deployables.metadata import Meta, many, text, texts
from s2sctl.localorg.metadata.shapes import read_file

_MOST_BYTES = 400 * 1024 * 1024
_MANIFEST = "package.xml"
_BEFORE = "destructiveChangesPre.xml"
_AFTER = ("destructiveChanges.xml", "destructiveChangesPost.xml")

Names = Mapping[str, tuple[str, ...]]
"""Full names by metadata type."""


@dataclass(frozen=True, slots=True)
class Package:
    """What is named, what is to be removed before and after, and the files by their path."""

    version: str
    members: Names
    removed_before: Names
    removed_after: Names
    files: Mapping[str, bytes]

    def names(self, kind: str, name: str) -> bool:
        """Whether package.xml names this component, itself or by ``*`` (custom ones only)."""
        named = self.members.get(kind, ())
        return name in named or ("*" in named and (kind != "CustomObject" or name.endswith("__c")))


def read(content: bytes, *, at_top: bool) -> Package:
    """The package in a zip file, its manifest ``at_top`` (``singlePackage``) or in a folder.

    Raises ``ComponentProblem``.
    """
    files = _unzip(content)
    root = "" if at_top else f"{next(iter(files), '').partition('/')[0]}/"
    if root + _MANIFEST not in files:
        raise ComponentProblem("No package.xml found")
    manifest = read_file("Package", files[root + _MANIFEST])
    after: dict[str, tuple[str, ...]] = {}
    for name in _AFTER:
        after |= _removals(files.get(root + name))
    special = {root + name for name in (_MANIFEST, _BEFORE, *_AFTER)}
    return Package(
        version=text(manifest, "version"),
        members=_members(manifest),
        removed_before=_removals(files.get(root + _BEFORE)),
        removed_after=after,
        files={
            name.removeprefix(root): body for name, body in files.items() if name not in special
        },
    )


def _unzip(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if sum(one.file_size for one in entries) > _MOST_BYTES:
                raise ComponentProblem("Maximum size of uncompressed deployment exceeded")
            return {one.filename: archive.read(one) for one in entries}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError):
        raise ComponentProblem("The zip file cannot be read") from None


def _removals(content: bytes | None) -> dict[str, tuple[str, ...]]:
    return {} if content is None else _members(read_file("Package", content))


def _members(manifest: Meta) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for types in many(manifest, "types"):
        kind = text(types, "name")
        found[kind] = (*found.get(kind, ()), *texts(types, "members"))
    return found
