"""Formulas: read, checked, and turned into SQL over the row they are asked of."""

from s2sctl.localorg.formulas.compiler import Scope, compile_formula, field_sql, stored_literal
from s2sctl.localorg.formulas.tree import FormulaError
from s2sctl.localorg.formulas.typed import Typed

__all__ = ["FormulaError", "Scope", "Typed", "compile_formula", "field_sql", "stored_literal"]
