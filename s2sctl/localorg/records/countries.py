"""State and country picklists: code and text in step, states within their countries.

Source: "State and Country Picklist Field-Syncing Logic" in Salesforce help; facts
salesforce-api.md §3.9: on a create the code wins, on an update a mismatch fails, and removing the
country removes the state. An org has them once an admin turned them on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from s2sctl.localorg.catalog.places import COUNTRIES, STATES
from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition, PicklistEntry
from s2sctl.localorg.faults import RowError

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class _Pair:
    """A text field (``BillingState``), its code field, and what Salesforce calls them."""

    text: str
    code: str
    label: str


def keep_states_and_countries(org: "LocalOrg") -> None:
    """Give every address of every standard object its two code fields."""
    for definition in list(org.definitions):
        wanted = tuple(_with_codes(definition))
        if not definition.custom and len(wanted) > len(definition.fields):
            org.define(replace(definition, fields=wanted))


def settle_places(
    definition: ObjectDefinition, before: Mapping[str, Stored] | None, row: dict[str, Stored]
) -> None:
    """Bring codes and texts of a save in step. Raises ``RowError``."""
    for state, country in _places(definition):
        touched = {state.text, state.code, country.text, country.code} & row.keys()
        if not touched:
            continue
        was = before or {}
        home = _settled(country, COUNTRIES, was, row, "country", before is None)
        if home is None:
            gone = country.text in row or country.code in row
            if row.get(state.text) or row.get(state.code):
                raise RowError(
                    "FIELD_INTEGRITY_EXCEPTION",
                    "A country/territory must be specified before specifying a state value for "
                    f"field: {state.label}",
                    (state.text,),
                )
            if gone:
                row[state.text] = row[state.code] = None
            continue
        known = STATES.get(home, {})
        kept = _settled(state, known, was, row, "state", before is None)
        if kept is not None and kept not in known:
            raise _unknown(state, "state")  # the country moved away from a state that stayed


def _settled(
    pair: _Pair,
    known: Mapping[str, str],
    was: Mapping[str, Stored],
    row: dict[str, Stored],
    word: str,
    new: bool,
) -> str | None:
    """The code after the save, with both columns put in ``row``; None where there is none."""
    text, code = row.get(pair.text), row.get(pair.code)
    if pair.text not in row and pair.code not in row:
        kept = was.get(pair.code)
        return None if kept is None else str(kept)
    if not text and not code:
        row[pair.text] = row[pair.code] = None
        return None
    found = str(code).upper() if code else _code_of(known, str(text))
    mismatch = not new and bool(text and code) and _code_of(known, str(text)) != found
    if found not in known or mismatch:
        raise _unknown(pair, word)
    row[pair.code], row[pair.text] = found, known[found]
    return found


def _code_of(known: Mapping[str, str], text: str) -> str:
    """The code of an integration value, or of itself, in any case."""
    folded = text.casefold()
    return next((code for code, name in known.items() if name.casefold() == folded), text.upper())


def _unknown(pair: _Pair, word: str) -> RowError:
    named = "country/territory" if word == "country" else "state/province"
    plural = "countries" if word == "country" else "states"
    return RowError(
        "FIELD_INTEGRITY_EXCEPTION",
        f"There's a problem with this {word}, even though it may appear correct. Please select a "
        f"{named} from the list of valid {plural}.: {pair.label}",
        (pair.text,),
    )


@lru_cache(maxsize=256)
def _places(definition: ObjectDefinition) -> tuple[tuple[_Pair, _Pair], ...]:
    found = []
    for stem in _stems(definition):
        pairs = []
        for part in ("State", "Country"):
            text, code = definition.find(f"{stem}{part}"), definition.find(f"{stem}{part}Code")
            if text is not None and code is not None:
                pairs.append(_Pair(text.name, code.name, text.label))
        if len(pairs) == len(("State", "Country")):
            found.append((pairs[0], pairs[1]))
    return tuple(found)


def _stems(definition: ObjectDefinition) -> Iterator[str]:
    for one in definition.fields:
        if one.type == "address":
            yield one.name.removesuffix("Address")


def _with_codes(definition: ObjectDefinition) -> Iterator[FieldDefinition]:
    states = {code: name for known in STATES.values() for code, name in known.items()}
    for one in definition.fields:
        known = COUNTRIES if one.name.endswith("Country") else states
        wanted = one.compound and one.name.endswith(("State", "Country"))
        if wanted and definition.find(f"{one.name}Code") is None:
            yield replace(
                one,
                name=f"{one.name}Code",
                type="picklist",
                label=f"{one.label} Code",
                length=_CODE_LENGTH,
                restricted_picklist=True,
                picklist=tuple(_entry(code, name) for code, name in known.items()),
                controller=_controller(one.name),
            )
        yield one


def _entry(code: str, name: str) -> PicklistEntry:
    homes = tuple(home for home, known in STATES.items() if known.get(code) == name)
    return PicklistEntry(code, name, valid_for=homes)


def _controller(name: str) -> str:
    """States are offered for their country: its code field controls theirs."""
    return f"{name.removesuffix('State')}CountryCode" if name.endswith("State") else ""
