"""Metadata applied to an org: objects, fields, record types, permission sets, queues.

Every function takes the org, the acting user's id and metadata as ``from_xml`` reads it, and raises
``ComponentProblem`` with the text a deploy result carries. The caller opens the transaction: one
problem rolls a deploy back.
"""

from s2sctl.localorg.deployables.metadata import Meta, from_xml
from s2sctl.localorg.deployables.objects import (
    put_field,
    put_object,
    remove_field,
    remove_object,
)
from s2sctl.localorg.deployables.permission_sets import (
    put_permission_set,
    remove_permission_set,
)
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.deployables.queues import put_queue, remove_queue
from s2sctl.localorg.deployables.record_types import put_record_type
from s2sctl.localorg.deployables.renaming import rename_field
from s2sctl.localorg.deployables.rules import put_rule, put_validation_rule, remove_rule

__all__ = [
    "ComponentProblem",
    "Meta",
    "from_xml",
    "put_field",
    "put_object",
    "put_permission_set",
    "put_queue",
    "put_record_type",
    "put_rule",
    "put_validation_rule",
    "remove_field",
    "remove_object",
    "remove_permission_set",
    "remove_queue",
    "remove_rule",
    "rename_field",
]
