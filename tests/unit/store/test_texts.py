"""Long texts in properties: whole again, and never longer than a property may be."""

import json

from hypothesis import given
from hypothesis import strategies as st

from shared.store.texts import cells, dense_json, joined, parts, shortened, units, whole

# The alphabet leans to what counts double, and to halves of it.
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('😀a\u00e8\n"')))
SPOILED = st.text(st.one_of(st.sampled_from("a😀"), st.characters(categories=["Cs"])))


@given(TEXTS, st.integers(2, 9))
def test_parts_make_the_text_and_none_is_too_long(text: str, most: int) -> None:
    pieces = parts(text, most)
    assert "".join(pieces) == text
    assert all(0 < units(piece) <= most for piece in pieces)


def test_an_emoji_counts_two() -> None:
    assert units("a😀") == 3
    assert parts("😀😀😀", 4) == ["😀😀", "😀"]
    assert parts("a😀😀", 4) == ["a😀", "😀"]


@given(TEXTS)
def test_a_text_is_read_from_the_cells_it_was_put_into(text: str) -> None:
    assert joined(cells("base", text), "base") == text


@given(TEXTS, st.integers(3, 9))
def test_a_shortened_text_fits_and_one_that_fits_stays(text: str, most: int) -> None:
    short = shortened(text, most)
    assert units(short) <= most
    assert short == text if units(text) <= most else short.endswith("…")


@given(SPOILED)
def test_json_of_any_text_can_be_sent_and_read_again(text: str) -> None:
    dense = dense_json({"key": text})
    dense.encode()
    # Two halves side by side are one emoji to every reader of JSON.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert json.loads(dense) == {"key": whole}


@given(SPOILED)
def test_a_text_made_whole_can_be_sent(text: str) -> None:
    sent = whole(text).encode()
    assert sent.decode() == whole(text)


@given(TEXTS)
def test_a_whole_text_stays(text: str) -> None:
    assert whole(text) == text
