"""Keyed digests: what we remember of a value instead of the value. Pure."""

import hashlib
from decimal import Decimal
from typing import NewType
from unicodedata import normalize

from s2sctl.model.values import Value

DigestKey = NewType("DigestKey", bytes)
"""A project's secret of 32 bytes; without it a digest tells nothing about its value."""

Digest = NewType("Digest", str)
"""22 characters that stand for one canonical value of one field link of one link."""


def digest(key: DigestKey, context: str, value: Value) -> Digest:
    """The digest of ``value``. ``context`` (link and field) keeps equal values apart elsewhere.

    Texts that differ in their Unicode form alone have one digest: keyboards and systems type the
    same character in one code point or two (Unicode Standard Annex 15, NFC).
    """
    text = f"{type(value).__name__}:{_plain(value)}"
    hashed = hashlib.blake2b(f"{context}\0{text}".encode(), key=key, digest_size=11)
    return Digest(hashed.hexdigest())


def _plain(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else normalize("NFC", str(value))
