"""All commands, by name. One line each; nothing is imported before it is called.

A name of two words is a command in a group. ``tests/flows/test_registry.py`` holds every help
line equal to its function's first docstring line.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command's function lives, and the line that ``--help`` shows for it."""

    module: str
    function: str
    help: str


COMMANDS: dict[str, Entry] = {
    "org list": Entry(
        "s2sctl.cli.commands.org_list", "list_orgs", "List the orgs this project can log in to."
    ),
    "org test": Entry(
        "s2sctl.cli.commands.org_test", "try_org", "Log in to an org and say who we are there."
    ),
}

GROUPS: dict[str, str] = {
    "local": "Embedded Salesforce orgs on this machine.",
    "org": "Logins, and what an org needs to take part.",
}
