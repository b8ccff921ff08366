"""The components of a package, in the order in which they can be put in force."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s2sctl.localorg import deployables
from s2sctl.localorg.deployables import ComponentProblem, Meta
from s2sctl.localorg.deployables.metadata import many, text
from s2sctl.localorg.metadata.package import Names, Package
from s2sctl.localorg.metadata.shapes import read_file
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


@dataclass(frozen=True, slots=True)
class Component:
    """One component. ``apply`` puts it in force (or removes it) and says whether it was made."""

    kind: str
    name: str
    file: str
    apply: Callable[[], bool]
    removed: bool = False
    late: bool = False
    """Whether it comes after all others of its kind: it names other fields."""


_FOLDERS = {
    "objects": ("CustomObject", ".object"),
    "permissionsets": ("PermissionSet", ".permissionset"),
    "queues": ("Queue", ".queue"),
}
_ORDER = ("CustomObject", "CustomField", "RecordType", "ValidationRule", "Queue", "PermissionSet")
_FILE_OF = dict.fromkeys(("CustomField", "RecordType", "ValidationRule"), "CustomObject")


def components(org: "LocalOrg", user_id: RecordId, package: Package) -> list[Component]:
    """Removals, then objects, fields, record types, queues, permission sets, then removals.

    A file that cannot be read, is named nowhere, or is missing is a component that fails.
    """
    found = [one for path in package.files for one in _of_file(org, user_id, package, path)]
    found += _missing(package, found)
    found.sort(key=lambda one: (_ORDER.index(one.kind) if one.kind in _ORDER else -1, one.late))
    before = _removals(org, package.removed_before, "destructiveChangesPre.xml")
    after = _removals(org, package.removed_after, "destructiveChanges.xml")
    return [*before, *found, *after]


def _of_file(
    org: "LocalOrg", user_id: RecordId, package: Package, path: str
) -> Iterator[Component]:
    folder, _, file = path.partition("/")
    kind, suffix = _FOLDERS.get(folder, ("", ""))
    if not kind or not file.endswith(suffix):
        yield _failing("", path, path, f"{path}: the local org does not deploy such files")
        return
    name = file.removesuffix(suffix)
    try:
        meta = read_file(kind, package.files[path])
    except ComponentProblem as problem:
        yield _failing(kind, name, path, problem.problem)
        return
    if kind == "CustomObject":
        yield from _of_object(org, user_id, package, name, meta)
    elif not package.names(kind, name):
        yield _failing(kind, name, path, f"{path}: Not in package.xml")
    elif kind == "Queue":
        yield Component(kind, name, path, lambda: deployables.put_queue(org, user_id, name, meta))
    else:
        yield Component(
            kind, name, path, lambda: deployables.put_permission_set(org, user_id, name, meta)
        )


def _of_object(
    org: "LocalOrg", user_id: RecordId, package: Package, name: str, meta: Meta
) -> Iterator[Component]:
    path = f"objects/{name}.object"
    whole = package.names("CustomObject", name)
    if whole and name != "Activity":
        yield Component("CustomObject", name, path, lambda: deployables.put_object(org, name, meta))
    parts: list[tuple[str, Meta]] = [("CustomField", one) for one in many(meta, "fields")]
    parts += [("RecordType", one) for one in many(meta, "recordTypes")]
    parts += [("ValidationRule", one) for one in many(meta, "validationRules")]
    for kind, part in parts:
        full = f"{name}.{text(part, 'fullName')}"
        if not whole and not package.names(kind, full):
            yield _failing(kind, full, path, f"{full}: Not in package.xml")
        elif kind == "CustomField":
            late = bool(text(part, "formula")) or _depends(part)
            yield Component(kind, full, path, _field(org, name, part), late=late)
        elif kind == "ValidationRule":
            yield Component(kind, full, path, _validation_rule(org, name, part))
        else:
            yield Component(kind, full, path, _record_type(org, user_id, name, part))


def _depends(field: Meta) -> bool:
    """Whether the field is a dependent picklist: it names the one that controls it."""
    return any(text(one, "controllingField") for one in many(field, "valueSet"))


def _field(org: "LocalOrg", name: str, part: Meta) -> Callable[[], bool]:
    return lambda: deployables.put_field(org, name, part)


def _validation_rule(org: "LocalOrg", name: str, part: Meta) -> Callable[[], bool]:
    return lambda: deployables.put_validation_rule(org, name, part)


def _record_type(org: "LocalOrg", user_id: RecordId, name: str, part: Meta) -> Callable[[], bool]:
    return lambda: deployables.put_record_type(org, user_id, name, part)


def _missing(package: Package, found: list[Component]) -> Iterator[Component]:
    present = {(one.kind, one.name) for one in found}
    for kind, names in package.members.items():
        for name in names:
            if name == "*" or (kind, name) in present or name == "Activity":
                continue
            owner = _FILE_OF.get(kind, kind)
            folder, suffix = next(
                ((folder, suffix) for folder, (one, suffix) in _FOLDERS.items() if one == owner),
                ("", ""),
            )
            path = f"{folder}/{name.partition('.')[0] if owner != kind else name}{suffix}"
            yield _failing(
                kind,
                name,
                path,
                f"An object '{name}' of type {kind} was named in package.xml, but was not found "
                "in zipped directory",
            )


def _removals(org: "LocalOrg", names: Names, file: str) -> Iterator[Component]:
    for kind in reversed(_ORDER):
        for name in names.get(kind, ()):
            yield Component(kind, name, file, _removal(org, kind, name), removed=True)
    for kind in names:
        if kind not in _ORDER:
            yield from (
                _failing(kind, name, file, f"the local org has no metadata of type {kind}")
                for name in names[kind]
            )


def _removal(org: "LocalOrg", kind: str, name: str) -> Callable[[], bool]:
    def remove() -> bool:
        owner, _, field = name.partition(".")
        match kind:
            case "CustomObject":
                deployables.remove_object(org, name)
            case "CustomField":
                deployables.remove_field(org, owner, field)
            case "ValidationRule":
                deployables.remove_rule(org, owner, "validation", field)
            case "PermissionSet":
                deployables.remove_permission_set(org, name)
            case "Queue":
                deployables.remove_queue(org, name)
            case _:
                raise ComponentProblem("Cannot delete record type through API")
        return False

    return remove


def _failing(kind: str, name: str, file: str, problem: str) -> Component:
    def fail() -> bool:
        raise ComponentProblem(problem)

    return Component(kind, name, file, fail)
