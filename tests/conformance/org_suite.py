"""What every :class:`s2sctl.ports.org.Org` keeps. Subclass it and give the fixture ``org``.

``org`` is empty but for what an org is born with; its Lead has S2S_Key__c (external id, unique,
case-sensitive) which the running user may read and write.
"""

import time
from datetime import timedelta
from decimal import Decimal

import pytest

from s2sctl.errors import RequestRefused
from s2sctl.model.ids import Key, to18
from s2sctl.ports.job import JobState
from s2sctl.ports.org import Query, Range, RowWrite, WriteBatch
from tests.support.world import Quiet

HERE = "00DJ00000000001MAA"


class OrgSuite:
    @pytest.fixture
    def lead(self, org):
        return org.open({"Lead": None}).schemas["Lead"]

    def create(self, org, lead, *names, **values):
        rows = tuple(
            RowWrite({"S2S_Key__c": key_of(name), "LastName": name, "Company": "Acme", **values})
            for name in names
        )
        outcomes = org.write(WriteBatch(lead, rows, upsert_on="S2S_Key__c"))
        assert [one.refusal for one in outcomes] == [None] * len(names)
        return [one.id for one in outcomes]

    def rows(self, org, query):
        return [record for page in org.read([query]) for record in page.records]

    def test_an_identity_is_an_orgs_and_a_users(self, org):
        found = org.identity()
        assert found.org_id.startswith("00D")
        assert found.user_id.startswith("005")
        assert len(found.org_id) == len(found.user_id) == 18

    def test_opening_tells_what_is_seen_and_leaves_out_what_is_not(self, org):
        schemas = org.open({"Lead": None, "Nope__c": None}).schemas
        assert list(schemas) == ["Lead"]
        assert schemas["Lead"].find("lastname").required_on_create

    def test_a_deploy_whose_end_was_seen_is_not_settled_again(self, org):
        nothing = b'<Package xmlns="http://soap.sforce.com/2006/04/metadata"/>'
        assert org.deploy({"package.xml": nothing}).success
        assert org.settle_deploys(Quiet()) == ()

    def test_a_known_schema_that_still_holds_comes_back_unchanged(self, org, lead):
        assert org.open({"Lead": lead}).schemas["Lead"] == lead

    def test_durable_ids_tell_each_field_and_nothing_of_an_object_that_is_not_there(
        self, org, lead
    ):
        found = org.durable_ids(["Lead", "Nope__c"])
        assert found["Nope__c"] == {}
        assert set(lead.fields) <= set(found["Lead"])
        assert len(set(found["Lead"].values())) == len(found["Lead"])

    def test_opening_answers_its_queries_in_order(self, org, lead):
        (first,) = self.create(org, lead, "Ann")
        opening = org.open(
            {}, [Query(lead, where="LastName = 'Nobody'"), Query(lead, ("LastName",))]
        )
        assert [len(rows) for rows in opening.rows] == [0, 1]
        assert (opening.rows[1][0].id, opening.rows[1][0].values) == (first, {"LastName": "Ann"})

    def test_an_upsert_sent_twice_makes_one_row(self, org, lead):
        row = RowWrite({"S2S_Key__c": key_of("Ann"), "LastName": "Ann", "Company": "Acme"})
        batch = WriteBatch(lead, (row,), upsert_on="S2S_Key__c")
        (first,), (second,) = org.write(batch), org.write(batch)
        assert (first.created, second.created) == (True, False)
        assert first.id == second.id
        assert len(self.rows(org, Query(lead))) == 1

    def job_of(self, org, batch):
        """A job with these rows that has come to its end."""
        job = org.open_job(batch)
        assert org.look_at_job(job).state is JobState.OPEN
        org.fill_job(job, batch)
        self.wait_for(org, job)
        return job

    def wait_for(self, org, job):
        deadline = time.monotonic() + 20
        while org.look_at_job(job).state is not JobState.ENDED:
            assert time.monotonic() < deadline, "the job never ended"
            self.let_time_pass(org)

    def let_time_pass(self, org):
        time.sleep(0.02)

    def test_a_job_writes_rows_and_tells_of_each(self, org, lead):
        said = 'a, "b"\n c'
        good = {"S2S_Key__c": key_of("Ann"), "LastName": "Ann", "Company": "x", "Description": said}
        bad = {"S2S_Key__c": key_of("Bob"), "LastName": None, "Company": "x"}
        batch = WriteBatch(lead, (RowWrite(bad), RowWrite(good)), upsert_on="S2S_Key__c")
        first, second = org.job_outcomes(self.job_of(org, batch), batch)
        assert first.refusal.code == "REQUIRED_FIELD_MISSING"
        assert "LastName" in first.refusal.fields or "LastName" in first.refusal.message
        assert (second.created, second.refusal) == (True, None)
        (row,) = self.rows(org, Query(lead, ("Description",)))
        assert (row.id, row.values["Description"]) == (second.id, said)

    def test_a_job_twice_makes_one_row(self, org, lead):
        row = RowWrite({"S2S_Key__c": key_of("Ann"), "LastName": "Ann", "Company": "Acme"})
        batch = WriteBatch(lead, (row,), upsert_on="S2S_Key__c")
        (first,), (second,) = (org.job_outcomes(self.job_of(org, batch), batch) for _ in range(2))
        assert (first.id, first.created, second.created) == (second.id, True, False)

    def test_a_job_changes_and_clears_what_it_names_and_nothing_else(self, org, lead):
        ids = self.create(org, lead, "Ann", "Bob", City="Ulm", AnnualRevenue=Decimal("12"))
        rows = (
            RowWrite({"City": None}, ids[0]),
            RowWrite({"AnnualRevenue": Decimal("1E+2")}, ids[1]),
        )
        batch = WriteBatch(lead, rows)
        assert [one.id for one in org.job_outcomes(self.job_of(org, batch), batch)] == ids
        found = org.fetch(lead, ids, ("City", "AnnualRevenue", "LastName"))
        assert [tuple(found[id].values.values()) for id in ids] == [
            (None, Decimal("12"), "Ann"),
            ("Ulm", Decimal("100"), "Bob"),
        ]

    def test_an_aborted_job_has_done_nothing_to_any_row(self, org, lead):
        row = RowWrite({"S2S_Key__c": key_of("Ann"), "LastName": "Ann", "Company": "Acme"})
        batch = WriteBatch(lead, (row,), upsert_on="S2S_Key__c")
        job = org.open_job(batch)
        org.abort_job(job)
        assert org.look_at_job(job).state is JobState.ENDED
        assert org.job_outcomes(job, batch) == (None,)
        assert self.rows(org, Query(lead)) == []

    def test_a_job_nobody_knows_has_ended(self, org):
        assert org.look_at_job("750000000000zzzAAA").state is JobState.ENDED

    def test_rows_fail_apart(self, org, lead):
        good = {"S2S_Key__c": key_of("Ann"), "LastName": "Ann", "Company": "Acme"}
        bad = {"S2S_Key__c": key_of("Bob"), "LastName": None, "Company": "x"}
        batch = WriteBatch(lead, (RowWrite(bad), RowWrite(good)), upsert_on="S2S_Key__c")
        first, second = org.write(batch)
        assert first.refusal.code == "REQUIRED_FIELD_MISSING"
        assert "LastName" in first.refusal.fields or "LastName" in first.refusal.message
        assert second.created

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"LastName": None}, "REQUIRED_FIELD_MISSING"),
            ({"City": "x" * 41}, "STRING_TOO_LONG"),
            ({"Name": "x"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
            ({"S2S_Key__c": "taken"}, "DUPLICATE_VALUE"),
        ],
    )
    def test_an_update_that_does_not_fit_is_refused_and_changes_nothing(
        self, org, lead, values, code
    ):
        ann, _ = self.create(org, lead, "Ann", "Bob")
        if "S2S_Key__c" in values:
            values = {"S2S_Key__c": key_of("Bob")}
        (outcome,) = org.write(WriteBatch(lead, (RowWrite({"Rating": "Hot", **values}, ann),)))
        assert outcome.refusal.code == code
        found = org.fetch(lead, [ann], ["LastName", "Rating"])[ann]
        assert found.values == {"LastName": "Ann", "Rating": None}
        assert found.key == Key.parse(key_of("Ann"))

    def test_a_key_differs_by_its_case(self, org, lead):
        (ann,) = self.create(org, lead, "Ann")
        (low,) = org.write(WriteBatch(lead, (RowWrite({"S2S_Key__c": "x/ab"}, ann),)))
        row = RowWrite({"S2S_Key__c": "x/AB", "LastName": "Bob", "Company": "Acme"})
        (high,) = org.write(WriteBatch(lead, (row,), upsert_on="S2S_Key__c"))
        assert (low.refusal, high.refusal, high.created) == (None, None, True)

    def test_a_field_nobody_knows_cannot_be_read(self, org, lead):
        with pytest.raises(RequestRefused) as caught:
            self.rows(org, Query(lead, ("Nope__c",)))
        assert caught.value.error_code == "INVALID_FIELD"

    def test_an_id_that_names_no_row_is_refused_and_not_taken_for_a_deleted_one(self, org, lead):
        # The same answer comes for a row that is only hidden from us.
        (ann,) = self.create(org, lead, "Ann")
        never = to18(ann[:12] + "zzz")
        first, second = org.delete([never, ann])
        assert (first.refusal.code, second.refusal) == ("INVALID_CROSS_REFERENCE_KEY", None)
        (update,) = org.write(WriteBatch(lead, (RowWrite({"City": "Malmö"}, never),)))
        assert update.refusal.code == "INVALID_CROSS_REFERENCE_KEY"

    def test_an_update_changes_what_it_names_and_nothing_else(self, org, lead):
        (id_,) = self.create(org, lead, "Ann", City="Malmö", AnnualRevenue=Decimal("12"))
        org.write(WriteBatch(lead, (RowWrite({"City": None, "Rating": "Hot"}, id_),)))
        found = org.fetch(lead, [id_], ["LastName", "City", "Rating", "AnnualRevenue"])
        assert found[id_].values == {
            "LastName": "Ann",
            "City": None,
            "Rating": "Hot",
            "AnnualRevenue": Decimal("12"),
        }

    def test_a_row_edited_since_it_was_read_is_left_as_it_is_and_the_others_are_written(
        self, org, lead
    ):
        ann, bob = self.create(org, lead, "Ann", "Bob")
        read = org.fetch(lead, [ann, bob], ["City"])
        before = {ann: read[ann].modified_at - timedelta(seconds=1), bob: read[bob].modified_at}
        rows = tuple(RowWrite({"City": "Oslo"}, id, unmodified_since=before[id]) for id in before)
        first, second = org.write(WriteBatch(lead, rows))
        assert (first.id, first.moved, first.created) == (ann, True, False)
        assert (second.id, second.refusal) == (bob, None)
        found = org.fetch(lead, [ann, bob], ["City"])
        assert [found[id].values["City"] for id in (ann, bob)] == [None, "Oslo"]

    def test_a_conditional_row_that_does_not_fit_is_refused_for_that(self, org, lead):
        (ann,) = self.create(org, lead, "Ann")
        since = org.fetch(lead, [ann], [])[ann].modified_at
        row = RowWrite({"City": "x" * 41}, ann, unmodified_since=since)
        (outcome,) = org.write(WriteBatch(lead, (row,)))
        assert (outcome.refusal.code, outcome.moved) == ("STRING_TOO_LONG", False)

    def test_text_comes_back_as_it_was_sent(self, org, lead):
        text = "a 'quote', a \"double\", a \\ and 漢字 🌱\nsecond line"
        (id_,) = self.create(org, lead, "Ann", Description=text)
        assert org.fetch(lead, [id_], ["Description"])[id_].values == {"Description": text}

    def test_a_row_tells_its_key_and_its_stamps(self, org, lead):
        (id_,) = self.create(org, lead, "Ann")
        (record,) = self.rows(org, Query(lead))
        assert record.values == {}
        assert record.key == Key.parse(key_of("Ann"))
        assert (record.id, record.deleted, record.converted) == (id_, False, False)
        assert record.modified_by == org.identity().user_id
        assert abs(record.modstamp - org.now()) < timedelta(seconds=30)
        assert record.modstamp.microsecond == 0

    def test_a_window_is_half_open(self, org, lead):
        self.create(org, lead, "Ann")
        stamp = self.rows(org, Query(lead))[0].modstamp
        second = timedelta(seconds=1)

        def seen(*ranges):
            return len(self.rows(org, Query(lead, ranges=ranges)))

        assert seen(Range(stamp, stamp + second)) == 1
        assert seen(Range(stamp - second, stamp)) == 0
        assert seen(Range(None, stamp + second)) == 1
        assert seen(Range(stamp, stamp)) == 0
        assert seen(Range(stamp - second, stamp), Range(stamp, stamp + second)) == 1

    def test_deleted_rows_are_in_a_window_and_not_among_fetched_ones(self, org, lead):
        gone, kept = self.create(org, lead, "Ann", "Bob")
        assert [one.refusal for one in org.delete([gone])] == [None]
        seen = {record.id: record.deleted for record in self.rows(org, Query(lead))}
        assert seen == {gone: True, kept: False}
        assert [one.id for one in self.rows(org, Query(lead, deleted=False))] == [kept]
        assert set(org.fetch(lead, [gone, kept], [])) == {kept}

    def test_deleting_twice_is_done(self, org, lead):
        (id_,) = self.create(org, lead, "Ann")
        org.delete([id_])
        (again,) = org.delete([id_])
        assert again.refusal is None

    def test_a_deleted_row_refuses_an_update(self, org, lead):
        (id_,) = self.create(org, lead, "Ann")
        org.delete([id_])
        (outcome,) = org.write(WriteBatch(lead, (RowWrite({"City": "Malmö"}, id_),)))
        assert outcome.refusal.code == "ENTITY_IS_DELETED"

    def test_every_row_of_many_pages_comes_once(self, org, lead):
        count, written = 2_050, set()
        for start in range(0, count, org.batch_size):
            end = min(start + org.batch_size, count)
            written.update(self.create(org, lead, *[f"N{n}" for n in range(start, end)]))
        pages = list(org.read([Query(lead), Query(lead, where="LastName = 'N7'")]))
        ids = [record.id for page in pages if page.query == 0 for record in page.records]
        assert len(ids) == count
        assert set(ids) == written
        assert [page.last for page in pages if page.query == 0].count(True) == 1
        assert sum(len(page.records) for page in pages if page.query == 1) == 1
        assert len(org.fetch(lead, ids, ["LastName"])) == count

    def test_rows_are_counted_without_being_read(self, org, lead):
        ann, *_ = self.create(org, lead, "Ann", "Bob", "Cid")
        org.delete([ann])
        wanted = [
            Query(lead, deleted=False),
            Query(lead, where="LastName = 'Ann'"),
            Query(lead, where="LastName = 'Bob'", deleted=False),
            Query(lead, where="LastName = 'Ann'", deleted=False),
            Query(lead, where="LastName != 'Bob'", deleted=False, limit=1),
            Query(lead, where="LastName = 'Cid'", deleted=False),
        ]
        assert org.count(wanted) == (2, 1, 1, 0, 1, 1)

    def test_a_limit_is_kept(self, org, lead):
        self.create(org, lead, "Ann", "Bob")
        assert len(self.rows(org, Query(lead, limit=1))) == 1

    def test_a_condition_the_org_cannot_read_is_refused_and_quotes_nothing(self, org, lead):
        with pytest.raises(RequestRefused) as caught:
            self.rows(org, Query(lead, where="Nope__c = 's3cret'"))
        assert caught.value.error_code == "INVALID_FIELD"
        assert "s3cret" not in str(caught.value)

    def test_a_user_may_edit_what_is_there_and_nothing_else(self, org, lead):
        kept, gone = self.create(org, lead, "Ann", "Bob")
        org.delete([gone])
        asked = [kept, gone, to18("00QJ0000009ZZZZ")]
        assert org.may_edit(org.identity().user_id, asked) == {kept}
        assert org.may_edit(org.identity().user_id, []) == frozenset()

    def test_many_records_are_asked_about_at_once(self, org, lead):
        ids = self.create(org, lead, *(f"N{n:03d}" for n in range(150)))
        ids += self.create(org, lead, *(f"M{n:03d}" for n in range(150)))
        assert org.may_edit(org.identity().user_id, ids) == set(ids)

    def test_assignment_rules_give_the_owner_only_where_the_batch_asks(self, org, lead, assigned):
        """``assigned`` is the user to whom the org's active rule gives every Lead."""
        owners = {}
        for name, asked in (("Ann", False), ("Bob", True)):
            row = RowWrite({"S2S_Key__c": key_of(name), "LastName": name, "Company": "Acme"})
            batch = WriteBatch(lead, (row,), upsert_on="S2S_Key__c", assign=asked)
            (made,) = org.write(batch)
            assert made.refusal is None
            owners[asked] = org.fetch(lead, [made.id], ["OwnerId"])[made.id].values["OwnerId"]
        assert owners[True] == assigned != owners[False]

    def test_the_daily_limit_is_told_and_what_is_used_of_it_grows(self, org, lead):
        (before,) = org.daily_limits()
        self.rows(org, Query(lead))
        (after,) = org.daily_limits()
        assert before.app is None
        assert before.used < after.used <= after.limit == before.limit

    def test_a_mail_is_accepted(self, org):
        org.mail("ann@globex.example", "Invitation", "Hello")

    def test_a_permission_set_is_assigned_once(self, org):
        assert org.assign_permission_set("Suite") is False


def key_of(name):
    """A key whose record id is made of the name."""
    digits = "".join(f"{ord(char):03d}" for char in name)[-11:].rjust(11, "0")
    return str(Key(HERE, f"00Q5{digits}AAA"[:18]))
