import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.multipart import parts

_TYPE = 'multipart/form-data; boundary="b0undary"'


def _body(named: dict[str, bytes]) -> bytes:
    return (
        b"".join(
            b'--b0undary\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
            % (name.encode(), content)
            for name, content in named.items()
        )
        + b"--b0undary--\r\n"
    )


@given(
    json=st.binary(max_size=60),
    file=st.binary(max_size=300).filter(lambda content: b"b0undary" not in content),
)
def test_parts_come_back_byte_for_byte(json: bytes, file: bytes) -> None:
    named = {"json": json.replace(b"b0undary", b""), "file": file}
    assert parts(_TYPE, _body(named)) == named


@given(cut=st.integers(0, 110))
def test_a_body_that_is_cut_short_is_refused(cut: int) -> None:
    whole = _body({"json": b"{}", "file": b"PK"})
    with pytest.raises(RequestError) as caught:
        parts(_TYPE, whole[:cut])
    assert caught.value.http_status == 400


def test_another_type_of_body_is_415() -> None:
    with pytest.raises(RequestError) as caught:
        parts("application/zip", b"PK")
    assert caught.value.http_status == 415
