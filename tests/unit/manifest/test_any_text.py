"""Whatever a file says, it is judged, mended and told, and nothing falls over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from s2sctl.cli.every_code import every_code
from s2sctl.cli.views.findings import FindingFormat, findings_text
from s2sctl.cli.views.formats.github import github_text
from s2sctl.cli.views.formats.gitlab import gitlab_text
from s2sctl.cli.views.formats.junit import junit_text
from s2sctl.cli.views.formats.sarif import sarif_text
from s2sctl.manifest.parse import parse
from s2sctl.manifest.splice import splice
from s2sctl.metadata.offline import check_offline
from s2sctl.metadata.pulled import Pulled
from s2sctl.metadata.reach import settled
from s2sctl.model.finding import errors_in
from tests.unit.metadata.test_pulled import DAY, LEAD, ORG_ID

KNOWN = every_code()
PULLED = [Pulled("acme", ORG_ID, DAY, LEAD)]
HEAD = "connection: acme-far\norg: acme\npartner: {org: far}\n"
PIECES = [
    "publish:", "subscribe:", "publsh:", "Lead:", "Lead: {", "fields:", "feilds:", "[Email, Emial]",
    "[Email, email, Email]", "Email: Emial", "{to: Rating, default: x}", "}", "]", "- ", "  ",
    "    ", "\n", "\n", "\n  ", "\n    ", "\r\n", "\t", "'", '"', "|", ">", "&a ", "*a", "!!str ",
    "<<: ", "? ", ": ", ", ", "#", " # s2s: ignore[S2S301] so", " # s2s: ignore[S2S310,S2S999]",
    "# s2s: ignore", "share: {where: \"Status = 'x'\"}", "where: Rating =", "on_conflict: newst",
    "guards: {deletes: 500%}", "é😀", "\u2028", "\x85", "\ufeff", "\x00", "token: hunter2",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def judged(text):
    parsed = [parse(text, "f")]
    report = check_offline(parsed, PULLED, DAY, 30)
    return settled(parsed, report.findings, KNOWN, report.checked)


@settings(max_examples=300)
@given(st.sampled_from(["", HEAD, HEAD.replace("\n", "\r\n"), "\ufeff" + HEAD]), texts)
def test_any_text_is_judged_in_places_of_its_own_and_said_in_every_form(head, tail):
    text = head + tail
    found = judged(text)
    count = len(text.splitlines()) or 1
    for one in found:
        assert one.place is not None
        assert 1 <= one.place.line <= count
        assert one.place.column >= 1
        assert one.place.width >= 1
    for form in (FindingFormat.FULL, FindingFormat.CONCISE):
        assert "hunter2" not in findings_text(found, {"f": text}, form)
    for said in (
        github_text(found),
        gitlab_text(found),
        junit_text(found, ["f"]),
        sarif_text(found, KNOWN),
    ):
        assert "hunter2" not in said


@settings(max_examples=300)
@given(
    st.sampled_from([HEAD, HEAD + "publish:\n  Lead: ", HEAD + "subscribe:\n  Lead:\n    "]), texts
)
def test_mending_any_text_ends_and_never_adds_a_fault_of_reading(head, tail):
    text = head + tail
    for _ in range(20):
        found = judged(text)
        done = splice(text, found, "f")
        if done.text == text:
            break
        before = {one.code for one in errors_in(found)}
        after = {one.code for one in errors_in(judged(done.text))}
        assert not {"S2S101", "S2S108", "S2S109"} & (after - before)
        text = done.text
    else:
        raise AssertionError("mending does not end")
