"""The operators of formulas as SQL."""

from s2sctl.localorg.formulas.typed import Typed, wrong_type

_DAY = 86_400_000
_COMPARED = ("=", "<>", "<", ">", "<=", ">=")
_MOMENTS = ("date", "datetime")


def operate(operator: str, operands: tuple[Typed, ...]) -> Typed:
    """What an operator makes of its operands. Raises ``FormulaError`` for types that do not fit."""
    if len(operands) == 1:
        return _unary(operator, operands[0])
    left, right = operands
    if operator in ("&&", "||"):
        for one in operands:
            _need(operator, one, "boolean")
        word = "AND" if operator == "&&" else "OR"
        return Typed(f"({left.truth} {word} {right.truth})", "boolean")
    if operator in _COMPARED:
        return _compared(operator, left, right)
    if operator == "&" or (operator == "+" and left.kind == "text"):
        for one in operands:
            _need(operator, one, "text")
        return Typed(f"({left.text} || {right.text})", "text")
    if left.kind in _MOMENTS or right.kind in _MOMENTS:
        return _moved(operator, left, right)
    for one in operands:
        _need(operator, one, "number")
    return _computed(operator, left, right)


def _unary(operator: str, one: Typed) -> Typed:
    if operator == "unary !":
        _need("!", one, "boolean")
        return Typed(f"(NOT {one.truth})", "boolean")
    _need(operator[-1], one, "number")
    return Typed(f"({operator[-1]} {one.sql})", "number")


def _computed(operator: str, left: Typed, right: Typed) -> Typed:
    if operator == "^":
        return Typed(f"pow({left.sql}, {right.sql})", "number")
    # Whole numbers divide to fractions in formulas; by zero there is no result.
    first = f"({left.sql} * 1.0)" if operator == "/" else left.sql
    return Typed(f"({first} {operator} {right.sql})", "number")


def _compared(operator: str, left: Typed, right: Typed) -> Typed:
    if "null" not in (left.kind, right.kind) and left.kind != right.kind:
        raise wrong_type(f"operator '{operator}'", (left.kind,), right)
    for one in (left, right):
        if one.kind in ("picklist", "multipicklist"):
            raise wrong_type(f"operator '{operator}'", ("text",), one)
    textual = "text" in (left.kind, right.kind)
    first, second = (left.text, right.text) if textual else (left.sql, right.sql)
    if operator in ("=", "<>"):
        word = "IS" if operator == "=" else "IS NOT"
        return Typed(f"({first} {word} {second})", "boolean")
    return Typed(f"coalesce({first} {operator} {second}, 0)", "boolean")


def _moved(operator: str, left: Typed, right: Typed) -> Typed:
    if operator == "-" and left.kind == right.kind:
        if left.kind == "date":
            return Typed(f"(julianday({left.sql}) - julianday({right.sql}))", "number")
        return Typed(f"(({left.sql} - {right.sql}) / {_DAY}.0)", "number")
    if operator == "+" and right.kind in _MOMENTS:
        left, right = right, left
    if operator not in ("+", "-") or left.kind not in _MOMENTS:
        raise wrong_type(f"operator '{operator}'", ("number",), left)
    _need(operator, right, "number")
    if left.kind == "date":
        days = f"cast({operator}({right.sql}) AS INTEGER)"
        return Typed(f"date({left.sql}, {days} || ' days')", "date")
    return Typed(f"cast({left.sql} {operator} ({right.sql}) * {_DAY} AS INTEGER)", "datetime")


def _need(operator: str, one: Typed, kind: str) -> None:
    if one.kind not in (kind, "null"):
        raise wrong_type(f"operator '{operator}'", (kind,), one)
