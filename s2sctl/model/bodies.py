"""What stands for a file's content among a row's values: its digest and size, never it. Pure."""

LIMIT = 20 * 1024 * 1024
"""Bytes of the largest content that travels: what the native feature took (facts/s2s.md §2.6),
and with base64 below the 37.5 MB that one JSON request takes (REST API guide, Insert Blob Data).
"""

_DIGEST, _CHECKSUM, _SIZE = "sha256:", "md5:", "size:"


def body_value(digest: str, size: int) -> str:
    """The canonical value of a content by its SHA-256 in hexadecimal."""
    return f"{_DIGEST}{digest}:{size}"


def checksum_value(checksum: str, size: int) -> str:
    """The canonical value of a version's content by the MD5 checksum its org keeps of it (Object
    Reference, ContentVersion): it is told without being read."""
    return f"{_CHECKSUM}{checksum}:{size}"


def unread_value(size: int) -> str:
    """The canonical value of a content that was not read: it is too large, or deleted."""
    return f"{_SIZE}{size}"


def body_size(value: object) -> int:
    """The size that a content's canonical value tells, whether it was read or not."""
    size = str(value).rpartition(":")[2]
    return int(size) if size.isdecimal() else 0


def unread_size(value: object) -> int | None:
    """The size of a content that was not read; None for any other value."""
    text = value if isinstance(value, str) else ""
    return int(text.removeprefix(_SIZE)) if text.startswith(_SIZE) else None
