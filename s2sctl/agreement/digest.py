"""What a cursor must know about a reading: when it changes, the flow is read whole. Pure."""

import hashlib
import json

from s2sctl.agreement.flows import FieldLink, Pairing, Transform
from s2sctl.manifest.manifest import OnLeave
from s2sctl.manifest.mapping_text import recast_parts
from s2sctl.model.side import Side


def flow_digest(pairing: Pairing, side: Side) -> str:
    """22 characters that stand for how ``side``'s rows of this pairing are read and sent on.

    In it: the objects, the share rule's condition or lookups, whether it goes onward and keeps
    what leaves it, the fields read, the transforms of what is sent. Not in it: conflict policies,
    owner, guards: they change no value that was ever read.
    """
    rule = pairing.share.of(side)
    read: dict[str, object] = {
        "objects": [pairing.objects.of(side), pairing.objects.of(side.other)],
        "originates": rule is not None,
        "where": rule.where if rule is not None else None,
        **({"onward": True} if rule is not None and rule.onward else {}),
        "fields": sorted(_field(link, side) for link in pairing.fields),
    }
    if rule is not None and rule.on_leave is OnLeave.KEEP:
        # Once it says end, what has left meanwhile is to be found.
        read["on_leave"] = rule.on_leave.value
    if rule is not None and rule.follows:
        read["with"] = sorted(rule.follows)
    text = json.dumps(read, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=11).hexdigest()


def _field(link: FieldLink, side: Side) -> list[str]:
    sent = link.into.of(side.other)
    back = link.into.of(side) is not None
    return [
        link.fields.of(side),
        link.fields.of(side.other),
        _transform(sent),
        "back" if back else "",
    ]


def _transform(one: Transform | None) -> str:
    if one is None:
        return ""
    said = [sorted(one.values) if one.values else None, one.default, one.truncate]
    return json.dumps([*said, *recast_parts(one.recast)])
