"""Vocabulary: names, ids, sides, canonical values, schemas and records. Pure."""
