"""An answer, or an error, as text or as the one JSON document that scripts read."""

import json
import sys

from s2sctl.cli.answer import STATUS, Answer, Format, Json
from s2sctl.cli.views.guards import guard_json
from s2sctl.errors import ConfigInvalid, FindingsPresent, S2sError
from s2sctl.model.finding import Finding, Severity
from s2sctl.sync.guards import Tripped


def show_answer(answer: Answer, output: Format, *, quiet: bool = False) -> None:
    """Results to stdout, everything else to stderr."""
    if output is Format.JSON:
        print(envelope(answer))
        return
    if answer.text:
        print(answer.text)
    for warning in answer.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if answer.next and not quiet:
        print(f"Next:  {answer.next}", file=sys.stderr)


def envelope(answer: Answer) -> str:
    """The JSON document: ``{schema, status, result, warnings, errors}``."""
    return json.dumps(
        {
            "schema": answer.schema,
            "status": answer.status,
            "result": answer.result,
            "warnings": list(answer.warnings),
            "errors": list(answer.errors),
        },
        ensure_ascii=False,
    )


def show_error(error: S2sError, output: Format) -> None:
    """One clear sentence and what to do next; in JSON, the envelope with ``errors``."""
    if output is Format.JSON:
        print(
            envelope(
                Answer(
                    schema="s2sctl/error/v1",
                    result=None,
                    text="",
                    errors=(error_json(error),),
                    exit_code=error.exit_code,
                )
            )
        )
        return
    print(f"error[{error.code}]: {error.message}", file=sys.stderr)
    if isinstance(error, FindingsPresent | ConfigInvalid):
        for found in error.findings:
            if isinstance(found, Finding):
                print(f"  {finding_line(found)}", file=sys.stderr)
                if found.help and found.help not in error.help:
                    print(f"    = help: {found.help}", file=sys.stderr)
    if error.help:
        print(f"  = help: {error.help}", file=sys.stderr)


def error_json(error: S2sError) -> Json:
    """An error as scripts read it."""
    return {
        "code": error.code,
        "kind": STATUS.get(error.exit_code, "error"),
        "message": error.message,
        "help": error.help,
        "guards": [
            guard_json(one) for one in getattr(error, "tripped", ()) if isinstance(one, Tripped)
        ],
        "findings": [
            finding_json(found)
            for found in getattr(error, "findings", ())
            if isinstance(found, Finding)
        ],
    }


def finding_json(found: Finding) -> Json:
    """A finding as scripts read it; place fields are null where a file is not concerned."""
    place = found.place
    return {
        "code": found.code,
        "severity": found.severity.value,
        "path": found.path,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "message": found.message,
        "help": found.help,
        "fix": found.fix.title if found.fix else None,
    }


def finding_line(found: Finding) -> str:
    """``file:line:col CODE sentence``, or the path where there is no file; a warning says so.

    ``[*]`` marks what ``s2sctl validate --fix`` can mend.
    """
    place = found.place
    where = f"{place.file}:{place.line}:{place.column}" if place else found.path
    said = "warning: " if found.severity is Severity.WARNING else ""
    mark = "[*] " if found.fix else ""
    return f"{where} {found.code} {mark}{said}{found.message}"
