"""Who runs: a name for a run, this machine, this process."""

import os
import socket
import uuid
from datetime import datetime

from s2sctl.ports.store import Holder


def new_holder(now: datetime) -> Holder:
    """A holder for one run of this process. The run's name sorts by time."""
    run = f"{now:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"
    return Holder(run, socket.gethostname(), os.getpid(), now)
