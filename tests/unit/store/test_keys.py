"""Keys of rows: of any text one that Table Storage takes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.store.keys import PARTITIONS, bucket, decoded, digest, encoded, newest_first

# learn.microsoft.com, "Understanding the Table service data model", read 2026-11-24.
DISALLOWED = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")
ANY = st.text(st.one_of(st.characters(), st.sampled_from("/\\#?%~0123456789abcdef\t\n\x85\ud83d")))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(ANY)
def test_any_text_makes_a_key_that_the_service_takes(text: str) -> None:
    for key in (encoded(text), digest(text), bucket(text)):
        assert not DISALLOWED.search(key)
        assert key
        key.encode()


@given(ANY)
def test_an_encoded_key_gives_its_text_again(text: str) -> None:
    assert decoded(encoded(text)) == text


@given(ANY, ANY)
def test_two_texts_never_share_an_encoded_key(one: str, other: str) -> None:
    assert (encoded(one) == encoded(other)) == (one == other)


@pytest.mark.parametrize(
    "known", ["00000000-0000-4000-8000-000000000001", "4711", "lead-07", "tracking-lead"]
)
def test_the_ids_of_both_systems_are_their_own_keys(known: str) -> None:
    assert encoded(known) == known


@given(ANY)
def test_a_bucket_is_one_of_the_partitions(text: str) -> None:
    assert 0 <= int(bucket(text)) < PARTITIONS


@given(MOMENTS, st.integers(1, 10**10))
def test_the_later_of_two_moments_sorts_first(moment: datetime, milliseconds: int) -> None:
    later = moment + timedelta(milliseconds=milliseconds)
    assert newest_first(later, "z") < newest_first(moment, "a")
