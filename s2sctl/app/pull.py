"""The describes that manifests use, read from their orgs."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from s2sctl.app.book import describe
from s2sctl.errors import UsageError
from s2sctl.manifest.parse import Parsed
from s2sctl.metadata.manifests import used_objects
from s2sctl.model.ids import OrgId
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org


@dataclass(frozen=True, slots=True)
class OrgDescribes:
    """One org's describes; of ``wanted``, those that are ``absent`` there or hidden."""

    alias: OrgAlias
    org_id: OrgId
    wanted: tuple[ObjectName, ...]
    schemas: tuple[ObjectSchema, ...]

    @property
    def absent(self) -> tuple[ObjectName, ...]:
        """What manifests use and the org does not show."""
        seen = {one.name for one in self.schemas}
        return tuple(name for name in self.wanted if name not in seen)


@dataclass(frozen=True, slots=True)
class Describes:
    """All that was read; ``without_login`` names the orgs that could not be asked."""

    orgs: tuple[OrgDescribes, ...]
    without_login: tuple[OrgAlias, ...]


def pull(
    parsed: Sequence[Parsed],
    named: Sequence[str],
    org_of: Callable[[str], Org],
    known: Collection[OrgAlias],
) -> Describes:
    """Describe what the manifests use of the ``named`` orgs, or of every one with a login.

    Raises UsageError S2S166 for a named org that has no login, or that no manifest is about.
    """
    used = used_objects(parsed)
    for alias in named:
        if alias not in used or alias not in known:
            here = sorted(org for org in used if org in known)
            raise UsageError(
                f"No manifest here is about {alias}."
                if alias in known
                else f"configs/orgs.yaml has no login {alias}.",
                code="S2S166",
                help=did_you_mean(alias, here) or "s2sctl org list",
            )
    wanted = [OrgAlias(alias) for alias in dict.fromkeys(named)] or list(used)
    orgs = tuple(_one(org_of(alias), alias, used[alias]) for alias in wanted if alias in known)
    return Describes(orgs, tuple(alias for alias in wanted if alias not in known))


def _one(org: Org, alias: OrgAlias, names: tuple[ObjectName, ...]) -> OrgDescribes:
    seen = describe(org, names)
    schemas = tuple(sorted(seen.values(), key=lambda schema: schema.name))
    return OrgDescribes(alias, org.identity().org_id, names, schemas)
