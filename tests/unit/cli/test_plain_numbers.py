"""One of a thing is told as one."""

from collections import Counter

from s2sctl.cli.views.local import loaded_text
from s2sctl.wiring.local_orgs import Loaded


def test_one_row_is_no_rows():
    assert loaded_text(Loaded((), 1, 0, Counter())) == "1 row loaded, 0 refused"
    assert loaded_text(Loaded((), 3, 1, Counter())) == "2 rows loaded, 1 refused"
