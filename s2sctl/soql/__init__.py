"""SOQL: one grammar, its tree, and rendering. Pure."""
