"""A change of state reads back from its line in the history."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.connection.change import Change, read_change
from s2sctl.connection.record import Status

changes = st.builds(
    Change, st.none() | st.sampled_from(Status), st.sampled_from(Status), st.text(max_size=60)
)


@given(changes)
def test_every_change_reads_back_as_it_was(change):
    assert read_change(change.text) == change


def test_a_line_about_anything_else_is_no_change():
    for text in ("3 differences put in force", "2 Lead shared by hand", "Sent", ""):
        assert read_change(text) is None
