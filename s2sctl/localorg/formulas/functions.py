"""The functions of formulas as SQL. Source: "Formula Operators and Functions", Salesforce help."""

from datetime import datetime

from s2sctl.localorg.formulas.tree import FormulaError
from s2sctl.localorg.formulas.typed import Function, Typed, wrong_type

_T = ("text",)
_N = ("number",)
_B = ("boolean",)
_D = ("date",)
_DAYS = ("date", "datetime")
_TEXT = (_T,)
_NUMBER = (_N,)
Arguments = tuple[Typed, ...]


def _text(template: str, *kinds: tuple[str, ...], least: int = 0) -> Function:
    """A function that gives text; ``{0}`` is the first argument's SQL."""
    return _plain("text", template, kinds, least)


def _number(template: str, *kinds: tuple[str, ...], least: int = 0) -> Function:
    return _plain("number", template, kinds, least)


def _truth(template: str, *kinds: tuple[str, ...]) -> Function:
    return _plain("boolean", template, kinds, 0)


def _plain(kind: str, template: str, kinds: tuple[tuple[str, ...], ...], least: int) -> Function:
    def build(now: datetime, arguments: Arguments) -> Typed:
        said = [one.text if one.kind == "text" else one.sql for one in arguments]
        return Typed(template.format(*said, *[""] * (len(kinds) - len(said))), kind)

    return Function(least or len(kinds), len(kinds), build, kinds)


def _same_kind(name: str, arguments: Arguments) -> str:
    """The one type of all arguments that are not null."""
    kinds = {one.kind for one in arguments if one.kind != "null"}
    if len(kinds) > 1:
        first = next(one.kind for one in arguments if one.kind != "null")
        other = next(one for one in arguments if one.kind not in (first, "null"))
        raise wrong_type(f"function '{name}()'", (first,), other)
    return kinds.pop() if kinds else "null"


def _if(now: datetime, arguments: Arguments) -> Typed:
    condition, then, other = arguments
    kind = _same_kind("IF", (then, other))
    return Typed(f"(CASE WHEN {condition.truth} THEN {then.sql} ELSE {other.sql} END)", kind)


def _case(now: datetime, arguments: Arguments) -> Typed:
    if len(arguments) % 2:
        raise FormulaError(
            "Incorrect number of parameters for function 'CASE()'. "
            f"Expected {len(arguments) + 1}, received {len(arguments)}"
        )
    subject, *rest = arguments
    otherwise = rest.pop()
    kind = _same_kind("CASE", (*rest[1::2], otherwise))
    textual = subject.kind in ("text", "picklist")
    asked = subject.text if textual else subject.sql
    whens = " ".join(
        f"WHEN {asked} IS {one.text if textual else one.sql} THEN {result.sql}"
        for one, result in zip(rest[::2], rest[1::2], strict=True)
    )
    return Typed(f"(CASE {whens} ELSE {otherwise.sql} END)", kind)


def _joined(word: str) -> Function:
    def build(now: datetime, arguments: Arguments) -> Typed:
        return Typed(f"({f' {word} '.join(one.truth for one in arguments)})", "boolean")

    return Function(1, 0, build, (_B,))


def _to_text(now: datetime, arguments: Arguments) -> Typed:
    (one,) = arguments
    whole = f"cast({one.sql} AS INTEGER)"
    sql = {
        "number": f"(CASE WHEN {one.sql} = {whole} THEN cast({whole} AS TEXT) "
        f"ELSE cast({one.sql} AS TEXT) END)",
        "datetime": f"strftime('%Y-%m-%d %H:%M:%SZ', {one.sql} / 1000, 'unixepoch')",
        "time": f"strftime('%H:%M:%f', {one.sql} / 1000.0, 'unixepoch')",
    }.get(one.kind, one.sql)
    return Typed(sql, "text")


def _blank(now: datetime, arguments: Arguments) -> Typed:
    one = arguments[0]
    textual = one.kind in ("text", "picklist", "multipicklist")
    return Typed(f"({one.text} = '')" if textual else f"({one.sql} IS NULL)", "boolean")


def _blank_value(now: datetime, arguments: Arguments) -> Typed:
    one, other = arguments
    kind = _same_kind("BLANKVALUE", arguments)
    first = f"nullif({one.sql}, '')" if kind == "text" else one.sql
    return Typed(f"coalesce({first}, {other.sql})", kind)


