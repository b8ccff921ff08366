"""Task and Event. Their custom fields are deployed on Activity and appear on both."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import TIME_ZONES

_WHAT = "Account,Asset,Campaign,Case,Opportunity,Product2"

_RECURRENCE = """
RecurrenceEndDateOnly | date | Recurrence End | -p
RecurrenceTimeZoneSidKey | picklist(40) | Recurrence Time Zone | -p restricted
RecurrenceType | picklist(40) | Recurrence Type | -p restricted
RecurrenceInterval | int[9] | Recurrence Interval | -p
RecurrenceDayOfWeekMask | int[9] | Recurrence Day of Week Mask | -p
RecurrenceDayOfMonth | int[9] | Recurrence Day of Month | -p
RecurrenceInstance | picklist(40) | Recurrence Instance | -p restricted
RecurrenceMonthOfYear | picklist(40) | Recurrence Month of Year | -p restricted
"""

_RECURRENCE_PICKLISTS = {
    "RecurrenceTimeZoneSidKey": TIME_ZONES,
    "RecurrenceType": "RecursDaily;RecursEveryWeekday;RecursMonthly;RecursMonthlyNth;"
    "RecursWeekly;RecursYearly;RecursYearlyNth",
    "RecurrenceInstance": "First;Second;Third;Fourth;Last",
    "RecurrenceMonthOfYear": "January;February;March;April;May;June;July;August;September;"
    "October;November;December",
}

_TASK = f"""
Id | id | Activity ID | ! ro d -p lookup
WhoId | reference | Name ID | ref=Contact,Lead:Who:Tasks delete=cascade
WhatId | reference | Related To ID | ref={_WHAT}:What:Tasks delete=cascade
Subject | combobox(255) | Subject | -g -p name
ActivityDate | date | Due Date Only | -p
Status | picklist(255) | Status | ! d -p
Priority | picklist(255) | Priority | ! d -p
IsHighPriority | boolean | High Priority | ! ro d -p
OwnerId | reference | Assigned To ID | ! d -p ref=Group,User:Owner delete=none
Description | textarea(32000) | Description | x=plaintextarea
IsDeleted | boolean | Deleted | ! ro d -p
AccountId | reference | Account ID | ro -p ref=Account:Account delete=none
IsClosed | boolean | Closed | ! ro d -p
@audit
IsArchived | boolean | Archived | ! ro d -p
CallDurationInSeconds | int[8] | Call Duration | -p
CallType | picklist(40) | Call Type | -p restricted
CallDisposition | string(255) | Call Result | -p
CallObject | string(255) | Call Object Identifier | -p
ReminderDateTime | datetime | Reminder Date/Time | -p
IsReminderSet | boolean | Reminder Set | ! d -p
RecurrenceActivityId | reference | Recurrence Activity ID | ro -p ref=Task::RecurringTasks
IsRecurrence | boolean | Create Recurring Series of Tasks | ! -u d -p
RecurrenceStartDateOnly | date | Recurrence Start | -p
{_RECURRENCE.strip()}
RecurrenceRegeneratedType | picklist(40) | Repeat This Task | -p restricted
TaskSubtype | picklist(40) | Task Subtype | -u -p restricted
CompletedDateTime | datetime | Completed Date/Time | ro -p
"""

_TASK_PICKLISTS = {
    "Subject": "Call;Send Letter;Send Quote;Other",
    "Status": "Not Started*;In Progress;Completed;Waiting on someone else;Deferred",
    "Priority": "High;Normal*;Low",
    "CallType": "Internal;Inbound;Outbound",
    "RecurrenceRegeneratedType": "None;RecurrenceRegenerateAfterDueDate;"
    "RecurrenceRegenerateAfterToday;RecurrenceRegenerated",
    **_RECURRENCE_PICKLISTS,
    "TaskSubtype": "Task*;Email;ListEmail;Cadence;Call;LinkedIn",
}

_EVENT = f"""
Id | id | Activity ID | ! ro d -p lookup
WhoId | reference | Name ID | ref=Contact,Lead:Who:Events delete=cascade
WhatId | reference | Related To ID | ref={_WHAT}:What:Events delete=cascade
Subject | combobox(255) | Subject | -g -p name
Location | string(255) | Location
IsAllDayEvent | boolean | All-Day Event | ! d
ActivityDateTime | datetime | Due Date Time | -p
ActivityDate | date | Due Date Only | -p
DurationInMinutes | int[8] | Duration | -p
StartDateTime | datetime | Start Date Time | -p
EndDateTime | datetime | End Date Time | -p
EndDate | date | End Date | ro -p
Description | textarea(32000) | Description | x=plaintextarea
AccountId | reference | Account ID | ro -p ref=Account:Account delete=none
OwnerId | reference | Assigned To ID | ! d -p ref=User:Owner delete=none
IsPrivate | boolean | Private | ! d -p
ShowAs | picklist(40) | Show Time As | d -p restricted
IsDeleted | boolean | Deleted | ! ro d -p
IsChild | boolean | Is Child | ! ro d -p
IsGroupEvent | boolean | Is Group Event | ! ro d -p
GroupEventType | picklist(40) | Group Event Type | ro d -p restricted
@audit
IsArchived | boolean | Archived | ! ro d -p
RecurrenceActivityId | reference | Recurrence Activity ID | ro -p ref=Event::RecurringEvents
IsRecurrence | boolean | Create Recurring Series of Events | ! -u d -p
RecurrenceStartDateTime | datetime | Recurrence Start | -p
{_RECURRENCE.strip()}
ReminderDateTime | datetime | Reminder Date/Time | -p
IsReminderSet | boolean | Reminder Set | ! d -p
EventSubtype | picklist(40) | Event Subtype | -u -p restricted
IsRecurrence2Exclusion | boolean | Historical Event, Not Following Recurrence | ! ro d -p
Recurrence2PatternText | textarea(512) | Recurrence Pattern | -u -p x=plaintextarea
Recurrence2PatternVersion | picklist(40) | Pattern Version | ro -p restricted
IsRecurrence2 | boolean | Repeat | ! ro d -p
IsRecurrence2Exception | boolean | Is Exception | ! ro d -p
Recurrence2PatternStartDate | datetime | Recurrence Pattern Start Date | ro -p
Recurrence2PatternTimeZone | string(255) | Recurrence Pattern Time Zone Reference | ro -p
"""

_EVENT_PICKLISTS = {
    "Subject": "Call;Email;Meeting;Send Letter/Quote;Other",
    "ShowAs": "Busy*;OutOfOffice;Free",
    "Recurrence2PatternVersion": "1;2",
    **_RECURRENCE_PICKLISTS,
    "GroupEventType": "0*;1;2;3",
    "EventSubtype": "Event*",
}

TASK = standard("Task", "Task", "Tasks", "00T", fields(_TASK, _TASK_PICKLISTS))
EVENT = standard("Event", "Event", "Events", "00U", fields(_EVENT, _EVENT_PICKLISTS))
