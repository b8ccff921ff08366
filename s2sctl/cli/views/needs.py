"""What a user lacks for a manifest, and the permission set that grants it."""

from pathlib import Path

from s2sctl.app.needs import Needs
from s2sctl.cli.answer import Answer
from s2sctl.cli.views.tables import counted, table


def needs_answer(
    found: Needs, source: str, alias: str, manifest: str, written: Path | None
) -> Answer:
    """Exit code 1 while something is missing. ``source`` is the permission set's file."""
    who = found.identity.username or found.identity.user_id
    missing = counted(len(found.missing), "permission") if found.missing else "nothing"
    lines = [f"{who} lacks {missing} for {manifest}."]
    if found.missing:
        rows = [(one.kind, one.name, ", ".join(one.permissions)) for one in found.missing]
        lines.append(table(("kind", "name", "missing"), rows))
    lines += [f"not looked at: {one}" for one in found.unknown]
    lines += [f"not for the sync, but missing: {one}" for one in found.beside]
    if written is not None:
        lines.append(f"The permission set {found.wanted.name} is in {written}.")
    elif found.missing:
        lines.append(f"\nThe permission set {found.wanted.name} grants what is needed:\n\n{source}")
    again = f"s2sctl org test {alias} --for {manifest}"
    grant = f"s2sctl org enable {alias}, or deploy and assign {found.wanted.name}; then  {again}"
    return Answer(
        schema="s2sctl/org-test-for/v1",
        result={
            "alias": alias,
            "username": found.identity.username,
            "missing": [
                {"kind": one.kind, "name": one.name, "permissions": list(one.permissions)}
                for one in found.missing
            ],
            "unknown": list(found.unknown),
            "beside": list(found.beside),
            "permission_set": {"name": found.wanted.name, "source": source},
        },
        text="\n".join(lines),
        next=grant if found.missing else f"s2sctl validate {manifest} --live",
        exit_code=1 if found.missing else 0,
    )
