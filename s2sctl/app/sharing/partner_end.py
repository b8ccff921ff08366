"""Does the partner's own record still let anything be shared, as far as a login here shows it?"""

from collections.abc import Callable, Collection

from s2sctl.app.book import OVER, find_book
from s2sctl.app.sharing.rows import Door
from s2sctl.errors import S2sError, UsageError
from s2sctl.model.names import OrgAlias
from s2sctl.ports.org import Org
from s2sctl.ports.store import StateStore


def refuse_ended(
    door: Door,
    store: StateStore,
    aliases: Collection[OrgAlias],
    open_org: Callable[[OrgAlias], Org],
) -> None:
    """Raise UsageError S2S787 where the partner has ended the connection: what was shared would
    never travel. Costs the partner's org two calls; where no login here leads there, or it cannot
    be asked, nothing is said.
    """
    known = store.known(door.record.name)
    alias = known.aliases.of(door.record.role.side.other) if known is not None else None
    if alias is None or alias not in aliases:
        return
    try:
        org = open_org(alias)
        if org.identity().org_id != door.record.partner_org:
            return
        book = find_book(org)
        theirs = book.find(door.record.name) if book is not None else None
    except S2sError:
        return
    if theirs is not None and theirs.status in OVER:
        why = f": {theirs.reason}" if theirs.reason else ""
        raise UsageError(
            f"{alias} says {theirs.status.value}{why}. Nothing travels over {door.record.name} any "
            "more, so nothing was shared.",
            code="S2S787",
            help="invite the partner again:  s2sctl reconnect MANIFEST",
        )
