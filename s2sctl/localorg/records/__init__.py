"""DML: insert, update, upsert, delete, undelete, alone or many at a time, with the org's rules."""

from s2sctl.localorg.records.batches import (
    Change,
    Operation,
    Outcome,
    delete_many,
    save_many,
)
from s2sctl.localorg.records.conversion import Conversion, Converted, convert_lead
from s2sctl.localorg.records.merging import merge
from s2sctl.localorg.records.options import SaveOptions
from s2sctl.localorg.records.removal import delete, purge, undelete
from s2sctl.localorg.records.saving import insert, update
from s2sctl.localorg.records.upserting import upsert

__all__ = [
    "Change",
    "Conversion",
    "Converted",
    "Operation",
    "Outcome",
    "SaveOptions",
    "convert_lead",
    "delete",
    "delete_many",
    "insert",
    "merge",
    "purge",
    "save_many",
    "undelete",
    "update",
    "upsert",
]
