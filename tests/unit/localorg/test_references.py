"""``@{reference.path}`` in composite requests, as a pure rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.references import resolved, resolved_text

_BODIES = [("one", {"id": "001", "rows": [{"ok": True}, {"n": 2}]}), ("many", [{"id": "a"}])]


@given(st.text().filter(lambda text: "@{" not in text))
def test_a_text_without_references_stays_as_it_is(text: str) -> None:
    assert resolved_text(text, _BODIES) == text
    assert resolved({text: [text, 1, None]}, _BODIES) == {text: [text, 1, None]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@{one.id}", "001"),
        ("/x/@{many[0].id}?y=@{one.rows[1].n}", "/x/a?y=2"),
        ("@{one.rows[0].ok}", "true"),
    ],
)
def test_a_reference_becomes_its_value(text: str, expected: str) -> None:
    assert resolved_text(text, _BODIES) == expected


@pytest.mark.parametrize("text", ["@{nobody.id}", "@{one.rows}", "@{many[3].id}", "@{one.id.x}"])
def test_a_reference_to_nothing_is_refused(text: str) -> None:
    with pytest.raises(RequestError) as caught:
        resolved_text(text, _BODIES)
    assert caught.value.error_code == "PROCESSING_HALTED"
