"""What an act that does not fit the connection's state is answered with."""

import pytest

from s2sctl.app.steps import next_status
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.states import Act, Status
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName

NAME = ConnectionName("acme-globex")


def test_a_name_in_use_is_told_with_a_command_that_can_be_run() -> None:
    record = ConnectionRecord(None, NAME, Status.ACCEPTED, "nonce")
    with pytest.raises(UsageError) as refused:
        next_status(record, Act.RECONNECT, NAME)
    assert refused.value.code == "S2S403"
    assert "deactivate acme-globex --org ALIAS --reason TEXT" in (refused.value.help or "")
