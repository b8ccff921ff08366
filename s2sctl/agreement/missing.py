"""What has still to be put in force before anything flows. Pure."""

from dataclasses import dataclass

from s2sctl.manifest.manifest import Terms
from s2sctl.model.names import OrgAlias
from s2sctl.model.side import Pair, Side


@dataclass(frozen=True, slots=True)
class Missing:
    """A side's half that nothing flows without. ``command`` is ``publish`` or ``subscribe``."""

    org: OrgAlias
    command: str
    text: str


def unpublished(terms: Pair[Terms], aliases: Pair[OrgAlias]) -> tuple[Missing, ...]:
    """The sides that publish nothing although the partner subscribes to something of theirs."""
    return tuple(
        Missing(aliases.of(side), "publish", f"{aliases.of(side)} has not run publish yet")
        for side in Side
        if terms.of(side.other).subscribe and not terms.of(side).publish
    )


def missing_halves(terms: Pair[Terms], aliases: Pair[OrgAlias]) -> tuple[Missing, ...]:
    """Whose move it is while nothing flows either way; empty as soon as one object does."""
    offered = [side for side in Side if terms.of(side).publish]
    if not offered:
        text = f"neither {aliases.a} nor {aliases.b} publishes anything"
        return (Missing(aliases.a, "publish", text),)
    if any(
        terms.of(side.other).subscription(one.object) is not None
        for side in offered
        for one in terms.of(side).publish
    ):
        return ()
    return tuple(
        Missing(
            aliases.of(side.other),
            "subscribe",
            f"{aliases.of(side.other)} subscribes to nothing of what {aliases.of(side)} publishes "
            f"({', '.join(one.object for one in terms.of(side).publish)})",
        )
        for side in offered
    )
