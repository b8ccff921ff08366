"""Ports that nobody has, and that the system gives to nobody who asks for any."""

import os
import socket

_LOWEST, _HIGHEST = 10_000, 32_000
"""Below what Linux, macOS and Windows give away by themselves (32,768 or 49,152 and above)."""


def free_ports(count: int) -> int:
    """The first of so many free ports in a row. Processes look in different places first."""
    places = range(_LOWEST, _HIGHEST, count)
    begin = os.getpid() * 7 % len(places)
    for first in (*places[begin:], *places[:begin]):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("every port is taken")
