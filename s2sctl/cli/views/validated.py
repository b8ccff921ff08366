"""What ``validate`` found, as an answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from s2sctl.cli.answer import Answer
from s2sctl.cli.judging import Against, Judgement
from s2sctl.cli.views.answer import envelope, finding_json
from s2sctl.cli.views.findings import FindingFormat, findings_text, summary
from s2sctl.cli.views.tables import counted
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.secrets import masked
from s2sctl.model.finding import Finding, errors_in
from s2sctl.wiring.manifests import ManifestFile, shown

if TYPE_CHECKING:
    from s2sctl.wiring.mending import Mended

PEOPLE = (FindingFormat.FULL, FindingFormat.CONCISE)


def validated_answer(
    files: Sequence[ManifestFile],
    form: FindingFormat,
    judgement: Judgement,
    mended: tuple[Finding, ...] = (),
) -> Answer:
    """What was found, in the form asked for; exit code 1 with errors.

    ``mended`` are the findings that ``--fix`` has just mended. Forms for programs are alone on
    stdout, and nothing is said about a next command.
    """
    findings = judgement.findings
    answer = Answer(
        schema="s2sctl/validate/v1",
        result={
            "findings": [finding_json(found) for found in findings],
            "mended": [finding_json(found) for found in mended],
            "files": [file.parsed.index.file for file in files],
            "checked_orgs": list(judgement.checked),
            "unchecked_orgs": list(judgement.unchecked),
        },
        text="",
        warnings=_unchecked(judgement),
        exit_code=1 if errors_in(findings) else 0,
    )
    if form not in PEOPLE:
        return replace(answer, text=_for_programs(files, judgement, form, answer))
    texts = {name: text for file in files for name, text in file.texts.items()}
    text = _text(files, judgement, texts, form)
    if mended:
        done = "\n".join(f"mended: {one.fix.title}{_at(one)}" for one in mended if one.fix)
        text = f"{done}\n\n{text}"
    return replace(answer, text=text, next=_next(files, findings))


def diff_answer(mended: "Mended", judgement: Judgement) -> Answer:
    """What ``--fix`` would change, as a unified diff; exit code 1 while there are errors.

    A secret in a line beside the change is masked, though the diff then no longer applies.
    """
    diff = "\n".join(map(masked, mended.diff().split("\n")))
    return Answer(
        schema="s2sctl/validate-diff/v1",
        result={
            "diff": diff,
            "would_mend": [finding_json(found) for found in mended.mended],
            "findings": [finding_json(found) for found in judgement.findings],
        },
        text=diff.removesuffix("\n"),
        next=f"s2sctl validate{judgement.against.option}{' --fix' if diff else ''}",
        warnings=_unchecked(judgement),
        exit_code=1 if errors_in(judgement.findings) else 0,
    )


def _for_programs(
    files: Sequence[ManifestFile],
    judgement: Judgement,
    form: FindingFormat,
    answer: Answer,
) -> str:
    findings = judgement.findings
    match form:
        case FindingFormat.JSON:
            return envelope(answer)
        case FindingFormat.GITHUB:
            from s2sctl.cli.views.formats.github import github_text

            return "\n".join(filter(None, (github_text(findings), _summary(files, judgement))))
        case FindingFormat.GITLAB:
            from s2sctl.cli.views.formats.gitlab import gitlab_text

            return gitlab_text(findings)
        case FindingFormat.SARIF:
            from s2sctl.cli.every_code import every_code
            from s2sctl.cli.views.formats.sarif import sarif_text

            return sarif_text(findings, every_code())
        case _:
            from s2sctl.cli.views.formats.junit import junit_text

            return junit_text(findings, [file.parsed.index.file for file in files])


def _at(found: Finding) -> str:
    place = found.place
    return f" ({place.file}:{place.line}, {found.code})" if place else ""


def _text(
    files: Sequence[ManifestFile],
    judgement: Judgement,
    texts: dict[str, str],
    form: FindingFormat,
) -> str:
    findings = judgement.findings
    if form is FindingFormat.CONCISE:
        lines = [findings_text(findings, texts, form)] if findings else []
        return "\n".join([*lines, _summary(files, judgement)])
    concerned = {found.place.file for found in findings if found.place is not None}
    good = [_good(file) for file in files if file.parsed.index.file not in concerned]
    parts = [findings_text(findings, texts, form)] if findings else []
    if good:
        parts.append("\n".join(good))
    if findings:
        parts.append(_summary(files, judgement))
    return "\n\n".join(parts)


def _summary(files: Sequence[ManifestFile], judgement: Judgement) -> str:
    return summary(judgement.findings, len(files), judgement.against.option)


def _good(file: ManifestFile) -> str:
    manifest = file.parsed.manifest
    told = f" ({manifest.connection}: {terms_line(manifest.terms)})" if manifest else ""
    return f"{shown(file.path)}: ok{told}"


def terms_line(terms: Terms) -> str:
    """``publishes 2 objects, 6 fields; subscribes to 1 object, 5 fields``."""
    fields = (
        sum(len(one.fields) for one in terms.publish),
        sum(len(one.fields) for one in terms.subscribe),
    )
    return (
        f"publishes {counted(len(terms.publish), 'object')}, {counted(fields[0], 'field')}; "
        f"subscribes to {counted(len(terms.subscribe), 'object')}, {counted(fields[1], 'field')}"
    )


def _unchecked(judgement: Judgement) -> tuple[str, ...]:
    why = "configs/orgs.yaml has no login of that name"
    if judgement.against is Against.PULLED:
        why = "none of its describes was pulled; s2sctl metadata pull"
    return tuple(f"{alias} was not checked: {why}" for alias in judgement.unchecked)


def _next(files: Sequence[ManifestFile], findings: tuple[Finding, ...]) -> str:
    errors = errors_in(findings)
    if errors:
        return f"s2sctl explain {errors[0].code}"
    return f"s2sctl diff {shown(files[0].path)}" if files else ""
