"""Pulled describes on disk: ``configs/metadata/ALIAS/OBJECT.json``."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from s2sctl.errors import ConfigInvalid, WrongOrg
from s2sctl.metadata.pulled import Pulled, pulled_text, read_pulled
from s2sctl.model.ids import OrgId
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.wiring.file_text import replace_text
from s2sctl.wiring.manifests import configs_folder, shown


def pulled_folder(project: Path | None) -> Path:
    """Where the describes lie. Raises UsageError S2S112 where there is no configs folder."""
    return configs_folder(project) / "metadata"


def pulled_describes(folder: Path, orgs: Iterable[OrgAlias]) -> tuple[Pulled, ...]:
    """All pulled describes of these orgs, each file read once; none where there is no folder.

    Raises ConfigInvalid S2S250 or S2S251 for a file that cannot be used.
    """
    return tuple(_read(path, org) for org in orgs for path in sorted((folder / org).glob("*.json")))


def _read(path: Path, org: OrgAlias) -> Pulled:
    name = shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = f"{name} cannot be used: it cannot be read as text."
        help = "pull it anew:  s2sctl metadata pull"
        raise ConfigInvalid(why, code="S2S250", help=help) from error
    found = read_pulled(text, name)
    if (found.org, found.schema.name) != (org, path.stem):
        text = f"{name} cannot be used: it holds {found.schema.name} of {found.org}."
        help = f"pull it anew:  s2sctl metadata pull {org}"
        raise ConfigInvalid(text, code="S2S250", help=help)
    return found


def keep_describes(
    folder: Path, alias: OrgAlias, org_id: OrgId, schemas: Iterable[ObjectSchema], day: date
) -> tuple[Path, ...]:
    """Write these describes of an org; returns the files. Raises UsageError S2S245."""
    written = []
    for schema in schemas:
        path = folder / alias / f"{schema.name}.json"
        replace_text(path, pulled_text(Pulled(alias, org_id, day, schema)))
        written.append(path)
    return tuple(written)


def same_org(folder: Path, alias: OrgAlias, org_id: OrgId) -> None:
    """Raise WrongOrg S2S254 where the alias has describes of an org of another id.

    A file that cannot be used says nothing: it is about to be written anew.
    """
    for path in sorted((folder / alias).glob("*.json")):
        try:
            kept = _read(path, alias)
        except ConfigInvalid:
            continue
        if kept.org_id != org_id:
            text = f"{alias} logs in to {org_id}, and {shown(path)} was pulled from {kept.org_id}."
            help = f"if the other org is meant, remove {shown(folder / alias)} and pull again"
            raise WrongOrg(text, code="S2S254", help=help)


def unused(folder: Path, alias: OrgAlias, used: Iterable[ObjectName]) -> tuple[Path, ...]:
    """Files of objects that no manifest is about any more."""
    names = frozenset(used)
    return tuple(one for one in sorted((folder / alias).glob("*.json")) if one.stem not in names)
