"""Comments that silence findings, and those that cannot."""

from s2sctl.cli.every_code import every_code
from s2sctl.manifest.ignores import NEVER, read_ignores
from s2sctl.manifest.parse import parse
from s2sctl.metadata.reach import settled
from s2sctl.model.finding import Finding, Place, Severity

HEAD = "connection: a-b\norg: a\npartner: {org: b}\n"
RULE = "publish:\n  Lead:\n    fields: [Email]\n    share: {where: CreatedDate > TODAY}"


def codes(text):
    return [found.code for found in parse(text, "f").findings]


def left(text, *later, checked=()):
    return [one.code for one in settled([parse(text, "f")], later, every_code(), checked)]


def test_a_finding_is_silenced_on_its_line_or_from_the_line_before():
    assert codes(HEAD + RULE + "\n") == ["S2S202"]
    assert codes(HEAD + RULE + "  # s2s: ignore[S2S202] weekly sweep\n") == []
    before = RULE.replace(
        "    share", "    # s2s: ignore[S2S202] weekly sweep\n\n    # so\n    share"
    )
    assert codes(HEAD + before + "\n") == []
    assert parse(HEAD + before, "f").manifest is not None
    after = HEAD + RULE + "\n# s2s: ignore[S2S202] too late\n"
    assert codes(after) == ["S2S202"]


def test_one_comment_may_name_several_codes_each_judged_alone():
    text = HEAD + RULE + "  # s2s: ignore[S2S209, S2S202] weekly sweep\n"
    assert codes(text) == []
    assert left(text) == ["S2S241"]


def test_what_looks_like_a_comment_inside_a_text_is_none():
    for value in ("'# s2s: ignore[S2S202] no'", '" # s2s: ignore[S2S202] no"'):
        assert read_ignores(f"a: {value}\n", "f").all == ()
    assert read_ignores("a: |\n  x # s2s: ignore[S2S202] no\n", "f").all == ()
    after = read_ignores("a: '# s2s: ignore[S2S202] no' # s2s: ignore[S2S310] yes\n", "f")
    assert [(one.code, one.place.column) for one in after.all] == [("S2S310", 45)]
    behind = read_ignores("a: |\n  x\n# s2s: ignore[S2S202] yes\nb: 1\n", "f")
    assert [one.line for one in behind.all] == [4]


def test_a_reason_is_required_and_brackets_are():
    assert codes(HEAD + RULE + " # s2s: ignore[S2S202]\n") == ["S2S202", "S2S240"]
    assert codes(HEAD + RULE + " # s2s: ignore S2S202 x\n") == ["S2S202", "S2S244"]
    assert codes(HEAD + RULE + " # s2s: ignore[] x\n") == ["S2S202", "S2S244"]


def test_an_error_that_would_lose_data_stays_and_a_warning_of_its_code_does_not():
    text = HEAD + "publish: {Lead: {fields: [Email]}} # s2s: ignore[S2S314] small amounts only\n"
    ignores = parse(text, "f").ignores
    error = Finding("S2S314", "x", "m", place=Place("f", 4, 20))
    warning = Finding("S2S314", "x", "m", severity=Severity.WARNING, place=Place("f", 4, 20))
    assert [one.code for one in ignores.silence([error])] == ["S2S314", "S2S243"]
    assert ignores.silence([warning]) == ()


def test_every_code_that_cannot_be_ignored_exists_and_says_why():
    known = every_code()
    assert {code for code in NEVER if code not in known} <= {"S2S100"}
    assert all(len(why) > 10 for why in NEVER.values())
    lossy = {"S2S203", "S2S206", "S2S207", "S2S306", "S2S312", "S2S313", "S2S314", "S2S322"}
    assert lossy <= set(NEVER)


def test_findings_of_later_checks_are_silenced_too():
    text = HEAD + "publish: {Lead: {fields: [Score__c]}} # s2s: ignore[S2S310] rarely changes\n"
    formula = Finding("S2S310", "p", "m", severity=Severity.WARNING, place=Place("f", 4, 27))
    assert left(text, formula, checked=["a"]) == []
    elsewhere = formula.at(Place("g", 4, 27))
    assert left(text, elsewhere, checked=["a"]) == ["S2S310", "S2S241"]


def test_an_idle_comment_is_told_only_where_its_check_ran():
    text = HEAD + "publish: {Lead: {fields: [Score__c]}} # s2s: ignore[S2S310] rarely changes\n"
    assert left(text) == []
    assert left(text, checked=["a"]) == ["S2S241"]
    both = text.replace("S2S310", "S2S315")
    assert left(both, checked=["a"]) == []


def test_a_code_that_does_not_exist_is_told():
    assert left(HEAD + RULE + " # s2s: ignore[S2S298] why not\n") == ["S2S202", "S2S242"]
