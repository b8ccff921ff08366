"""The values of status picklists as rows: which of them close, win or convert.

Source: the object reference's pages of LeadStatus, OpportunityStage, CaseStatus, TaskStatus and
TaskPriority.
"""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_COMMON = """
Id | id | {0} ID | ! ro d -p lookup
MasterLabel | string(255) | Master Label | ro -p name
ApiName | string(255) | API Name | ro -p
SortOrder | int[9] | Sort Order | ro -p
{1}
@audit
"""
_DEFAULT = "IsDefault | boolean | Is Default | ! ro d -p"
_CLOSED = f"{_DEFAULT}\nIsClosed | boolean | Is Closed | ! ro d -p"
_STAGE = """
IsActive | boolean | Is Active | ! ro d -p default=true
IsClosed | boolean | Closed | ! ro d -p
IsWon | boolean | Won | ! ro d -p
ForecastCategory | picklist(40) | Forecast Category | ! ro -p restricted
ForecastCategoryName | picklist(255) | Forecast Category Name | ! ro -p restricted
DefaultProbability | percent(3,0) | Probability (%) | ro -p
Description | string(255) | Description | ro -p
"""
_OWN = {
    "LeadStatus": (
        "Lead Status Value",
        f"{_DEFAULT}\nIsConverted | boolean | Converted | ! ro d -p",
    ),
    "OpportunityStage": ("Opportunity Stage", _STAGE.strip()),
    "CaseStatus": ("Case Status Value", _CLOSED),
    "TaskStatus": ("Task Status Value", _CLOSED),
    "TaskPriority": (
        "Task Priority Value",
        f"{_DEFAULT}\nIsHighPriority | boolean | High Priority | ! ro d -p",
    ),
}
_PREFIXES = {
    "CaseStatus": "01V",
    "LeadStatus": "01W",
    "OpportunityStage": "01J",
    "TaskPriority": "01X",
    "TaskStatus": "01T",
}
"""Describe tells none of them (recorded); those but the stage's are our own."""
_FORECASTS = {
    "ForecastCategory": "Omitted;Pipeline;BestCase;MostLikely;Forecast;Closed",
    "ForecastCategoryName": "Omitted;Pipeline;Best Case;Commit;Closed",
}

STATUSES: tuple[ObjectDefinition, ...] = tuple(
    standard(
        name,
        label,
        label,
        _PREFIXES[name],
        fields(_COMMON.format(label, own), _FORECASTS),
        createable=False,
        updateable=False,
        deletable=False,
        undeletable=False,
        searchable=False,
    )
    for name, (label, own) in _OWN.items()
)
