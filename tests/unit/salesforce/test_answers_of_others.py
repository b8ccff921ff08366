"""What answers in an org's place is never taken for the org: it is named, and tried again later."""

import pytest

from s2sctl.errors import OrgUnreachable, Temporary
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Query
from s2sctl.salesforce.rows import record_of
from tests.unit.salesforce.test_salesforce_transport import DONE, ID, LEAD, UPDATE
from tests.unit.salesforce.tiny import Reply

PAGE = b"<!DOCTYPE html><html><body>We are down for maintenance.</body></html>"
HTML = {"Content-Type": "text/html;charset=UTF-8"}
NOT_THE_ORG = {
    "page": Reply(200, raw=PAGE, headers=HTML),
    "page-as-json": Reply(200, raw=PAGE, headers={"Content-Type": "application/json"}),
    "maintenance": Reply(503, raw=PAGE, headers=HTML),
    "proxy-denies": Reply(403, raw=PAGE, headers=HTML),
    "proxy-login": Reply(407, raw=PAGE, headers=HTML),
    "redirect": Reply(302, raw=b"", headers={"Location": "https://maintenance.example/"}),
    "redirect-for-good": Reply(301, raw=PAGE, headers={"Location": "https://down.example/"}),
    "cut-off": Reply(200, raw=b'[{"id": "00Q000000000001EAA", "succ'),
    "empty": Reply(200, raw=b""),
    "other-json": Reply(200, body={"status": "ok"}),
}


@pytest.mark.parametrize("reply", NOT_THE_ORG.values(), ids=NOT_THE_ORG.keys())
def test_an_answer_that_is_not_the_orgs_ends_a_write_as_temporary_and_is_tried_again(
    tiny, patient, reply
):
    tiny.say(*[reply] * 4)
    with pytest.raises(Temporary) as caught:
        patient.write(UPDATE)
    assert (caught.value.exit_code, len(tiny.asked)) == (5, 4)
    assert "maintenance.example" not in str(caught.value)
    tiny.say(reply, DONE)
    assert patient.write(UPDATE)[0].id == ID


@pytest.mark.parametrize("reply", NOT_THE_ORG.values(), ids=NOT_THE_ORG.keys())
def test_it_ends_a_read_as_temporary_too(tiny, org, reply):
    tiny.say(*[reply] * 4)
    with pytest.raises(OrgUnreachable) as caught:
        org.fetch(LEAD, [ID], [])
    assert (caught.value.exit_code, len(tiny.asked)) == (5, 4)


@pytest.mark.parametrize("name", ["page", "maintenance", "proxy-denies", "proxy-login"])
def test_a_page_is_named_as_one(tiny, org, name):
    tiny.say(*[NOT_THE_ORG[name]] * 4)
    with pytest.raises(OrgUnreachable) as caught:
        org.fetch(LEAD, [ID], [])
    assert "a page came instead of the org's answer" in str(caught.value)
    assert "browser" in (caught.value.help or "")


def test_a_redirect_is_named_as_one_and_never_followed(tiny, org):
    tiny.say(*[Reply(302, raw=b"", headers={"Location": f"{tiny.url}/elsewhere"})] * 4)
    with pytest.raises(OrgUnreachable) as caught:
        org.fetch(LEAD, [ID], [])
    assert "a redirect came instead" in str(caught.value)
    assert all("elsewhere" not in asked.path for asked in tiny.asked)


def test_neither_a_query_nor_a_login_follows_a_redirect(tiny, org):
    away = Reply(302, raw=b"", headers={"Location": f"{tiny.url}/elsewhere"})
    tiny.user_info = away
    with pytest.raises(OrgUnreachable, match="a redirect came instead"):
        org.identity()
    tiny.user_info = None
    tiny.say(*[away] * 4)
    with pytest.raises(OrgUnreachable, match="a redirect came instead"):
        list(org.read([Query(LEAD)]))
    assert all("elsewhere" not in asked.path for asked in tiny.asked)


ATTACHMENT = ObjectSchema(ObjectName("Attachment"), "Attachment", "00P", {})


def test_a_page_is_never_taken_for_the_content_of_a_file(tiny, org):
    tiny.say(*[NOT_THE_ORG["page"]] * 4)
    with pytest.raises(OrgUnreachable):
        org.body(ATTACHMENT, "00P000000000001EAA", FieldName("Body"))
    usage = {"Sforce-Limit-Info": "api-usage=1/15000"}
    tiny.say(Reply(200, raw=PAGE, headers=HTML | usage))
    body = org.body(ATTACHMENT, "00P000000000001EAA", FieldName("Body"))
    assert b"".join(body.pieces()) == PAGE
    body.close()


@pytest.mark.parametrize("stamp", ["soon", "2026-11-24T10:00:00", "0001-01-01T00:00:00+0900", 7])
def test_a_row_whose_stamp_is_none_is_no_answer_either(stamp):
    with pytest.raises(OrgUnreachable):
        record_of(LEAD, {"Id": ID, "SystemModstamp": stamp}, ())
