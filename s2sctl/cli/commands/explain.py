"""``s2sctl explain``: what a code means, and which field types fit which."""

from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption
from s2sctl.errors import UsageError
from s2sctl.model.nearest import nearest

if TYPE_CHECKING:
    from s2sctl.metadata.compatibility import FieldType

CodeArgument = Annotated[
    str | None, typer.Argument(help='A code, S2S312, or "types"; all codes if none is named.')
]
TypesArgument = Annotated[
    list[str] | None, typer.Argument(help="With types: one field type, or from and to.")
]


def explain(
    code: CodeArgument = None,
    types: TypesArgument = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Explain a code, or which field types fit which.

    \b
    One:    s2sctl explain S2S312
    All:    s2sctl explain
    Types:  s2sctl explain types
    A pair: s2sctl explain types "Date/Time" Date
    """
    if code is not None and code.strip().lower() == "types":
        return _types(types or [])
    if types:
        raise UsageError("explain takes one code.", help="s2sctl explain types FROM TO")
    return _code(code)


def _types(names: list[str]) -> Answer:
    from s2sctl.cli.views.field_types import all_types, as_data, cell_data, one_cell, one_type
    from s2sctl.metadata.compatibility import cell, row

    if len(names) > 2:
        raise UsageError("explain types takes two field types at most.", help=_TYPES_HELP)
    found = [_type(name) for name in names]
    if len(found) == 2:
        one = cell(*found)
        return Answer(schema=_TYPES, result=[cell_data(one)], text=one_cell(one))
    if found:
        cells = [cell_data(one) for some in row(found[0]).values() for one in some]
        return Answer(schema=_TYPES, result=cells, text=one_type(found[0]))
    return Answer(
        schema=_TYPES, result=as_data(), text=all_types(), next="s2sctl explain types FROM TO"
    )


def _type(name: str) -> "FieldType":
    from s2sctl.metadata.compatibility import TYPES, type_named

    found = type_named(name)
    if found is None:
        near = nearest(name, [one.name for one in TYPES])
        raise UsageError(
            f'There is no field type "{name}".',
            help=f"did you mean {near}?" if near else "s2sctl explain types lists all",
        )
    return found


_TYPES = "s2sctl/types/v1"
_TYPES_HELP = 's2sctl explain types "Date/Time" Date'


def _code(code: str | None) -> Answer:
    from s2sctl.cli.every_code import every_code
    from s2sctl.cli.views.explained import explained, titles

    codes = every_code()
    if code is None:
        return Answer(
            schema="s2sctl/codes/v1",
            result={name: one.title for name, one in codes.items()},
            text=titles(codes),
            next="s2sctl explain CODE",
        )
    name = code.strip().upper()
    found = codes.get(name)
    if found is None:
        near = nearest(name, codes)
        raise UsageError(
            f'There is no code "{code}".',
            help=f"did you mean {near}? s2sctl explain lists all" if near else "s2sctl explain",
        )
    return Answer(
        schema="s2sctl/explain/v1",
        result={
            "code": name,
            "title": found.title,
            "text": found.text,
            "wrong": found.wrong,
            "right": found.right,
        },
        text=explained(name, found),
    )
