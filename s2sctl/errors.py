"""The error tree. A class holds facts, one sentence, what to do next; words meet people in ``cli``.

::

    S2sError                    exit
    ├─ UsageError                 2   a flag, an alias, a file, a project: ours to correct
    │  ├─ ConfigInvalid           2   orgs.yaml cannot be used
    │  ├─ WrongOrg                2   a login answers with another org id than the one recorded
    │  └─ StateUnusable           2   state of a newer version, of another project, or broken
    ├─ FindingsPresent            1   a manifest or a join has problems; carries them all
    ├─ Unhealthy                  1   health is red
    ├─ DifferencesPresent         3   asked for with --exit-code
    ├─ AccessDenied               4   login refused, or a permission is missing
    ├─ Temporary                  5   try again later
    │  ├─ OrgUnreachable          5   no answer, or a 5xx after all tries
    │  ├─ LimitReached            5   the org's API limit, or its throttle
    │  └─ AnswerLost              5   a write was sent and no answer came: verify by key
    ├─ RecordsParked              6   done, but conflicts or failures wait
    ├─ Paused                     0   a side paused the connection; nothing was read or written
    ├─ Locked                     7   another run holds the connection
    │  └─ LeaseLost               7   another runner took over while we slept
    ├─ GuardTripped               8   a counted limit; nothing (more) was written
    ├─ RequestRefused             4   the org refused the request itself (not one row of it)
    ├─ Interrupted           130/143  INT or TERM
    └─ Bug                       70   ours
"""

from collections.abc import Mapping, Sequence


class S2sError(Exception):
    """The base of every error a user may see.

    ``code`` is stable and explained by ``s2sctl explain CODE``; ``help`` is the next thing to do.
    """

    exit_code = 70

    def __init__(self, message: str, *, code: str = "S2S900", help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.help = help


class UsageError(S2sError):
    """A flag, an alias, a file or a project is not what the command needs."""

    exit_code = 2


class ConfigInvalid(UsageError):
    """``configs/orgs.yaml`` or an environment setting cannot be used; ``findings`` say where."""

    def __init__(
        self, message: str, findings: Sequence[object] = (), *, code: str = "S2S165", help: str = ""
    ) -> None:
        super().__init__(message, code=code, help=help)
        self.findings = tuple(findings)


class WrongOrg(UsageError):
    """A login answers with another org id than the one that was recorded."""


class StateUnusable(UsageError):
    """The state store is of a newer version, of another project, or damaged."""


class FindingsPresent(S2sError):
    """Findings of severity error stand in the way; ``findings`` holds all of them."""

    exit_code = 1

    def __init__(
        self, message: str, findings: Sequence[object], *, code: str = "S2S100", help: str = ""
    ) -> None:
        super().__init__(message, code=code, help=help)
        self.findings = tuple(findings)


class Unhealthy(S2sError):
    """A connection's health is not good."""

    exit_code = 1


class DifferencesPresent(S2sError):
    """There are differences, and ``--exit-code`` asked to be told so."""

    exit_code = 3


class RequestRefused(S2sError):
    """The org refused a whole request: ``status`` and ``error_code`` are Salesforce's own.

    Messages are redacted before they arrive here: Salesforce quotes record values.
    """

    exit_code = 4

    def __init__(
        self, message: str, *, status: int, error_code: str, code: str = "S2S601", help: str = ""
    ) -> None:
        super().__init__(message, code=code, help=help)
        self.status = status
        self.error_code = error_code


class AccessDenied(S2sError):
    """A login was refused, or the user lacks a permission."""

    exit_code = 4


class Temporary(S2sError):
    """The same command may succeed later.

    ``again``: the same call may succeed in a moment, after at least that many seconds; None where
    it is of no use to ask again within this run.
    """

    exit_code = 5
    again: float | None = None


class OrgUnreachable(Temporary):
    """The org did not answer, or answered 5xx until the tries were used up."""


class LimitReached(Temporary):
    """The org's request limit is spent, or the org throttles us."""


class AnswerLost(Temporary):
    """A write was sent and its answer never came: it may or may not have been done.

    ``refused`` is the code of the error that the org itself answered with; "" where it did not.
    """

    refused: str = ""


class RecordsParked(S2sError):
    """The run is done; some records wait in the ledger."""

    exit_code = 6


class Paused(S2sError):
    """A side's own pause keeps records from flowing: a rest, not a failure.

    ``by`` is whose word it is, each alias with the reason that was given ("" for none).
    """

    exit_code = 0

    def __init__(
        self, message: str, by: Mapping[str, str], *, code: str = "S2S703", help: str = ""
    ) -> None:
        super().__init__(message, code=code, help=help)
        self.by = dict(by)


class Locked(S2sError):
    """Another run holds the connection."""

    exit_code = 7


class LeaseLost(Locked):
    """Another runner took the connection over; this one must not write any more."""


class GuardTripped(S2sError):
    """A counted guard stopped the run before its first write; ``tripped`` holds each of them."""

    exit_code = 8

    def __init__(
        self, message: str, tripped: Sequence[object] = (), *, code: str = "S2S500", help: str = ""
    ) -> None:
        super().__init__(message, code=code, help=help)
        self.tripped = tuple(tripped)


class Interrupted(S2sError):
    """A signal asked us to stop; the batch in flight was finished and remembered."""

    exit_code = 130

    def __init__(self, message: str, *, signal_number: int, help: str = "") -> None:
        super().__init__(message, code="S2S903", help=help)
        self.exit_code = 128 + signal_number


class Bug(S2sError):
    """Something that cannot happen did."""

    exit_code = 70
