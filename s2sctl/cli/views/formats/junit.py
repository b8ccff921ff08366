"""Findings as a JUnit report, which every CI server reads.

Source of the shape: the JUnit XML schema of the Jenkins xUnit plug-in (junit-10.xsd).
"""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from s2sctl.cli.views.answer import finding_line
from s2sctl.cli.views.formats.fingerprint import file_of
from s2sctl.model.finding import Finding, Severity, errors_in

_NOT_XML = re.compile("[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_text(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """One suite a file, one case a finding; a warning passes and is said in its output.

    ``files`` are all that were read: one without findings is a case that passes.
    """
    names = dict.fromkeys((*(one.replace("\\", "/") for one in files), *map(file_of, findings)))
    root = ElementTree.Element("testsuites", name="s2sctl validate")
    for name in names:
        _suite(root, name, [found for found in findings if file_of(found) == name])
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def _suite(root: ElementTree.Element, name: str, findings: Sequence[Finding]) -> None:
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=_xml(name),
        tests=str(max(1, len(findings))),
        failures=str(len(errors_in(list(findings)))),
        errors="0",
        skipped="0",
    )
    for found in findings:
        where = f":{found.place.line}:{found.place.column}" if found.place else ""
        case = ElementTree.SubElement(
            suite, "testcase", classname=_xml(name), name=_xml(f"{found.code}{where}"), time="0"
        )
        text = _xml("\n".join(filter(None, (finding_line(found), found.help))))
        if found.severity is Severity.ERROR:
            ElementTree.SubElement(
                case, "failure", type=found.code, message=_xml(found.message)
            ).text = text
        else:
            ElementTree.SubElement(case, "system-out").text = text
    if not findings:
        ElementTree.SubElement(suite, "testcase", classname=_xml(name), name="ok", time="0")


def _xml(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
