"""Findings in the forms that other programs read: one form a module, each a pure function."""
