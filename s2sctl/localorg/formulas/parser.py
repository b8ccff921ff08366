"""Reading formulas: the operators and literals of the formula reference in Salesforce help."""

import re
from dataclasses import dataclass
from functools import lru_cache

from s2sctl.localorg.formulas.tree import Call, Formula, FormulaError, Literal, Operation, Reference

_TOKEN = re.compile(
    r"""\s+|/\*.*?\*/
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<name>\$?[A-Za-z_]\w*(?::[A-Za-z_]\w*)?(?:\.[A-Za-z_]\w*(?::[A-Za-z_]\w*)?)*)
    |(?P<sign><>|<=|>=|==|!=|&&|\|\||[-+*/^&=<>(),!])""",
    re.VERBOSE | re.DOTALL,
)
_BINDING = {
    "||": 1, "&&": 2, "=": 3, "==": 3, "<>": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4,
    "&": 5, "+": 6, "-": 6, "*": 7, "/": 7, "^": 9,
}  # fmt: skip
_UNARY = 8
_SAME = {"==": "=", "!=": "<>"}
_WORDS = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_LONGEST = 3900


@lru_cache(maxsize=1024)
def parse(text: str) -> Formula:
    """The formula in ``text``. Raises ``FormulaError``."""
    if len(text) > _LONGEST:
        raise FormulaError(f"Formula is too long ({len(text)} characters). Maximum length is 3,900")
    reading = _Reading(_tokens(text))
    formula = reading.expression(0)
    if reading.sign():
        raise FormulaError(f"Syntax error. Extra '{reading.sign()}'")
    return formula


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"Syntax error. Found '{text[at]}'")
        if match.lastgroup is not None:
            found.append((match.lastgroup, match[0]))
        at = match.end()
    return found


@dataclass(slots=True)
class _Reading:
    tokens: list[tuple[str, str]]
    at: int = 0

    def sign(self) -> str:
        """The token ahead, empty at the end."""
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def expression(self, above: int) -> Formula:
        left = self._operand()
        while (binding := _BINDING.get(self.sign(), 0)) > above:
            operator = self.sign()
            self.at += 1
            right = self.expression(binding)
            left = Operation(_SAME.get(operator, operator), (left, right))
        return left

    def _operand(self) -> Formula:
        if self.at == len(self.tokens):
            raise FormulaError("Syntax error")
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "text":
                return Literal(_unescaped(text[1:-1]))
            case "number":
                return Literal(float(text))
            case "name":
                return self._named(text)
        if text == "(":
            inner = self.expression(0)
            self._expect(")")
            return inner
        if text in ("-", "+", "!"):
            return Operation(f"unary {text}", (self.expression(_UNARY),))
        raise FormulaError(f"Syntax error. Found '{text}'")

    def _named(self, text: str) -> Formula:
        if self.sign() == "(":
            self.at += 1
            return Call(text.upper(), self._arguments())
        if text.lower() in _WORDS:
            return Literal(_WORDS[text.lower()])
        return Reference(tuple(text.split(".")))

    def _arguments(self) -> tuple[Formula, ...]:
        said: list[Formula] = []
        if self.sign() == ")":
            self.at += 1
            return ()
        while True:
            said.append(self.expression(0))
            if self.sign() != ",":
                break
            self.at += 1
        self._expect(")")
        return tuple(said)

    def _expect(self, sign: str) -> None:
        if self.sign() != sign:
            raise FormulaError(f"Syntax error. Missing '{sign}'")
        self.at += 1


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text, flags=re.DOTALL)
