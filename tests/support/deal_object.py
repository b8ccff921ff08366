"""A custom object ``Deal__c`` as deployable source, for tests that need fields of many types."""

from collections.abc import Iterable, Mapping, Sequence

_NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def values(*names: str, restricted: bool = True) -> str:
    """A value set of these values."""
    made = "".join(
        f"<value><fullName>{one}</fullName><default>false</default><label>{one}</label></value>"
        for one in names
    )
    return (
        f"<valueSet><restricted>{str(restricted).lower()}</restricted>"
        f"<valueSetDefinition><sorted>false</sorted>{made}</valueSetDefinition></valueSet>"
    )


def package(
    fields: Mapping[str, tuple[str, str]],
    record_types: Sequence[str] = (),
    queues: Iterable[str] = (),
) -> dict[str, bytes]:
    """The files of a deployment: the object, a permission set ``Deals``, queues that take it.

    ``fields`` is name to (metadata type, what else its XML says).
    """
    queues = list(queues)
    made = "".join(
        f"<fields><fullName>{name}</fullName>{said}<label>{name}</label><type>{kind}</type></fields>"
        for name, (kind, said) in fields.items()
    )
    types = "".join(
        f"<recordTypes><fullName>{one}</fullName><active>true</active><label>{one}</label>"
        "</recordTypes>"
        for one in record_types
    )
    files = {
        "package.xml": _package({"CustomObject": ["Deal__c"], "PermissionSet": ["Deals"]}, queues),
        "objects/Deal__c.object": (
            f"{_HEAD}<CustomObject {_NS}><deploymentStatus>Deployed</deploymentStatus>{made}"
            "<label>Deal</label><nameField><label>Name</label><type>Text</type></nameField>"
            f"<pluralLabel>Deals</pluralLabel>{types}<sharingModel>ReadWrite</sharingModel>"
            "</CustomObject>"
        ),
        "permissionsets/Deals.permissionset": _permissions(fields, record_types),
    }
    for queue in queues:
        files[f"queues/{queue}.queue"] = (
            f"{_HEAD}<Queue {_NS}><doesSendEmailToMembers>false</doesSendEmailToMembers>"
            f"<name>{queue}</name><queueSobject><sobjectType>Deal__c</sobjectType></queueSobject>"
            "</Queue>"
        )
    return {name: text.encode() for name, text in files.items()}


def _package(members: Mapping[str, Sequence[str]], queues: Sequence[str]) -> str:
    known = {**members, **({"Queue": queues} if queues else {})}
    types = "".join(
        f"<types>{''.join(f'<members>{one}</members>' for one in names)}<name>{kind}</name></types>"
        for kind, names in known.items()
    )
    return f"{_HEAD}<Package {_NS}>{types}<version>64.0</version></Package>"


def _permissions(fields: Mapping[str, tuple[str, str]], record_types: Sequence[str]) -> str:
    may = "".join(
        f"<fieldPermissions><editable>{_editable(fields[name])}</editable>"
        f"<field>Deal__c.{name}</field><readable>true</readable></fieldPermissions>"
        for name in sorted(fields)
    )
    types = "".join(
        f"<recordTypeVisibilities><recordType>Deal__c.{one}</recordType><visible>true</visible>"
        "</recordTypeVisibilities>"
        for one in record_types
    )
    return (
        f"{_HEAD}<PermissionSet {_NS}>{may}<label>Deals</label>"
        "<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete>"
        "<allowEdit>true</allowEdit><allowRead>true</allowRead>"
        "<modifyAllRecords>true</modifyAllRecords><object>Deal__c</object>"
        f"<viewAllRecords>true</viewAllRecords></objectPermissions>{types}</PermissionSet>"
    )


def _editable(field: tuple[str, str]) -> str:
    return str(field[0] != "AutoNumber" and "<formula>" not in field[1]).lower()
