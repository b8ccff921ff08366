"""Which elements a metadata type has: anything else is refused, as Salesforce refuses it.

Source: the types' pages of the Metadata API guide. Elements that the local org has no use for are
here too, where they are harmless; what would change its behaviour is refused by ``deployables``.
"""

from collections.abc import Mapping

from s2sctl.localorg.deployables import ComponentProblem, Meta, from_xml

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS: Mapping[str, frozenset[str]] = {
    "Package": _words("types version fullName apiAccessLevel description"),
    "CustomObject": _words(
        "actionOverrides allowInChatterGroups compactLayoutAssignment compactLayouts "
        "customHelp customHelpPage deploymentStatus deprecated description enableActivities "
        "enableBulkApi enableDivisions enableEnhancedLookup enableFeeds enableHistory "
        "enableLicensing enableReports enableSearch enableSharing enableStreamingApi "
        "externalSharingModel fields fullName gender household label listViews nameField "
        "pluralLabel recordTypes searchLayouts sharingModel startsWith "
        "validationRules visibility"
    ),
    "CustomField": _words(
        "caseSensitive defaultValue deleteConstraint description displayFormat "
        "displayLocationInDecimal encryptionScheme "
        "externalId formula formulaTreatBlanksAs fullName inlineHelpText label length maskChar "
        "maskType precision referenceTo relationshipLabel relationshipName relationshipOrder "
        "reparentableMasterDetail required scale securityClassification startingNumber "
        "businessStatus "
        "businessOwnerUser complianceGroup stripMarkup summarizedField summaryFilterItems "
        "summaryForeignKey summaryOperation trackFeedHistory trackHistory trackTrending type "
        "unique valueSet visibleLines writeRequiresMasterRead"
    ),
    "RecordType": _words(
        "active businessProcess compactLayoutAssignment description fullName label picklistValues"
    ),
    "ValidationRule": _words(
        "active description errorConditionFormula errorDisplayField errorMessage fullName "
        "shouldEvaluateOnClient"
    ),
    "PermissionSet": _words(
        "applicationVisibilities classAccesses customMetadataTypeAccesses customPermissions "
        "customSettingAccesses description externalDataSourceAccesses fieldPermissions "
        "flowAccesses fullName hasActivationRequired label license objectPermissions pageAccesses "
        "recordTypeVisibilities tabSettings userPermissions"
    ),
    "Queue": _words(
        "doesSendEmailToMembers email fullName name queueMembers queueRoutingConfig queueSobject"
    ),
}
_WITHIN = {
    "fields": "CustomField",
    "recordTypes": "RecordType",
    "validationRules": "ValidationRule",
}


def read_file(kind: str, content: bytes) -> Meta:
    """The metadata of a file of that type. Raises ``ComponentProblem``."""
    if NAMESPACE.encode() not in content:
        raise ComponentProblem(f"Error parsing file: {kind} is not in the namespace {NAMESPACE}")
    root, meta = from_xml(content)
    if root != kind:
        raise ComponentProblem(f"Error parsing file: expected {kind}, found {root}")
    _check(kind, meta)
    return meta


def _check(kind: str, meta: Meta) -> None:
    for name, occurrences in meta.items():
        if name not in _ELEMENTS[kind]:
            raise ComponentProblem(
                f"Element {{{NAMESPACE}}}{name} invalid at this location in type {kind}"
            )
        inner = _WITHIN.get(name)
        for one in occurrences:
            if inner and not isinstance(one, str):
                _check(inner, one)