def _extreme(name: str) -> Function:
    def build(now: datetime, arguments: Arguments) -> Typed:
        words = ", ".join(one.sql for one in arguments)
        return Typed(f"{name}({words})" if len(arguments) > 1 else arguments[0].sql, "number")

    return Function(1, 0, build, _NUMBER)


def _today(now: datetime, arguments: Arguments) -> Typed:
    return Typed(f"'{now.date().isoformat()}'", "date")


def _now(now: datetime, arguments: Arguments) -> Typed:
    return Typed(str(int(now.timestamp()) * 1000), "datetime")


def _date_value(now: datetime, arguments: Arguments) -> Typed:
    (one,) = arguments
    if one.kind == "datetime":
        return Typed(f"strftime('%Y-%m-%d', {one.sql} / 1000, 'unixepoch')", "date")
    return Typed(f"date({one.sql})", "date")


def _date_part(code: str, add: int = 0) -> Function:
    return _number(f"(cast(strftime('{code}', {{0}}) AS INTEGER) + {add})", _D)


FUNCTIONS: dict[str, Function] = {
    "ABS": _number("abs({0})", _N),
    "AND": _joined("AND"),
    "BEGINS": _truth("(substr({0}, 1, length({1})) = {1})", _T, _T),
    "BLANKVALUE": Function(2, 2, _blank_value),
    "BR": _text("char(10)"),
    "CASE": Function(4, 0, _case),
    "CEILING": _number("ceil({0})", _N),
    "CONTAINS": _truth("(instr({0}, {1}) > 0)", ("text", "picklist"), _T),
    "DATE": _plain("date", "date(printf('%04d-%02d-%02d', {0}, {1}, {2}))", (_N, _N, _N), 3),
    "DATEVALUE": Function(1, 1, _date_value, (("text", "date", "datetime"),)),
    "DAY": _date_part("%d"),
    "FIND": _number("instr({1}, {0})", _T, _T),
    "FLOOR": _number("floor({0})", _N),
    "IF": Function(3, 3, _if, (_B, ())),
    "INCLUDES": _truth(
        "(instr(';' || coalesce({0}, '') || ';', ';' || {1} || ';') > 0)", ("multipicklist",), _T
    ),
    "ISBLANK": Function(1, 1, _blank),
    "ISNULL": Function(1, 1, _blank),
    "ISNUMBER": _truth("SF_REGEX({0}, '[-+]?[0-9]+([.][0-9]+)?')", _T),
    "ISPICKVAL": _truth("(coalesce({0}, '') = {1})", ("picklist",), _T),
    "LEFT": _text("substr({0}, 1, max(0, {1}))", _T, _N),
    "LEN": _number("length({0})", _T),
    "LOWER": _text("lower({0})", _T),
    "MAX": _extreme("max"),
    "MID": _text("substr({0}, cast(max(1, {1}) AS INTEGER), cast({2} AS INTEGER))", _T, _N, _N),
    "MIN": _extreme("min"),
    "MOD": _number("({0} - {1} * floor({0} / {1}))", _N, _N),
    "MONTH": _date_part("%m"),
    "NOT": _truth("(NOT {0})", _B),
    "NOW": Function(0, 0, _now),
    "NULLVALUE": Function(2, 2, _blank_value),
    "OR": _joined("OR"),
    "REGEX": _truth("SF_REGEX({0}, {1})", _T, _T),
    "RIGHT": _text("substr({0}, max(1, length({0}) - cast({1} AS INTEGER) + 1))", _T, _N),
    "ROUND": _number("round({0}, cast({1} AS INTEGER))", _N, _N),
    "SQRT": _number("sqrt({0})", _N),
    "SUBSTITUTE": _text("replace({0}, {1}, {2})", _T, _T, _T),
    "TEXT": Function(1, 1, _to_text),
    "TODAY": Function(0, 0, _today),
    "TRIM": _text("trim({0})", _T),
    "UPPER": _text("upper({0})", _T),
    "VALUE": _number("cast(nullif({0}, '') AS REAL)", _T),
    "WEEKDAY": _date_part("%w", 1),
    "YEAR": _date_part("%Y"),
}
"""Functions that need nothing but their arguments and the moment."""
