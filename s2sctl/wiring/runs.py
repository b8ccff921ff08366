"""Who runs: a name for a run, this machine, this process."""

import os
import socket
import uuid
from datetime import datetime

from s2sctl.ports.store import Holder

HOST = "S2SCTL_HOST"
"""The variable that names this machine where its host name says nothing, as in a container."""


def machine() -> str:
    """This machine's name in leases: what ``S2SCTL_HOST`` says, else its host name."""
    return os.environ.get(HOST) or socket.gethostname()


def new_holder(now: datetime) -> Holder:
    """A holder for one run of this process. The run's name sorts by time."""
    run = f"{now:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"
    return Holder(run, machine(), os.getpid(), now)
