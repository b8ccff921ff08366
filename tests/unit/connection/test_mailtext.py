"""The invitation's mail: plain words, no secret, and nothing claimed that nobody knows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import s2sctl
from s2sctl.connection.invitation import Invitation, invitation_token
from s2sctl.connection.mailtext import body, subject
from s2sctl.model.ids import OrgId, to18
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side

ROOT = Path(s2sctl.__file__).resolve().parent.parent
ENDS = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def invitation(again=None):
    org = OrgId(to18("00DA00000000001"))
    return Invitation(ConnectionName("acme-globex"), org, "acme", "n" * 22, ENDS, again)


@pytest.mark.parametrize("again", [None, Side.A, Side.B])
def test_the_mail_is_plain_text_with_the_token_the_end_and_the_note(again) -> None:
    one = invitation(again)
    token = invitation_token(one)
    text = body(one, token, "as agreed, Ann")
    assert "<" not in text
    assert text.count(token) == 2
    assert "2026-12-01 09:30 UTC" in text
    assert "as agreed, Ann" in text
    assert "acme-globex" in subject(one)
    assert ("in force again" in text) is (again is not None)
    assert "writes:" not in body(one, token)


def test_what_an_org_accepted_for_sending_is_nowhere_called_delivered() -> None:
    texts = [*ROOT.glob("s2sctl/**/*.py"), *ROOT.glob("docs/*.md"), ROOT / "README.md"]
    assert len(texts) > 100
    claims = [
        f"{path.name}: {line.strip()}"
        for path in texts
        for line in path.read_text().splitlines()
        if "delivered" in line.lower()
        and ("mail" in line.lower() or "invit" in line.lower() or "token" in line.lower())
    ]
    assert claims == []
