"""The names people type. Each is its own type, so that mypy keeps them apart."""

import re
from typing import NewType

OrgAlias = NewType("OrgAlias", str)
"""Our short name for a login, as in ``configs/orgs.yaml``."""

ConnectionName = NewType("ConnectionName", str)
"""The named link between two orgs, the same on both sides."""

ObjectName = NewType("ObjectName", str)
"""An sObject's API name, e.g. ``Lead`` or ``Project__c``."""

FieldName = NewType("FieldName", str)
"""A field's API name, e.g. ``LastName`` or ``Budget__c``."""

API_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*(?:__(?:c|s|pc))?\Z")
"""A Salesforce API name: letters, digits, single underscores, an optional suffix."""

LABEL = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?\Z")
"""What a connection or alias may be called: lower case, digits, ``.``, ``_``, ``-``; 64 at most."""
