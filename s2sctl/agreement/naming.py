"""Field links under the names that both sides' agreement is remembered by. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from s2sctl.agreement.flows import Agreement, FieldLink, Pairing
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.side import Pair

FirstNames = Mapping[ObjectName, Mapping[FieldName, FieldName]]
"""The name a renamed field was first in force under, by object and present name."""


def remembered(agreement: Agreement, first: Pair[FirstNames]) -> Agreement:
    """The agreement with each link of a renamed field still under its first name."""
    if not any(first):
        return agreement
    pairings = tuple(_pairing(one, first) for one in agreement.pairings)
    return replace(agreement, pairings=pairings)


def _pairing(pairing: Pairing, first: Pair[FirstNames]) -> Pairing:
    names = Pair(
        first.a.get(pairing.objects.a, {}),
        first.b.get(pairing.objects.b, {}),
    )
    return replace(pairing, fields=tuple(_link(link, names) for link in pairing.fields))


def _link(link: FieldLink, names: Pair[Mapping[FieldName, FieldName]]) -> FieldLink:
    a = names.a.get(link.fields.a, link.fields.a)
    b = names.b.get(link.fields.b, link.fields.b)
    return link if Pair(a, b) == link.fields else replace(link, known_as=Pair(a, b))
