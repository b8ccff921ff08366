"""What ``validate`` found, as an answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from s2sctl.agreement.pairs import pair_findings
from s2sctl.cli.answer import Answer
from s2sctl.cli.views.answer import finding_json
from s2sctl.cli.views.findings import FindingFormat, findings_text, summary
from s2sctl.cli.views.tables import counted
from s2sctl.manifest.manifest import Terms
from s2sctl.model.finding import Finding, errors_in
from s2sctl.wiring.manifests import ManifestFile, shown

if TYPE_CHECKING:
    from s2sctl.app.live_check import LiveReport


def validated_answer(
    files: Sequence[ManifestFile],
    form: FindingFormat,
    unknown: tuple[Finding, ...] = (),
    live: "LiveReport | None" = None,
) -> Answer:
    """Findings of the files, of their pairs, and of a live check; exit code 1 with errors.

    ``unknown`` are those about orgs without a login.
    """
    findings = tuple(
        dict.fromkeys(
            (
                *(found for file in files for found in file.parsed.findings),
                *unknown,
                *pair_findings([file.parsed for file in files]),
                *(live.findings if live is not None else ()),
            )
        )
    )
    texts = {name: text for file in files for name, text in file.texts.items()}
    failed = bool(errors_in(findings))
    return Answer(
        schema="s2sctl/validate/v1",
        result={
            "findings": [finding_json(found) for found in findings],
            "files": [file.parsed.index.file for file in files],
            "checked_orgs": list(live.checked) if live is not None else [],
            "unchecked_orgs": list(live.unchecked) if live is not None else [],
        },
        text=_text(files, findings, texts, form),
        next=_next(files, findings),
        warnings=_unchecked(live) if live is not None else (),
        exit_code=1 if failed else 0,
    )


def _text(
    files: Sequence[ManifestFile],
    findings: tuple[Finding, ...],
    texts: dict[str, str],
    form: FindingFormat,
) -> str:
    if form is FindingFormat.CONCISE:
        lines = [findings_text(findings, texts, form)] if findings else []
        return "\n".join([*lines, summary(findings, len(files))])
    concerned = {found.place.file for found in findings if found.place is not None}
    good = [_good(file) for file in files if file.parsed.index.file not in concerned]
    parts = [findings_text(findings, texts, form)] if findings else []
    if good:
        parts.append("\n".join(good))
    if findings:
        parts.append(summary(findings, len(files)))
    return "\n\n".join(parts)


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


def _unchecked(live: "LiveReport") -> tuple[str, ...]:
    return tuple(
        f"{alias} was not checked: configs/orgs.yaml has no login of that name"
        for alias in live.unchecked
    )


def _next(files: Sequence[ManifestFile], findings: tuple[Finding, ...]) -> str:
    errors = errors_in(findings)
    if errors:
        return f"s2sctl explain {errors[0].code}"
    return f"s2sctl diff {shown(files[0].path)}" if files else ""
