"""The one place where an invitation's random part comes from."""

import secrets


def fresh_nonce() -> str:
    """32 characters nobody can guess (192 bits of the operating system's randomness)."""
    return secrets.token_urlsafe(24)
